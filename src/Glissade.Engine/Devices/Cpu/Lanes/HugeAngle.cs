using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

/// <summary>
/// Reduces an angle of any size by quarter turns (Payne and Hanek): x = M·2^e with integer M, so of the bits of 2/π only a window of 192
/// matters: those above it make whole turns, those below move the result by less than 2^-136. The product of M and the window is integer
/// arithmetic modulo 2^192; its top two bits are the quarter and the rest the fraction of a quarter turn. No double comes nearer than 2^-62
/// to a multiple of π/2, so at least 74 good bits are left.
/// The result is one value holding both answers: the rest r in [−π/4, π/4], with the quarter (0 to 3) in place of its top two exponent bits,
/// which are always 01 as 2^-62 ≤ |r| &lt; 1. Zero means the angle is not huge, or not finite.
/// </summary>
internal static class HugeAngle
{
    /// <summary>Below this three constants make an accurate reduction in float32: n·(first constant) stays exactly subtractable.</summary>
    public const float SingleBound = 1 << 20;

    /// <summary>Below this three constants make an accurate reduction in float64.</summary>
    public const double DoubleBound = 1 << 30;

    // The 1,216 bits of 2/π after the binary point, led by one zero word because windows for small exponents begin before it.
    private static ReadOnlySpan<ulong> TwoOverPi =>
    [
        0,
        0xA2F9836E4E441529, 0xFC2757D1F534DDC0, 0xDB6295993C439041, 0xFE5163ABDEBBC561, 0xB7246E3A424DD2E0,
        0x06492EEA09D1921C, 0xFE1DEB1CB129A73E, 0xE88235F52EBB4484, 0xE99C7026B45F7E41, 0x3991D639835339F4,
        0x9C845F8BBDF9283B, 0x1FF897FFDE05980F, 0xEF2F118B5A0A6D1F, 0x6D367ECF27CB09B7, 0x4F463F669E5FEA2D,
        0x7527BAC7EBE5F17B, 0x3D0739F78A5292EA, 0x6BFB5FB11F8D5D08, 0x56033046FC7B6BAB,
    ];

    private const ulong HalfPiTimes2To63 = 0xC90FDAA22168C235;

    /// <summary>The magnitude from which an angle of type <typeparamref name="T"/> is huge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Bound<T>() => typeof(T) == typeof(float) ? SingleBound : DoubleBound;

    /// <summary>The reduction of one lane; <typeparamref name="T"/> is float or double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Reduce<T>(T x) => typeof(T) == typeof(float)
        ? (T)(object)Reduce((float)(object)x!)
        : (T)(object)Reduce((double)(object)x!);

    /// <summary>The packed reduction of a float32 angle.</summary>
    public static float Reduce(float x)
    {
        if (!(MathF.Abs(x) >= SingleBound) || float.IsInfinity(x))
            return 0;
        (int quarter, double rest) = QuarterAndRest(x);
        return BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits((float)rest) & ~(3 << 29)) | (quarter << 29));
    }

    /// <summary>The packed reduction of a float64 angle.</summary>
    public static double Reduce(double x)
    {
        if (!(Math.Abs(x) >= DoubleBound) || double.IsInfinity(x))
            return 0;
        (int quarter, double rest) = QuarterAndRest(x);
        return BitConverter.Int64BitsToDouble((BitConverter.DoubleToInt64Bits(rest) & ~(3L << 61)) | ((long)quarter << 61));
    }

    private static (int Quarter, double Angle) QuarterAndRest(double x)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(x);
        ulong mantissa = (bits & 0x000F_FFFF_FFFF_FFFF) | 0x0010_0000_0000_0000;
        int exponent = (int)((bits >> 52) & 0x7FF) - 1075;

        // The window begins at the bit of weight 2^(1−exponent), so that the product's top two bits have the weights 2 and 1. That bit is
        // number exponent + 62 of the table; the word before the point keeps this at or above zero for |x| ≥ 2^20.
        int start = exponent + 62;
        int word = start >> 6, shift = start & 63;
        ulong high = Window(word, shift), middle = Window(word + 1, shift), low = Window(word + 2, shift);

        UInt128 lowProduct = (UInt128)mantissa * low;
        UInt128 product = (UInt128)mantissa * middle + (lowProduct >> 64) + ((UInt128)(mantissa * high) << 64);

        // The product's top 128 bits: two of quarter, then the fraction. A fraction of a half or more counts back from the next quarter.
        int quarter = (int)(ulong)(product >> 126);
        UInt128 fraction = product << 2 | (lowProduct & ulong.MaxValue) >> 62;
        bool back = fraction >> 127 != 0;
        if (back)
        {
            fraction = UInt128.Zero - fraction;
            quarter++;
        }

        // Sixty-four leading bits times π/2, rounded to a double once: within a unit or so of the last of 63 bits before that.
        int zeros = (int)UInt128.LeadingZeroCount(fraction);
        ulong leading = (ulong)((fraction << zeros) >> 64);
        ulong rest = (ulong)(((UInt128)leading * HalfPiTimes2To63) >> 64);
        double scale = BitConverter.Int64BitsToDouble((1023L - 63 - zeros) << 52);
        // As a signed integer with a sticky last bit, because every machine rounds that conversion alike.
        double size = (long)(rest >> 1 | rest & 1) * scale * 2;
        bool negative = back ^ (x < 0);
        // Turning the other way: −x has the negative rest and the negative quarter.
        int signed = x < 0 ? -quarter : quarter;
        return (signed & 3, negative ? -size : size);
    }

    private static ulong Window(int word, int shift) =>
        shift == 0 ? TwoOverPi[word] : TwoOverPi[word] << shift | TwoOverPi[word + 1] >> (64 - shift);
}
