using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

// log and log1p. x = 2^k·(1 + f), log x = k·ln 2 + log1p(f). The exponent k comes from the bits: taking away the bits of the least 1 + f
// and shifting gives k, rounded down; taking k's bits from x leaves 1 + f.
// float32: 1 + f in [2/3, 4/3), log1p(f) = f + f²·S(f), 2^-27. ln 2 rounded to float32 happens to be right to 2^-28, so one multiply-add will do.
// float64: 1 + f in [√½, √2), s = f/(2 + f), log1p(f) = f − (f²/2 − s·(f²/2 + R)) with R = s²·L(s²), 2^-59: an odd series in s needs a third of the terms.
internal static partial class Elementary
{
    /// <summary>The natural logarithm in float32; subnormal x is scaled up by 2^23 first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log32<L, V>(L lanes, V x) where L : struct, ILanes<V>
    {
        V isSmall = lanes.Less(x, lanes.Constant(1.1754943508222875e-38));
        V scaled = lanes.Select(isSmall, lanes.Multiply(x, lanes.Constant(1L << 23)), x);
        V bias = lanes.Select(isSmall, lanes.Constant(12582912.0 + 23), lanes.Constant(12582912));
        V offset = lanes.SubtractInteger(scaled, lanes.Bits(0x3F2AAAAB));
        V k = lanes.Subtract(lanes.AddInteger(lanes.ShiftRightArithmetic(offset, 23), lanes.Bits(0x4B400000)), bias);
        V mantissa = lanes.SubtractInteger(scaled, lanes.And(offset, lanes.Bits(0xFF800000L)));
        V result = LogSum32(lanes, k, lanes.Subtract(mantissa, lanes.Constant(1)));
        return LogSpecial(lanes, result, x, x);
    }

    /// <summary>log(1 + x) in float32: u = 1 + x rounded, and c = x − (u − 1), what the rounding lost, goes into f as c·2^-k. For k = 0 that makes f = x exactly.
    /// u − 1 is exact up to 2^24, and beyond that c is too small to matter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p_32<L, V>(L lanes, V x) where L : struct, ILanes<V>
    {
        V u = lanes.Add(x, lanes.Constant(1));
        V lost = lanes.Subtract(x, lanes.Subtract(u, lanes.Constant(1)));
        V offset = lanes.SubtractInteger(u, lanes.Bits(0x3F2AAAAB));
        V k = lanes.Subtract(lanes.AddInteger(lanes.ShiftRightArithmetic(offset, 23), lanes.Bits(0x4B400000)), lanes.Constant(12582912));
        V exponent = lanes.And(offset, lanes.Bits(0xFF800000L));

        // (c/2)·2^(1−k): k reaches 128, and 2^-k itself would fall out of the exponents; here it becomes 0, where c is 0.
        V scale = lanes.SubtractInteger(lanes.Bits(0x40000000), exponent);
        V f = lanes.Subtract(lanes.SubtractInteger(u, exponent), lanes.Constant(1));
        f = lanes.FusedMultiplyAdd(lanes.Multiply(lost, lanes.Constant(0.5)), scale, f);
        V result = LogSpecial(lanes, LogSum32(lanes, k, f), x, u);

        // Halving a subnormal loses a bit, and the sum the sign of zero: where x²/2 is below half an ulp the answer is x.
        V isTiny = lanes.Less(lanes.Absolute(x), lanes.Constant(1.0 / (1L << 26)));
        return lanes.Select(isTiny, x, result);
    }

    /// <summary>The natural logarithm in float64; subnormal x is scaled up by 2^54 first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log64<L, V>(L lanes, V x) where L : struct, ILanes<V>
    {
        V isSmall = lanes.Less(x, lanes.Constant(2.2250738585072014e-308));
        V scaled = lanes.Select(isSmall, lanes.Multiply(x, lanes.Constant(1L << 54)), x);
        V bias = lanes.Select(isSmall, lanes.Constant(6755399441055744.0 + 54), lanes.Constant(6755399441055744));
        V offset = lanes.SubtractInteger(scaled, lanes.Bits(0x3FE6A09E667F3BCD));
        V k = lanes.Subtract(lanes.AddInteger(lanes.ShiftRightArithmetic(offset, 52), lanes.Bits(0x4338000000000000)), bias);
        V mantissa = lanes.SubtractInteger(scaled, lanes.And(offset, lanes.Bits(unchecked((long)0xFFF0000000000000))));
        V result = LogSum64(lanes, k, lanes.Subtract(mantissa, lanes.Constant(1)));
        return LogSpecial(lanes, result, x, x);
    }

