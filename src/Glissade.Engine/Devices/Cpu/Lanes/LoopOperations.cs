using System.Runtime.CompilerServices;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// What every <see cref="LoopCode"/> means over lanes of a float type: the one definition that emitted kernels, the interpreter and the scalar
/// of the tests share. Truth values are masks of the lane's width. The code is a constant wherever speed matters, so the switch folds away.
/// </summary>
internal static class LoopOperations
{
    /// <summary>How many operands a code takes.</summary>
    public static int Arity(LoopCode code) => code switch
    {
        LoopCode.FusedMultiplyAdd or LoopCode.Select => 3,
        LoopCode.Add or LoopCode.Subtract or LoopCode.Multiply or LoopCode.Divide or LoopCode.Maximum or LoopCode.Minimum
            or LoopCode.Equal or LoopCode.Less or LoopCode.LessOrEqual or LoopCode.And or LoopCode.Or or LoopCode.Xor or LoopCode.ShiftRight => 2,
        _ => 1,
    };

    /// <summary>
    /// The result of a code for operands that are floats of one type (masks for And, Or, Xor, Not and the first of Select). Casts and shifts are
    /// not here: they change the width of a lane, or see it as an integer.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Compute<L, V>(L lanes, DType type, LoopCode code, V a, V b, V c) where L : struct, ILanes<V> => code switch
    {
        LoopCode.Add => lanes.Add(a, b),
        LoopCode.Subtract => lanes.Subtract(a, b),
        LoopCode.Multiply => lanes.Multiply(a, b),
        LoopCode.Divide => lanes.Divide(a, b),
        LoopCode.Maximum => lanes.Maximum(a, b),
        LoopCode.Minimum => lanes.Minimum(a, b),
        LoopCode.FusedMultiplyAdd => lanes.FusedMultiplyAdd(a, b, c),
        LoopCode.Negate => lanes.Negate(a),
        LoopCode.Absolute => lanes.Absolute(a),
        LoopCode.Sign => Sign(lanes, a),
        LoopCode.SquareRoot => lanes.SquareRoot(a),
        LoopCode.Exp => Elementary.Exp(lanes, type, a),
        LoopCode.Expm1 => Elementary.Expm1(lanes, type, a),
        LoopCode.Log => Elementary.Log(lanes, type, a),
        LoopCode.Log1p => Elementary.Log1p(lanes, type, a),
        LoopCode.Sin => Elementary.Sin(lanes, type, a),
        LoopCode.Cos => Elementary.Cos(lanes, type, a),
        LoopCode.Tanh => Elementary.Tanh(lanes, type, a),
        LoopCode.Erf => Elementary.Erf(lanes, type, a),
        LoopCode.Floor => lanes.Floor(a),
        LoopCode.Round => lanes.Round(a),
        LoopCode.Equal => lanes.Equal(a, b),
        LoopCode.Less => lanes.Less(a, b),
        LoopCode.LessOrEqual => lanes.LessOrEqual(a, b),
        LoopCode.And => lanes.And(a, b),
        LoopCode.Or => lanes.Or(a, b),
        LoopCode.Xor => lanes.Xor(a, b),
        LoopCode.Not => lanes.Xor(a, lanes.Bits(-1)),
        LoopCode.Select => lanes.Select(a, b, c),
        _ => throw Unknown(code),
    };

    // −1, +0 (for either zero) or 1, and NaN for NaN: the float64 formula of the row, whose zero has no sign.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sign<L, V>(L lanes, V a) where L : struct, ILanes<V>
    {
        V zero = lanes.Constant(0);
        V up = lanes.And(lanes.Less(zero, a), lanes.Constant(1));
        V down = lanes.And(lanes.Less(a, zero), lanes.Constant(-1));
        return lanes.Select(lanes.Equal(a, a), lanes.Or(up, down), a);
    }

    private static InvalidOperationException Unknown(LoopCode code) => new($"{code} is no operation over lanes of floats.");
}
