using System.Diagnostics.CodeAnalysis;
using Glissade.Operations;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>
/// One value over as many elements as a vector has 4-byte lanes: float32, int32, uint8 (widened) and bool (a mask) take one vector, float64 two.
/// </summary>
internal readonly record struct Value(DType Type, int Low, int High = -1);

/// <summary>Elementwise operations as vector code.</summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal sealed class Translator(Segment segment)
{
    private static readonly Type s_float = typeof(float), s_double = typeof(double), s_int = typeof(int), s_long = typeof(long);

    public Value Compute(LoopCode code, DType type, Value a, Value? b, Value? c)
    {
        if (code == LoopCode.Cast) return Cast(a, type);
        if (code == LoopCode.Select) return Select(a, b!.Value, c!.Value);
        if (code is LoopCode.Equal or LoopCode.Less or LoopCode.LessOrEqual) return Compare(code, a, b!.Value);
        return type switch
        {
            DType.Float32 => new Value(type, Float(code, DType.Float32, a.Low, b?.Low, c?.Low)),
            DType.Float64 => new Value(type, Float(code, DType.Float64, a.Low, b?.Low, c?.Low), Float(code, DType.Float64, a.High, b?.High, c?.High)),
            DType.Int32 => new Value(type, Integer(code, a.Low, b?.Low ?? -1)),
            _ => new Value(type, Logic(code, a.Low, b?.Low ?? -1)),
        };
    }

    private int Float(LoopCode code, DType type, int a, int? b, int? c)
    {
        var lanes = new IlLanes(segment, type == DType.Float64);
        return LoopOperations.Compute(lanes, type, code, new Lane(a), new Lane(b ?? a), new Lane(c ?? a)).Value;
    }

    private int Integer(LoopCode code, int a, int b) => code switch
    {
        LoopCode.Add => segment.Call("Add", s_int, a, b),
        LoopCode.Subtract => segment.Call("Subtract", s_int, a, b),
        LoopCode.Multiply => segment.Call("Multiply", s_int, a, b),
        LoopCode.Maximum => segment.Call("Max", s_int, a, b),
        LoopCode.Minimum => segment.Call("Min", s_int, a, b),
        LoopCode.Negate => segment.Call("Negate", s_int, a),
        LoopCode.Absolute => segment.Call("Abs", s_int, a),
        LoopCode.Sign => segment.Call("Max", s_int, segment.Call("Min", s_int, a, segment.Constant(s_int, 1)), segment.Constant(s_int, -1)),
        LoopCode.ShiftRight => segment.Call(typeof(LaneMemory).GetMethod(nameof(LaneMemory.ShiftRight))!.MakeGenericMethod(segment.Methods.Int), a, b),
        _ => Logic(code, a, b),
    };

    private int Logic(LoopCode code, int a, int b) => code switch
    {
        LoopCode.And => segment.Call("BitwiseAnd", s_int, a, b),
        LoopCode.Or => segment.Call("BitwiseOr", s_int, a, b),
        LoopCode.Xor => segment.Call("Xor", s_int, a, b),
        LoopCode.Not => segment.Call("OnesComplement", s_int, a),
        _ => throw new InvalidOperationException($"{code} is not for integers or bools."),
    };

    private Value Compare(LoopCode code, Value a, Value b)
    {
        string name = code switch { LoopCode.Equal => "Equals", LoopCode.Less => "LessThan", _ => "LessThanOrEqual" };
        switch (a.Type)
        {
            case DType.Float64:
                return new Value(DType.Bool, segment.Call("Narrow", s_long, segment.Call(name, s_double, a.Low, b.Low), segment.Call(name, s_double, a.High, b.High)));
            case DType.Float32:
                return new Value(DType.Bool, segment.Call(name, s_float, a.Low, b.Low));
            case DType.Bool when code != LoopCode.Equal:
                // A true mask is −1: false < true has its sides exchanged.
                return new Value(DType.Bool, segment.Call(name, s_int, b.Low, a.Low));
            default:
                return new Value(DType.Bool, segment.Call(name, s_int, a.Low, b.Low));
        }
    }

    private Value Select(Value mask, Value a, Value b)
    {
        if (a.Type != DType.Float64) return new Value(a.Type, segment.Select(a.Type == DType.Float32 ? s_float : s_int, mask.Low, a.Low, b.Low));
        return new Value(a.Type,
            segment.Select(s_double, segment.Call("WidenLower", s_int, mask.Low), a.Low, b.Low),
            segment.Select(s_double, segment.Call("WidenUpper", s_int, mask.Low), a.High, b.High));
    }

    private Value Cast(Value a, DType to)
    {
        if (a.Type == to) return a;
        return to switch
        {
            DType.Bool => Compute(LoopCode.Not, DType.Bool, Compare(LoopCode.Equal, a, Zero(a.Type)), null, null),
            DType.Float32 => new Value(to, a.Type switch
            {
                DType.Float64 => segment.Call("Narrow", s_double, a.Low, a.High),
                DType.Bool => segment.Call("BitwiseAnd", s_int, a.Low, segment.Pattern(s_int, BitConverter.SingleToInt32Bits(1))),
                _ => segment.Call("ConvertToSingle", s_int, a.Low),
            }),
            DType.Float64 => ToDouble(a),
            DType.Int32 => new Value(to, ToInt(a)),
            _ => new Value(to, ToByte(a)),
        };
    }

    private Value ToDouble(Value a)
    {
        if (a.Type == DType.Float32) return new Value(DType.Float64, segment.Call("WidenLower", s_float, a.Low), segment.Call("WidenUpper", s_float, a.Low));
        int integer = ToInt(a);
        int Half(int part) => segment.Call(
            typeof(LaneMemory).GetMethod(nameof(LaneMemory.IntToDouble))!.MakeGenericMethod(segment.Methods.Int, segment.Methods.Double),
            integer, Argument.Code(il => il.Emit(System.Reflection.Emit.OpCodes.Ldc_I4, part)));
        return new Value(DType.Float64, Half(0), Half(1));
    }

    private int ToInt(Value a) => a.Type switch
    {
        DType.Float32 => segment.Call("ConvertToInt32", s_float, a.Low),
        DType.Float64 => segment.Call(
            typeof(LaneMemory).GetMethod(nameof(LaneMemory.DoubleToInt))!.MakeGenericMethod(segment.Methods.Int, segment.Methods.Double), a.Low, a.High),
        DType.Bool => segment.Call("BitwiseAnd", s_int, a.Low, segment.Constant(s_int, 1)),
        _ => a.Low,
    };

    private int ToByte(Value a) =>
        segment.Call("Max", s_int, segment.Call("Min", s_int, ToInt(a), segment.Constant(s_int, 255)), segment.Constant(s_int, 0));

    private Value Zero(DType type) => type switch
    {
        DType.Float32 => new Value(type, segment.Constant(s_float, 0)),
        DType.Float64 => new Value(type, segment.Constant(s_double, 0), segment.Constant(s_double, 0)),
        _ => new Value(type, segment.Constant(s_int, 0)),
    };
}
