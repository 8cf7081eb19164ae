using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

// sin and cos. With n the integer nearest to |x|·2/π and r = |x| − n·π/2, the function of x is ± sin r or ± cos r by n's last two bits. π/2 is taken in three
// parts: the first multiply-add is exact (a multiple of the part's last bit, below 1), the second rounds once, the third is too small to round again
// unless r is small, and what three parts leave out of π/2 is beyond the digits that any angle below HugeAngle's bound can bring to light.
// The result can lie a binade below r, so r's half ulp counts for up to one: 1.6 ULP in all. Larger angles: HugeAngle.
// sin r = r + r³·S(r²), 2^-26 and 2^-56; cos r = 1 + r²·(−½ + r²·C(r²)), 2^-32 and 2^-59. The sign of zero survives because x's sign is put on last.
internal static partial class Elementary
{
    /// <summary>Sine in float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sin32<L, V>(L lanes, V x) where L : struct, ILanes<V>
    {
        Quarters32(lanes, lanes.Absolute(x), out V quarter, out V sine, out V cosine);
        V isOdd = lanes.ShiftRightArithmetic(lanes.ShiftLeft(quarter, 31), 31);
        V result = lanes.Select(isOdd, cosine, sine);

        // Negative in quarters 2 and 3, and once more for negative x.
        V sign = lanes.And(lanes.Xor(x, lanes.ShiftLeft(quarter, 30)), lanes.Bits(0x80000000L));
        return lanes.Xor(result, sign);
    }

    /// <summary>Cosine in float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cos32<L, V>(L lanes, V x) where L : struct, ILanes<V>
    {
        Quarters32(lanes, lanes.Absolute(x), out V quarter, out V sine, out V cosine);
        V isOdd = lanes.ShiftRightArithmetic(lanes.ShiftLeft(quarter, 31), 31);
        V result = lanes.Select(isOdd, sine, cosine);

        // Negative in quarters 1 and 2.
        V sign = lanes.And(lanes.ShiftLeft(lanes.AddInteger(quarter, lanes.Bits(1)), 30), lanes.Bits(0x80000000L));
        return lanes.Xor(result, sign);
    }

    /// <summary>Sine in float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sin64<L, V>(L lanes, V x) where L : struct, ILanes<V>
    {
        Quarters64(lanes, lanes.Absolute(x), out V quarter, out V sine, out V cosine);
        V isOdd = lanes.ShiftRightArithmetic(lanes.ShiftLeft(quarter, 63), 63);
        V result = lanes.Select(isOdd, cosine, sine);

        // Negative in quarters 2 and 3, and once more for negative x.
        V sign = lanes.And(lanes.Xor(x, lanes.ShiftLeft(quarter, 62)), lanes.Bits(long.MinValue));
        return lanes.Xor(result, sign);
    }

    /// <summary>Cosine in float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cos64<L, V>(L lanes, V x) where L : struct, ILanes<V>
    {
        Quarters64(lanes, lanes.Absolute(x), out V quarter, out V sine, out V cosine);
        V isOdd = lanes.ShiftRightArithmetic(lanes.ShiftLeft(quarter, 63), 63);
        V result = lanes.Select(isOdd, sine, cosine);

        // Negative in quarters 1 and 2.
        V sign = lanes.And(lanes.ShiftLeft(lanes.AddInteger(quarter, lanes.Bits(1)), 62), lanes.Bits(long.MinValue));
        return lanes.Xor(result, sign);
    }

