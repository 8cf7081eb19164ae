using System.Globalization;
using Xunit.Abstractions;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>Every float32 function against a float64 computation over every 1,009th bit pattern (every 31st in a long check), and its values at the special points.</summary>
public class ElementarySweepTests(ITestOutputHelper output)
{
    // A prime, so that all low bits are met; ./check --long looks closer.
    private static readonly uint s_stride = Environment.GetEnvironmentVariable("GLISSADE_LONG") == "1" ? 31u : 1009u;

    [Theory]
    [InlineData("exp")]
    [InlineData("expm1")]
    [InlineData("log")]
    [InlineData("log1p")]
    [InlineData("sin")]
    [InlineData("cos")]
    [InlineData("tanh")]
    [InlineData("erf")]
    public void Float32_is_within_two_ulps_over_the_whole_range(string function)
    {
        double worst = -1;
        string where = "";
        var inputs = new float[1 << 16];
        for (ulong next = 0; next <= uint.MaxValue;)
        {
            for (int i = 0; i < inputs.Length; i++, next += s_stride)
                inputs[i] = BitConverter.UInt32BitsToSingle((uint)next);
            float[] results = ElementaryRunner.Run(function, inputs);
            for (int i = 0; i < inputs.Length; i++)
            {
                double want = Reference(function, inputs[i]);
                double ulps = ElementaryRunner.Ulps(results[i], want);
                if (ulps > worst)
                    (worst, where) = (ulps, string.Create(CultureInfo.InvariantCulture, $"{inputs[i]:R}: got {results[i]:R}, expected {want:R}"));
            }
        }
        string line = string.Create(CultureInfo.InvariantCulture, $"{function} float32: {worst:F3} ULP at {where}");
        output.WriteLine(line);
        Assert.True(worst <= 2, line);
    }

    [Theory]
    [InlineData("exp", double.NegativeInfinity, 0.0)]
    [InlineData("exp", double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData("exp", 1e30, double.PositiveInfinity)]
    [InlineData("exp", -1e30, 0.0)]
    [InlineData("exp", -0.0, 1.0)]
    [InlineData("expm1", double.NegativeInfinity, -1.0)]
    [InlineData("expm1", double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData("log", 0.0, double.NegativeInfinity)]
    [InlineData("log", -1.0, double.NaN)]
    [InlineData("log", double.NegativeInfinity, double.NaN)]
    [InlineData("log", double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData("log", 1.0, 0.0)]
    [InlineData("log1p", -1.0, double.NegativeInfinity)]
    [InlineData("log1p", -1.5, double.NaN)]
    [InlineData("log1p", double.NegativeInfinity, double.NaN)]
    [InlineData("log1p", double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData("sin", double.PositiveInfinity, double.NaN)]
    [InlineData("sin", double.NegativeInfinity, double.NaN)]
    [InlineData("cos", double.PositiveInfinity, double.NaN)]
    [InlineData("cos", double.NegativeInfinity, double.NaN)]
    [InlineData("cos", -0.0, 1.0)]
    [InlineData("tanh", double.PositiveInfinity, 1.0)]
    [InlineData("tanh", double.NegativeInfinity, -1.0)]
    [InlineData("erf", double.PositiveInfinity, 1.0)]
    [InlineData("erf", double.NegativeInfinity, -1.0)]
    public void Special_values_are_exact(string function, double x, double want)
    {
        double[] wide = new double[8];
        float[] narrow = new float[16];
        Array.Fill(wide, x);
        Array.Fill(narrow, (float)x);
        Assert.Equal(BitConverter.DoubleToInt64Bits(want), BitConverter.DoubleToInt64Bits(Canonical(ElementaryRunner.Run(function, wide)[0], want)));
        Assert.Equal(BitConverter.SingleToInt32Bits((float)want), BitConverter.SingleToInt32Bits((float)Canonical(ElementaryRunner.Run(function, narrow)[0], want)));
    }

    [Fact]
    public void Odd_functions_keep_the_sign_of_zero_and_the_smallest_numbers()
    {
        foreach (string function in new[] { "expm1", "log1p", "sin", "tanh", "erf" })
        {
            foreach (double x in new[] { 0.0, -0.0, double.Epsilon, -double.Epsilon })
            {
                double[] wide = [x, x, x, x];
                Assert.Equal(BitConverter.DoubleToInt64Bits(x), BitConverter.DoubleToInt64Bits(ElementaryRunner.Run(function, wide)[0]));
            }
            foreach (float x in new[] { 0f, -0f, float.Epsilon, -float.Epsilon })
            {
                float[] narrow = [x, x, x, x, x, x, x, x];
                Assert.Equal(BitConverter.SingleToInt32Bits(x), BitConverter.SingleToInt32Bits(ElementaryRunner.Run(function, narrow)[0]));
            }
        }
        Assert.Equal([1.0, 1, 1, 1], ElementaryRunner.Run("cos", new[] { 0.0, -0.0, double.Epsilon, 0 }));
        Assert.All(ElementaryRunner.Run("log", new[] { 0.0, -0.0, 0.0, -0.0 }), y => Assert.Equal(double.NegativeInfinity, y));
    }

    [Fact]
    public void NaN_stays_NaN()
    {
        // Payloads with low bits set, because the integer tricks look at those.
        float[] narrow = [.. Enumerable.Range(0, 16).Select(i => BitConverter.Int32BitsToSingle(0x7FC00000 | i * 0x1357B))];
        double[] wide = [.. Enumerable.Range(0, 16).Select(i => BitConverter.Int64BitsToDouble(0x7FF8000000000000 | i * 0x13579BDF13579L))];
        foreach (string function in ElementaryRunner.Functions)
        {
            Assert.All(ElementaryRunner.Run(function, narrow), y => Assert.True(float.IsNaN(y), function));
            Assert.All(ElementaryRunner.Run(function, wide), y => Assert.True(double.IsNaN(y), function));
        }
    }

    // NaNs differ in sign and payload; any will do where one is wanted.
    private static double Canonical(double got, double want) => double.IsNaN(got) && double.IsNaN(want) ? want : got;

    private static double Reference(string function, double x) => function switch
    {
        "exp" => Math.Exp(x),
        "expm1" => Expm1(x),
        "log" => Math.Log(x),
        "log1p" => Log1p(x),
        "sin" => Math.Sin(x),
        "cos" => Math.Cos(x),
        "tanh" => Math.Tanh(x),
        _ => Erf(x),
    };

    // Kahan: the errors of u − 1 and of log u, in which u stands for e^x, cancel.
    private static double Expm1(double x)
    {
        double u = Math.Exp(x);
        return Math.Abs(x) < 1e-15 ? x : u == 1 ? x : Math.Abs(x) > 40 ? u - 1 : (u - 1) * x / Math.Log(u);
    }

    private static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : double.IsInfinity(u) || u <= 0 ? Math.Log(u) : Math.Log(u) * x / (u - 1);
    }

    // 2/√π·e^(−x²)·Σ 2^n·x^(2n+1)/(2n+1)!!: all terms of one sign, so nothing cancels.
    private static double Erf(double x)
    {
        if (double.IsNaN(x) || Math.Abs(x) > 6)
            return double.IsNaN(x) ? x : Math.Sign(x);
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
