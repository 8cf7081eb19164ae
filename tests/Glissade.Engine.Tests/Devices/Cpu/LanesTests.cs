using System.Numerics;
using System.Runtime.Intrinsics;
using Glissade.Devices.Cpu;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>Every operation of every kind of lanes against the scalar, and the scalar against what IEEE 754 asks.</summary>
public class LanesTests
{
    private const int Count = 4096;

    [Fact]
    public void Float32_operations_agree_in_all_lanes()
    {
        float[] a = LaneInputs.Singles(Count), b = Rotated(a, 17), c = Rotated(a, 1501);
        for (int i = 0; i < Count; i++)
        {
            float[] want = Operations(default(ScalarLanes32), a[i], b[i], c[i]);
            Same(want, [.. Operations(default(Lanes128<float>), Vector128.Create(a[i]), Vector128.Create(b[i]), Vector128.Create(c[i])).Select(v => v[3])]);
            Same(want, [.. Operations(default(Lanes256<float>), Vector256.Create(a[i]), Vector256.Create(b[i]), Vector256.Create(c[i])).Select(v => v[7])]);
            Same(want, [.. Operations(default(Lanes512<float>), Vector512.Create(a[i]), Vector512.Create(b[i]), Vector512.Create(c[i])).Select(v => v[15])]);
        }
    }

    [Fact]
    public void Float64_operations_agree_in_all_lanes()
    {
        double[] a = LaneInputs.Doubles(Count), b = Rotated(a, 17), c = Rotated(a, 1501);
        for (int i = 0; i < Count; i++)
        {
            double[] want = Operations(default(ScalarLanes64), a[i], b[i], c[i]);
            Same(want, [.. Operations(default(Lanes128<double>), Vector128.Create(a[i]), Vector128.Create(b[i]), Vector128.Create(c[i])).Select(v => v[1])]);
            Same(want, [.. Operations(default(Lanes256<double>), Vector256.Create(a[i]), Vector256.Create(b[i]), Vector256.Create(c[i])).Select(v => v[3])]);
            Same(want, [.. Operations(default(Lanes512<double>), Vector512.Create(a[i]), Vector512.Create(b[i]), Vector512.Create(c[i])).Select(v => v[7])]);
        }
    }

    [Fact]
    public void Maximum_and_minimum_know_NaN_and_the_sign_of_zero()
    {
        ScalarLanes32 lanes = default;
        Assert.True(float.IsNaN(lanes.Maximum(float.NaN, 1)) && float.IsNaN(lanes.Maximum(1, float.NaN)));
        Assert.True(float.IsNaN(lanes.Minimum(float.NaN, 1)) && float.IsNaN(lanes.Minimum(1, float.NaN)));
        Assert.False(float.IsNegative(lanes.Maximum(-0f, 0f)) || float.IsNegative(lanes.Maximum(0f, -0f)));
        Assert.True(float.IsNegative(lanes.Minimum(-0f, 0f)) && float.IsNegative(lanes.Minimum(0f, -0f)));
    }

    [Fact]
    public void Rounding_goes_to_even_and_down()
    {
        ScalarLanes64 lanes = default;
        Assert.Equal([0.0, 2, 2, -2, 4], new[] { 0.5, 1.5, 2.5, -2.5, 3.5 }.Select(lanes.Round));
        Assert.Equal([-3.0, 2, -1], new[] { -2.5, 2.5, -0.25 }.Select(lanes.Floor));
    }

    [Fact]
    public void Multiply_add_rounds_once()
    {
        // c nearly cancels a·b, so that all of the result comes from the digits that a rounded product would have lost.
        double[] values = [.. LaneInputs.Doubles(2 * Count).Where(x => Math.Abs(x) is > 1e-3 and < 1e3)];
        Assert.True(values.Length > 1000);
        for (int i = 1; i < values.Length; i++)
        {
            double a = values[i - 1], b = values[i];
            foreach (double c in new[] { -(a * b), Math.BitIncrement(-(a * b)), b, a * 1e-9 })
            {
                Assert.Equal(Exact(a, b, c), default(ScalarLanes64).FusedMultiplyAdd(a, b, c));
                float s = (float)a, t = (float)b, u = (float)c;
                Assert.Equal(ExactSingle(s, t, u), default(ScalarLanes32).FusedMultiplyAdd(s, t, u));
            }
        }
    }

