using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

// exp and expm1. With n the integer nearest to x/ln 2 and r = x − n·ln 2, |r| ≤ ln 2 / 2: e^x = 2^n·e^r. Adding a number as large as
// 1.5·2^23 (float32) or 1.5·2^52 (float64) rounds to an integer and leaves it, with a bias of our choice, in the low bits of the sum, where a shift makes
// it an exponent: lanes have no conversion. x − n·ln 2 is exact for the first constant, so r is right to an ulp or so of itself.
// e^r = 1 + r·(1 + r·h(r)), h minimax: 2^-27 (float32) and 2^-56 (float64) of the result.
internal static partial class Elementary
{
    /// <summary>e^x in float32, within 1 ULP. The factor 2^n is applied in two halves, because n reaches beyond the exponents of normal numbers at both ends;
    /// the first product is exact and the second rounds once, so subnormal results are right and overflow is infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp32<L, V>(L lanes, V x) where L : struct, ILanes<V>
    {
        // Beyond these the result is 0 or infinity anyway; NaN passes through both. From −104 on it is 0, but it is so far below that both halves of the factor are: a product that
        // underflows takes a processor many times as long, and the masked half of every causal attention would.
        x = lanes.Maximum(lanes.Minimum(x, lanes.Constant(89)), lanes.Constant(-176));
        V biased = lanes.FusedMultiplyAdd(x, lanes.Constant(1.4426950216293335), lanes.Constant(12582912.0 + 254));
        V r = ExpRest32(lanes, x, lanes.Subtract(biased, lanes.Constant(12582912.0 + 254)));
        V p = lanes.FusedMultiplyAdd(ExpTail32(lanes, r), r, lanes.Constant(1));
        p = lanes.FusedMultiplyAdd(p, r, lanes.Constant(1));

        // The bias is twice the exponent's: n + 254 is the sum of two biased exponents, one half each.
        V both = lanes.ShiftLeft(biased, 23);
        V first = lanes.And(lanes.ShiftRightLogical(both, 1), lanes.Bits(0x7F800000));
        return lanes.Multiply(lanes.Multiply(p, first), lanes.SubtractInteger(both, first));
    }

    /// <summary>e^x in float64, within 1 ULP. The factor 2^n is applied in two halves, because n reaches beyond the exponents of normal numbers at both ends;
    /// the first product is exact and the second rounds once, so subnormal results are right and overflow is infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp64<L, V>(L lanes, V x) where L : struct, ILanes<V>
    {
        // Beyond these the result is 0 or infinity anyway; NaN passes through both. Both halves of the factor are 0 at the lower end, as in float32.
        x = lanes.Maximum(lanes.Minimum(x, lanes.Constant(710)), lanes.Constant(-1418));
        V biased = lanes.FusedMultiplyAdd(x, lanes.Constant(1.4426950408889634), lanes.Constant(6755399441055744.0 + 2046));
        V r = ExpRest64(lanes, x, lanes.Subtract(biased, lanes.Constant(6755399441055744.0 + 2046)));
        V p = lanes.FusedMultiplyAdd(ExpTail64(lanes, r), r, lanes.Constant(1));
        p = lanes.FusedMultiplyAdd(p, r, lanes.Constant(1));

        // The bias is twice the exponent's: n + 2046 is the sum of two biased exponents, one half each.
        V both = lanes.ShiftLeft(biased, 52);
        V first = lanes.And(lanes.ShiftRightLogical(both, 1), lanes.Bits(0x7FF0000000000000));
        return lanes.Multiply(lanes.Multiply(p, first), lanes.SubtractInteger(both, first));
    }

    /// <summary>e^x − 1 in float32, as 2·(2^(n−1)·q + (2^(n−1) − ½)) with q = e^r − 1 = r + r²·h(r): halved, so that n = 128 does not overflow early.
    /// For n = 0 this is q, in which r is x itself; for other n the sum is at least 0.29 and nothing cancels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1_32<L, V>(L lanes, V x) where L : struct, ILanes<V>
    {
        V clamped = lanes.Maximum(lanes.Minimum(x, lanes.Constant(89)), lanes.Constant(-20));
        V biased = lanes.FusedMultiplyAdd(clamped, lanes.Constant(1.4426950216293335), lanes.Constant(12582912.0 + 126));
        V r = ExpRest32(lanes, clamped, lanes.Subtract(biased, lanes.Constant(12582912.0 + 126)));
        V q = lanes.FusedMultiplyAdd(lanes.Multiply(r, r), ExpTail32(lanes, r), r);
        V scale = lanes.ShiftLeft(biased, 23);
        V half = lanes.FusedMultiplyAdd(scale, q, lanes.Subtract(scale, lanes.Constant(0.5)));

        // Halving a subnormal loses a bit, and the sum the sign of zero: where x²/2 is below half an ulp the answer is x.
        V isTiny = lanes.Less(lanes.Absolute(x), lanes.Constant(1.0 / (1L << 26)));
        return lanes.Select(isTiny, x, lanes.Add(half, half));
    }

