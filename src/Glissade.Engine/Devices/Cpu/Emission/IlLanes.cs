using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>A value of a <see cref="Segment"/> seen as lanes.</summary>
internal readonly record struct Lane(int Value);

/// <summary>The algebra of lanes that writes code instead of computing: the elementary functions, applied to it, become part of a kernel.</summary>
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Made by the translator alone, which says that it needs dynamic code.")]
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Made by the translator alone, which says that it finds methods by name.")]
internal readonly struct IlLanes(Segment segment, bool wide) : ILanes<Lane>
{
    private Type Element => wide ? typeof(double) : typeof(float);

    private Type Integer => wide ? typeof(long) : typeof(int);

    public Lane Constant(double value) => new(segment.Constant(Element, value));

    public Lane Bits(long pattern) => new(segment.Pattern(Integer, pattern));

    public Lane Add(Lane a, Lane b) => Call("Add", a, b);

    public Lane Subtract(Lane a, Lane b) => Call("Subtract", a, b);

    public Lane Multiply(Lane a, Lane b) => Call("Multiply", a, b);

    public Lane Divide(Lane a, Lane b) => Call("Divide", a, b);

    public Lane FusedMultiplyAdd(Lane a, Lane b, Lane c) => Call("FusedMultiplyAdd", a, b, c);

    public Lane SquareRoot(Lane a) => Call("Sqrt", a);

    public Lane Negate(Lane a) => Call("Negate", a);

    public Lane Absolute(Lane a) => Call("Abs", a);

    public Lane Floor(Lane a) => Call("Floor", a);

    public Lane Round(Lane a) => Call("Round", a);

    public Lane Maximum(Lane a, Lane b) => Call("Max", a, b);

    public Lane Minimum(Lane a, Lane b) => Call("Min", a, b);

    public Lane Equal(Lane a, Lane b) => Call("Equals", a, b);

    public Lane Less(Lane a, Lane b) => Call("LessThan", a, b);

    public Lane LessOrEqual(Lane a, Lane b) => Call("LessThanOrEqual", a, b);

    public Lane And(Lane a, Lane b) => Call("BitwiseAnd", a, b);

    public Lane Or(Lane a, Lane b) => Call("BitwiseOr", a, b);

    public Lane Xor(Lane a, Lane b) => Call("Xor", a, b);

    public Lane Select(Lane mask, Lane whenTrue, Lane whenFalse) => new(segment.Select(Element, mask.Value, whenTrue.Value, whenFalse.Value));

    public Lane AddInteger(Lane a, Lane b) => new(segment.Call("Add", Integer, a.Value, b.Value));

    public Lane SubtractInteger(Lane a, Lane b) => new(segment.Call("Subtract", Integer, a.Value, b.Value));

    public Lane ShiftLeft(Lane a, int count) => Shift("ShiftLeft", a, count);

    public Lane ShiftRightLogical(Lane a, int count) => Shift("ShiftRightLogical", a, count);

    public Lane ShiftRightArithmetic(Lane a, int count) => Shift("ShiftRightArithmetic", a, count);

    public Lane ReduceHugeAngle(Lane a)
    {
        MethodInfo open = typeof(LaneMemory).GetMethod(nameof(LaneMemory.ReduceHugeAngle))!;
        return new(segment.Call(open.MakeGenericMethod(segment.Methods.LanesOf(Element), segment.Methods.Of(Element)), a.Value));
    }

    private Lane Call(string name, params Lane[] operands) =>
        new(segment.Call(name, Element, Array.ConvertAll(operands, operand => (Argument)operand.Value)));

    private Lane Shift(string name, Lane a, int count) =>
        new(segment.Call(name, Integer, a.Value, Argument.Code(il => il.Emit(System.Reflection.Emit.OpCodes.Ldc_I4, count))));
}