    // The quarter that an angle falls in (its last two bits count), and the sine and cosine of the rest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters32<L, V>(L lanes, V angle, out V quarter, out V sine, out V cosine) where L : struct, ILanes<V>
    {
        V biased = lanes.FusedMultiplyAdd(angle, lanes.Constant(0.6366197466850281), lanes.Constant(12582912));
        V n = lanes.Subtract(biased, lanes.Constant(12582912));
        V r = lanes.FusedMultiplyAdd(n, lanes.Constant(-1.5707963705062866), angle);
        r = lanes.FusedMultiplyAdd(n, lanes.Constant(4.371138828673793e-8), r);
        r = lanes.FusedMultiplyAdd(n, lanes.Constant(1.7151245100058819e-15), r);

        V packed = lanes.ReduceHugeAngle(angle);
        V isSmall = lanes.Equal(packed, lanes.Constant(0));
        quarter = lanes.Select(isSmall, biased, lanes.ShiftRightLogical(packed, 29));
        V rest = lanes.Or(lanes.And(packed, lanes.Bits(0x9FFFFFFFL)), lanes.Bits(0x20000000));
        r = lanes.Select(isSmall, r, rest);

        V z = lanes.Multiply(r, r);
        V s = lanes.Constant(-0.00019515218446031213);
        s = lanes.FusedMultiplyAdd(s, z, lanes.Constant(0.00833216030150652));
        s = lanes.FusedMultiplyAdd(s, z, lanes.Constant(-0.16666655242443085));
        sine = lanes.FusedMultiplyAdd(lanes.Multiply(r, z), s, r);
        V c = lanes.Constant(2.4433082217001356e-5);
        c = lanes.FusedMultiplyAdd(c, z, lanes.Constant(-0.0013887315290048718));
        c = lanes.FusedMultiplyAdd(c, z, lanes.Constant(0.04166664555668831));
        c = lanes.FusedMultiplyAdd(c, z, lanes.Constant(-0.5));
        cosine = lanes.FusedMultiplyAdd(c, z, lanes.Constant(1));
    }

    // The quarter that an angle falls in (its last two bits count), and the sine and cosine of the rest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters64<L, V>(L lanes, V angle, out V quarter, out V sine, out V cosine) where L : struct, ILanes<V>
    {
        V biased = lanes.FusedMultiplyAdd(angle, lanes.Constant(0.6366197723675814), lanes.Constant(6755399441055744));
        V n = lanes.Subtract(biased, lanes.Constant(6755399441055744));
        V r = lanes.FusedMultiplyAdd(n, lanes.Constant(-1.5707963267948966), angle);
        r = lanes.FusedMultiplyAdd(n, lanes.Constant(-6.123233995736766e-17), r);
        r = lanes.FusedMultiplyAdd(n, lanes.Constant(1.4973849048591698e-33), r);

        V packed = lanes.ReduceHugeAngle(angle);
        V isSmall = lanes.Equal(packed, lanes.Constant(0));
        quarter = lanes.Select(isSmall, biased, lanes.ShiftRightLogical(packed, 61));
        V rest = lanes.Or(lanes.And(packed, lanes.Bits(unchecked((long)0x9FFFFFFFFFFFFFFF))), lanes.Bits(0x2000000000000000));
        r = lanes.Select(isSmall, r, rest);

        V z = lanes.Multiply(r, r);
        V s = lanes.Constant(1.5896197873538838e-10);
        s = lanes.FusedMultiplyAdd(s, z, lanes.Constant(-2.5050747223405e-8));
        s = lanes.FusedMultiplyAdd(s, z, lanes.Constant(2.7557313618060165e-6));
        s = lanes.FusedMultiplyAdd(s, z, lanes.Constant(-0.00019841269829580329));
        s = lanes.FusedMultiplyAdd(s, z, lanes.Constant(0.008333333333322108));
        s = lanes.FusedMultiplyAdd(s, z, lanes.Constant(-0.1666666666666663));
        sine = lanes.FusedMultiplyAdd(lanes.Multiply(r, z), s, r);
        V c = lanes.Constant(-1.1358513938598842e-11);
        c = lanes.FusedMultiplyAdd(c, z, lanes.Constant(2.087570041558388e-9));
        c = lanes.FusedMultiplyAdd(c, z, lanes.Constant(-2.7557314176233885e-7));
        c = lanes.FusedMultiplyAdd(c, z, lanes.Constant(2.4801587288841367e-5));
        c = lanes.FusedMultiplyAdd(c, z, lanes.Constant(-0.001388888888887304));
        c = lanes.FusedMultiplyAdd(c, z, lanes.Constant(0.041666666666666595));
        c = lanes.FusedMultiplyAdd(c, z, lanes.Constant(-0.5));
        cosine = lanes.FusedMultiplyAdd(c, z, lanes.Constant(1));
    }
}