    /// <summary>e^x − 1 in float64, as 2·(2^(n−1)·q + (2^(n−1) − ½)) with q = e^r − 1 = r + r²·h(r): halved, so that n = 1024 does not overflow early.
    /// For n = 0 this is q, in which r is x itself; for other n the sum is at least 0.29 and nothing cancels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1_64<L, V>(L lanes, V x) where L : struct, ILanes<V>
    {
        V clamped = lanes.Maximum(lanes.Minimum(x, lanes.Constant(710)), lanes.Constant(-40));
        V biased = lanes.FusedMultiplyAdd(clamped, lanes.Constant(1.4426950408889634), lanes.Constant(6755399441055744.0 + 1022));
        V r = ExpRest64(lanes, clamped, lanes.Subtract(biased, lanes.Constant(6755399441055744.0 + 1022)));
        V square = lanes.Multiply(r, r);
        V h = ExpTail64(lanes, r);
        V q = lanes.FusedMultiplyAdd(square, h, r);
        V scale = lanes.ShiftLeft(biased, 52);
        V whole = lanes.Subtract(scale, lanes.Constant(0.5));
        V half = lanes.FusedMultiplyAdd(scale, q, whole);

        // For n = 1 and negative r the result is a binade or more below q's: there q's rounding and the sum's would count double, so both are
        // put back. The larger term comes first, and what a sum of two loses is then exact.
        V qLost = lanes.FusedMultiplyAdd(square, h, lanes.Subtract(r, q));
        V lost = lanes.FusedMultiplyAdd(scale, q, lanes.Subtract(whole, half));
        half = lanes.Add(half, lanes.FusedMultiplyAdd(scale, qLost, lost));

        // Halving a subnormal loses a bit, and the sum the sign of zero: where x²/2 is below half an ulp the answer is x.
        V isTiny = lanes.Less(lanes.Absolute(x), lanes.Constant(1.0 / (1L << 55)));
        return lanes.Select(isTiny, x, lanes.Add(half, half));
    }

    // x − n·ln 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpRest32<L, V>(L lanes, V x, V n) where L : struct, ILanes<V>
    {
        V r = lanes.FusedMultiplyAdd(n, lanes.Constant(-0.6931471824645996), x);
        return lanes.FusedMultiplyAdd(n, lanes.Constant(1.9046542121259336e-9), r);
    }

    // (e^r − 1 − r) / r² for |r| ≤ ln 2 / 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpTail32<L, V>(L lanes, V r) where L : struct, ILanes<V>
    {
        V h = lanes.Constant(0.001388252479955554);
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(0.008366520516574383));
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(0.04166720062494278));
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(0.1666654348373413));
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(0.4999999701976776));
        return h;
    }

    // x − n·ln 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpRest64<L, V>(L lanes, V x, V n) where L : struct, ILanes<V>
    {
        V r = lanes.FusedMultiplyAdd(n, lanes.Constant(-0.6931471805599453), x);
        return lanes.FusedMultiplyAdd(n, lanes.Constant(-2.3190468138462996e-17), r);
    }

    // (e^r − 1 − r) / r² for |r| ≤ ln 2 / 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpTail64<L, V>(L lanes, V r) where L : struct, ILanes<V>
    {
        V h = lanes.Constant(2.5053761047656857e-8);
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(2.7626038626974827e-7));
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(2.7557407577940926e-6));
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(2.4801505271629876e-5));
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(0.00019841269718979732));
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(0.0013888888931567036));
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(0.008333333333389557));
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(0.04166666666657674));
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(0.16666666666666588));
        h = lanes.FusedMultiplyAdd(h, r, lanes.Constant(0.5000000000000006));
        return h;
    }
}