    /// <summary>log(1 + x) in float64: u = 1 + x rounded, and c = x − (u − 1), what the rounding lost, goes into f as c·2^-k. For k = 0 that makes f = x exactly.
    /// u − 1 is exact up to 2^53, and beyond that c is too small to matter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p_64<L, V>(L lanes, V x) where L : struct, ILanes<V>
    {
        V u = lanes.Add(x, lanes.Constant(1));
        V lost = lanes.Subtract(x, lanes.Subtract(u, lanes.Constant(1)));
        V offset = lanes.SubtractInteger(u, lanes.Bits(0x3FE6A09E667F3BCD));
        V k = lanes.Subtract(lanes.AddInteger(lanes.ShiftRightArithmetic(offset, 52), lanes.Bits(0x4338000000000000)), lanes.Constant(6755399441055744));
        V exponent = lanes.And(offset, lanes.Bits(unchecked((long)0xFFF0000000000000)));

        // (c/2)·2^(1−k): k reaches 1024, and 2^-k itself would fall out of the exponents; here it becomes 0, where c is 0.
        V scale = lanes.SubtractInteger(lanes.Bits(0x4000000000000000), exponent);
        V f = lanes.Subtract(lanes.SubtractInteger(u, exponent), lanes.Constant(1));
        f = lanes.FusedMultiplyAdd(lanes.Multiply(lost, lanes.Constant(0.5)), scale, f);
        V result = LogSpecial(lanes, LogSum64(lanes, k, f), x, u);

        // Halving a subnormal loses a bit, and the sum the sign of zero: where x²/2 is below half an ulp the answer is x.
        V isTiny = lanes.Less(lanes.Absolute(x), lanes.Constant(1.0 / (1L << 55)));
        return lanes.Select(isTiny, x, result);
    }

    // k·ln 2 + log1p(f).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogSum32<L, V>(L lanes, V k, V f) where L : struct, ILanes<V>
    {
        V s = lanes.Constant(-0.12949085235595703);
        s = lanes.FusedMultiplyAdd(s, f, lanes.Constant(0.14004746079444885));
        s = lanes.FusedMultiplyAdd(s, f, lanes.Constant(-0.12167124450206757));
        s = lanes.FusedMultiplyAdd(s, f, lanes.Constant(0.14001163840293884));
        s = lanes.FusedMultiplyAdd(s, f, lanes.Constant(-0.16682308912277222));
        s = lanes.FusedMultiplyAdd(s, f, lanes.Constant(0.20010747015476227));
        s = lanes.FusedMultiplyAdd(s, f, lanes.Constant(-0.24999716877937317));
        s = lanes.FusedMultiplyAdd(s, f, lanes.Constant(0.3333320915699005));
        s = lanes.FusedMultiplyAdd(s, f, lanes.Constant(-0.5));
        V log = lanes.FusedMultiplyAdd(lanes.Multiply(f, f), s, f);
        return lanes.FusedMultiplyAdd(k, lanes.Constant(0.6931471824645996), log);
    }

    // k·ln 2 + log1p(f).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogSum64<L, V>(L lanes, V k, V f) where L : struct, ILanes<V>
    {
        V s = lanes.Divide(f, lanes.Add(f, lanes.Constant(2)));
        V z = lanes.Multiply(s, s);
        V l = lanes.Constant(0.14796442175469374);
        l = lanes.FusedMultiplyAdd(l, z, lanes.Constant(0.15314004055003014));
        l = lanes.FusedMultiplyAdd(l, z, lanes.Constant(0.18183566031752238));
        l = lanes.FusedMultiplyAdd(l, z, lanes.Constant(0.2222219854264253));
        l = lanes.FusedMultiplyAdd(l, z, lanes.Constant(0.28571428742661503));
        l = lanes.FusedMultiplyAdd(l, z, lanes.Constant(0.3999999999941356));
        l = lanes.FusedMultiplyAdd(l, z, lanes.Constant(0.6666666666666734));
        V halfSquare = lanes.Multiply(lanes.Multiply(f, f), lanes.Constant(0.5));
        V small = lanes.FusedMultiplyAdd(s, lanes.FusedMultiplyAdd(z, l, halfSquare), lanes.Multiply(k, lanes.Constant(2.3190468138462996e-17)));
        V log = lanes.Subtract(f, lanes.Subtract(halfSquare, small));
        return lanes.FusedMultiplyAdd(k, lanes.Constant(0.6931471805599453), log);
    }

    // Infinity and NaN answer themselves; −∞ for the logarithm of 0, NaN for that of a negative number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogSpecial<L, V>(L lanes, V result, V x, V argument) where L : struct, ILanes<V>
    {
        V zero = lanes.Constant(0);
        result = lanes.Select(lanes.Less(x, lanes.Constant(double.PositiveInfinity)), result, x);
        V outside = lanes.Select(lanes.Equal(argument, zero), lanes.Constant(double.NegativeInfinity), lanes.Constant(double.NaN));
        return lanes.Select(lanes.LessOrEqual(argument, zero), outside, result);
    }
}