    [Fact]
    public void The_angles_nearest_to_quarter_turns_are_reduced_exactly()
    {
        // 6381956970095103·2^797 is 4.69e-19 from a multiple of π/2, nearer than any other double.
        double packed = HugeAngle.Reduce(6381956970095103 * Math.ScaleB(1, 797));
        double rest = BitConverter.Int64BitsToDouble((BitConverter.DoubleToInt64Bits(packed) & unchecked((long)0x9FFFFFFFFFFFFFFF)) | 1L << 61);
        Assert.Equal(4.6871659242546277e-19, Math.Abs(rest), 1e-34);
        Assert.Equal(0, HugeAngle.Reduce(double.PositiveInfinity));
        Assert.Equal(0, HugeAngle.Reduce(double.NaN));
        Assert.Equal(0, HugeAngle.Reduce(1e6));
    }

    // Each operation once; shifts by counts that tell logical from arithmetic.
    private static V[] Operations<L, V>(L lanes, V a, V b, V c) where L : struct, ILanes<V> =>
    [
        lanes.Constant(0.1), lanes.Bits(0x7654321012345678), lanes.Add(a, b), lanes.Subtract(a, b), lanes.Multiply(a, b), lanes.Divide(a, b),
        lanes.FusedMultiplyAdd(a, b, c), lanes.SquareRoot(a), lanes.Negate(a), lanes.Absolute(a), lanes.Floor(a), lanes.Round(a),
        lanes.Maximum(a, b), lanes.Minimum(a, b), lanes.Equal(a, b), lanes.Equal(a, a), lanes.Less(a, b), lanes.LessOrEqual(a, b), lanes.LessOrEqual(a, a),
        lanes.And(a, b), lanes.Or(a, b), lanes.Xor(a, b), lanes.Select(lanes.Less(a, b), b, c), lanes.Select(a, b, c),
        lanes.AddInteger(a, b), lanes.SubtractInteger(a, b), lanes.ShiftLeft(a, 7), lanes.ShiftRightLogical(a, 9), lanes.ShiftRightArithmetic(a, 9),
        lanes.ReduceHugeAngle(a),
    ];

    private static void Same(float[] want, float[] got)
    {
        for (int k = 0; k < want.Length; k++)
            Assert.True(LaneInputs.SameBits(want[k], got[k]), $"operation {k}: {want[k]:R} as a scalar, {got[k]:R} in a vector");
    }

    private static void Same(double[] want, double[] got)
    {
        for (int k = 0; k < want.Length; k++)
            Assert.True(LaneInputs.SameBits(want[k], got[k]), $"operation {k}: {want[k]:R} as a scalar, {got[k]:R} in a vector");
    }

    private static T[] Rotated<T>(T[] values, int by) => [.. values[by..], .. values[..by]];

    // a·b + c over integers in units of 2^-300, then rounded once, ties to even; the results here are far from subnormal.
    private static double Exact(double a, double b, double c) => (double)Round(Units(a, 150) * Units(b, 150) + Units(c, 300), 53);

    private static float ExactSingle(float a, float b, float c) => (float)Round(Units(a, 150) * Units(b, 150) + Units(c, 300), 24);

    private static BigInteger Units(double x, int scale)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)((bits >> 52) & 0x7FF) - 1075;
        BigInteger mantissa = (bits & 0xFFFFFFFFFFFFF) | 1L << 52;
        if (x == 0)
            return 0;
        return (bits < 0 ? -mantissa : mantissa) << (exponent + scale);
    }

    private static double Round(BigInteger units, int digits)
    {
        BigInteger size = BigInteger.Abs(units);
        int drop = (int)size.GetBitLength() - digits;
        if (drop > 0)
        {
            BigInteger kept = size >> drop, left = size - (kept << drop), half = BigInteger.One << (drop - 1);
            if (left > half || (left == half && !kept.IsEven))
                kept++;
            size = kept;
        }
        else
            drop = 0;
        return Math.ScaleB((double)size, drop - 300) * units.Sign;
    }
}
