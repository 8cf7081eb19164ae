using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

// tanh of a = |x|, with x's sign put on last.
internal static partial class Elementary
{
    /// <summary>tanh in float32: a + a³·P(a²) below 0.55 (2^-27), else 1 − 2/(e^2a + 1), where the quotient is at most a half, so that its error, and that of a
    /// reduction with one constant, is halved or better. e^2a comes as in exp, the doubling hidden in the coefficients; it cannot overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh32<L, V>(L lanes, V x) where L : struct, ILanes<V>
    {
        // From 9.02 on the result rounds to 1.
        V a = lanes.Minimum(lanes.Absolute(x), lanes.Constant(10));
        V biased = lanes.FusedMultiplyAdd(a, lanes.Constant(2.885390043258667), lanes.Constant(12582912.0 + 127));
        V n = lanes.Subtract(biased, lanes.Constant(12582912.0 + 127));
        V r = lanes.FusedMultiplyAdd(n, lanes.Constant(-0.3465735912322998), a);
        V h = lanes.Constant(0.08884815871715546);
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(0.26772865653038025));
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(0.6666752099990845));
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(1.3333234786987305));
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(1.9999998807907104));
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(2));
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(1));
        V divisor = lanes.FusedMultiplyAdd(h, lanes.ShiftLeft(biased, 23), lanes.Constant(1));
        V large = lanes.Subtract(lanes.Constant(1), lanes.Divide(lanes.Constant(2), divisor));

        V z = lanes.Multiply(a, a);
        V p = lanes.Constant(-0.006274237763136625);
        p = lanes.FusedMultiplyAdd(p, z, lanes.Constant(0.021071678027510643));
        p = lanes.FusedMultiplyAdd(p, z, lanes.Constant(-0.05385230854153633));
        p = lanes.FusedMultiplyAdd(p, z, lanes.Constant(0.13332585990428925));
        p = lanes.FusedMultiplyAdd(p, z, lanes.Constant(-0.33333316445350647));
        V small = lanes.FusedMultiplyAdd(lanes.Multiply(a, z), p, a);
        V result = lanes.Select(lanes.Less(a, lanes.Constant(0.55)), small, large);
        return lanes.Or(result, lanes.And(x, lanes.Bits(0x80000000L)));
    }

    /// <summary>tanh in float64 as t/(t + 2) with t = e^2a − 1. t and t + 2 are each kept as a sum of two doubles, and the quotient y is mended by what it
    /// leaves over: (t − y·(t + 2))/(t + 2), where 1/(t + 2) = (1 − y)/2 costs no second division.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh64<L, V>(L lanes, V x) where L : struct, ILanes<V>
    {
        V magnitude = lanes.Absolute(x);

        // From 2a = 38.2 on the result rounds to 1.
        V doubled = lanes.Minimum(lanes.Add(magnitude, magnitude), lanes.Constant(40));
        V biased = lanes.FusedMultiplyAdd(doubled, lanes.Constant(1.4426950408889634), lanes.Constant(6755399441055744.0 + 1023));
        V r = ExpRest64(lanes, doubled, lanes.Subtract(biased, lanes.Constant(6755399441055744.0 + 1023)));
        V square = lanes.Multiply(r, r);
        V h = ExpTail64(lanes, r);
        V q = lanes.FusedMultiplyAdd(square, h, r);
        V qLow = lanes.FusedMultiplyAdd(square, h, lanes.Subtract(r, q));

        // t = 2^n·q + (2^n − 1); the second term is 0 or the larger, so the rounding error of the sum is exact in tLow.
        V scale = lanes.ShiftLeft(biased, 52);
        V whole = lanes.Subtract(scale, lanes.Constant(1));
        V t = lanes.FusedMultiplyAdd(scale, q, whole);
        V tLow = lanes.FusedMultiplyAdd(scale, q, lanes.Subtract(whole, t));
        tLow = lanes.FusedMultiplyAdd(scale, qLow, tLow);

        V divisor = lanes.Add(t, lanes.Constant(2));
        V divisorLow = lanes.Add(lanes.Subtract(t, lanes.Subtract(divisor, lanes.Constant(2))), tLow);
        V y = lanes.Divide(t, divisor);
        V minusY = lanes.Negate(y);
        V left = lanes.Add(lanes.FusedMultiplyAdd(minusY, divisor, t), tLow);
        left = lanes.FusedMultiplyAdd(minusY, divisorLow, left);
        V inverse = lanes.FusedMultiplyAdd(minusY, lanes.Constant(0.5), lanes.Constant(0.5));
        V result = lanes.FusedMultiplyAdd(left, inverse, y);
        return lanes.Or(result, lanes.And(x, lanes.Bits(long.MinValue)));
    }
}
