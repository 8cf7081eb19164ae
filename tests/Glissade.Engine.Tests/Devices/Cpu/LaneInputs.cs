namespace Glissade.Tests.Devices.Cpu;

/// <summary>Inputs that leave no kind of number out: any bit pattern, numbers of ordinary size, and the special ones.</summary>
internal static class LaneInputs
{
    private static readonly double[] Specials =
    [
        0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.Epsilon, -double.Epsilon,
        double.MaxValue, double.MinValue, 2.2250738585072014e-308, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, 1.17549435e-38f,
        88.72284, -87.33655, -103.97, 709.7827128933841, -745.1332191019411, 0x100000, 0x40000000, 0x400000, 8388608.5, Math.PI, Math.PI / 2, 1e22,
    ];

    public static float[] Singles(int count) => [.. Bits(count).Select((bits, i) => i switch
    {
        _ when i < Specials.Length => (float)Specials[i],
        _ when i % 2 == 0 => BitConverter.Int32BitsToSingle((int)bits),
        _ => (int)bits * (1f / (1 << 24)),
    })];

    public static double[] Doubles(int count) => [.. Bits(count).Select((bits, i) => i switch
    {
        _ when i < Specials.Length => Specials[i],
        _ when i % 2 == 0 => BitConverter.Int64BitsToDouble(bits),
        _ => bits * (1.0 / (1L << 56)),
    })];

    public static bool SameBits(float a, float b) =>
        BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b) || (float.IsNaN(a) && float.IsNaN(b));

    public static bool SameBits(double a, double b) =>
        BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || (double.IsNaN(a) && double.IsNaN(b));

    private static IEnumerable<long> Bits(int count)
    {
        var random = new Random(20240607);
        for (int i = 0; i < count; i++)
            yield return random.NextInt64(long.MinValue, long.MaxValue);
    }
}
