using System.Numerics;
using Glissade.Devices.Reference;
using Glissade.Operations;
using Glissade.Tests.Support;
using Window = Glissade.Operations.Window;

namespace Glissade.Tests.Devices.Cpu;

public sealed class WinogradTests
{
    /// <summary>For a process with other vectors.</summary>
    [Probe("winograd")]
    internal static void Probe(string[] arguments)
    {
        Console.WriteLine(FactsProbe.Describe());
        var random = new Random(22);
        for (int round = 0; round < 2; round++)
        {
            Compare<float>(random, random.Next(1, 4), random.Next(16, 20), random.Next(40, 70), random.Next(2, 7), random.Next(12, 18));
            Compare<double>(random, random.Next(1, 3), random.Next(16, 20), random.Next(40, 60), random.Next(2, 7), random.Next(12, 17));
        }
    }

    [Fact]
    public void Random_planes_have_the_declared_bits()
    {
        var random = new Random(21);
        int went = 0;
        for (int round = 0; round < 10; round++)
        {
            went += Compare<float>(random, random.Next(1, 6), random.Next(16, 80), random.Next(40, 70), random.Next(2, 12), random.Next(4, 24)) ? 1 : 0;
            went += Compare<double>(random, random.Next(1, 4), random.Next(16, 70), random.Next(30, 70), random.Next(2, 9), random.Next(4, 24)) ? 1 : 0;
        }

        Assert.InRange(went, 8, 20);
    }

    [Theory]
    [InlineData(nameof(Switches.NoAvx512))]
    [InlineData(nameof(Switches.NoAvx2))]
    [InlineData(nameof(Switches.NoIntrinsics))]
    public void Other_vectors_give_the_same_bits(string which) => ChildProcess.RunChecked("winograd", Switches.Named(which));

    [Theory]
    [InlineData(64, 48, 40, 8, 8)]
    [InlineData(1, 16, 16, 32, 32)]
    [InlineData(2, 70, 50, 26, 8)]
    [InlineData(1, 4100, 80, 2, 2)]
    [InlineData(1, 80, 4100, 2, 2)]
    [InlineData(3, 160, 140, 6, 6)]
    [InlineData(300, 72, 72, 4, 4)]
    public void Planes_are_cut_to_any_size(int batch, int channels, int filters, int height, int width) => Assert.True(Compare<float>(new Random(5), batch, channels, filters, height, width, Same));

    [Fact]
    public void What_suits_does_not_depend_on_the_batch_and_needs_no_more_products()
    {
        var row = new Convolution(Same, 1);
        Assert.True(Winograd.Suits(row, new Shape(16, 16, 3, 3), [32, 32]));
        Assert.True(Winograd.Suits(row, new Shape(32, 64, 3, 3), [14, 14]));
        Assert.True(Winograd.Suits(row, new Shape(64, 64, 3, 3), [8, 8]));
        Assert.True(Winograd.Suits(row, new Shape(256, 256, 3, 3), [7, 7]));
        Assert.False(Winograd.Suits(row, new Shape(16, 16, 3, 3), [7, 7]));
        Assert.False(Winograd.Suits(row, new Shape(64, 64, 3, 3), [64, 1100]));
        Assert.False(Winograd.Suits(row, new Shape(64, 64, 3, 3), [1, 50]));
        Assert.False(Winograd.Suits(row, new Shape(64, 64, 3, 3), [3, 3]));
        Assert.False(Winograd.Suits(row, new Shape(15, 64, 3, 3), [32, 32]));
        Assert.False(Winograd.Suits(row, new Shape(64, 15, 3, 3), [32, 32]));
        Assert.False(Winograd.Suits(new Convolution(Same, 2), new Shape(64, 32, 3, 3), [32, 32]));
        Assert.False(Winograd.Suits(new Convolution(Same with { Stride = new Shape(1, 2) }, 1), new Shape(64, 64, 3, 3), [32, 32]));
        Assert.False(Winograd.Suits(new Convolution(Same with { Dilation = new Shape(2, 1) }, 1), new Shape(64, 64, 3, 3), [32, 32]));
        Assert.False(Winograd.Suits(new Convolution(Same with { Extent = new Shape(3, 2) }, 1), new Shape(64, 64, 3, 2), [32, 32]));
    }

    [Fact]
    public void Small_integers_are_exact()
    {
        var random = new Random(4);
        var row = new Convolution(Same, 1);
        Shape x = new(2, 30, 9, 11), w = new(20, 30, 3, 3), y = new(2, 20, 9, 11);
        float[] Integers(Shape shape) => [.. Enumerable.Range(0, (int)shape.Count).Select(_ => (float)random.Next(-50, 51))];
        float[] xs = Integers(x), ws = Integers(w), ys = Integers(y);
        Assert.Equal(Formula(row, x, w, xs, ws).Select(value => (float)value), LibraryRunner.Run<float>(row, y, (x, xs), (w, ws)));
        Assert.Equal(Back(row, x, y, w, ys, ws).Select(value => (float)value), LibraryRunner.Run<float>(new ConvolutionInputGradient(row, x), x, (y, ys), (w, ws)));
    }

    /// <summary>Against the formula in float64: beside the sum of the terms' magnitudes the worst error is that of a few roundings more than the plain sum's.</summary>
    [Fact]
    public void The_error_is_a_few_roundings()
    {
        var random = new Random(9);
        var row = new Convolution(Same, 1);
        Shape x = new(2, 48, 14, 14), w = new(32, 48, 3, 3), y = new(2, 32, 14, 14);
        float[] Numbers(Shape shape) => [.. Enumerable.Range(0, (int)shape.Count).Select(_ => (float)(random.NextDouble() * 2 - 1))];
        float[] xs = Numbers(x), ws = Numbers(w);
        float[] got = LibraryRunner.Run<float>(row, y, (x, xs), (w, ws));
        double[] formula = Formula(row, x, w, xs, ws), magnitudes = Formula(row, x, w, [.. xs.Select(Math.Abs)], [.. ws.Select(Math.Abs)]);
        double worst = got.Select((value, i) => Math.Abs(value - formula[i]) / magnitudes[i]).Max() * (1 << 24);
        Assert.InRange(worst, 0.1, 8);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_not_finite_stays_within_its_tiles_and_is_seen(float special)
    {
        var random = new Random(2);
        var row = new Convolution(Same, 1);
        Shape x = new(1, 16, 12, 12), w = new(16, 16, 3, 3), y = new(1, 16, 12, 12);
        float[] Numbers(Shape shape) => [.. Enumerable.Range(0, (int)shape.Count).Select(_ => (float)random.NextDouble() + 0.1f)];
        float[] xs = Numbers(x), ws = Numbers(w);
        xs[3 * 144 + 5 * 12 + 7] = special;
        double[] formula = Formula(row, x, w, xs, ws);
        float[] got = LibraryRunner.Run<float>(row, y, (x, xs), (w, ws));
        for (int i = 0; i < got.Length; i++)
        {
            (int h, int v) = (i % 144 / 12, i % 12);
            if (!double.IsFinite(formula[i])) Assert.False(float.IsFinite(got[i]));
            if (h is < 4 or > 7 || v is < 6 or > 9) Assert.True(float.IsFinite(got[i]));
        }
    }

    private static Window Same => new(new Shape(3, 3), new Shape(1, 1), new Shape(1, 1), new Shape(1, 1), new Shape(1, 1));

    private static double[] Formula(Convolution row, Shape x, Shape w, float[] xs, float[] ws) =>
        row.Evaluate(Tensor.Apply(row, new Parameter("x", x), new Parameter("w", w)), [[.. xs.Select(value => (double)value)], [.. ws.Select(value => (double)value)]]);

    private static double[] Back(Convolution row, Shape x, Shape y, Shape w, float[] ys, float[] ws)
    {
        var back = new ConvolutionInputGradient(row, x);
        return back.Evaluate(Tensor.Apply(back, new Parameter("y", y), new Parameter("w", w)), [[.. ys.Select(value => (double)value)], [.. ws.Select(value => (double)value)]]);
    }

    /// <summary>Compares all three ways with the ordered reference; whether each of them went tile by tile.</summary>
    private static bool Compare<T>(Random random, int batch, int channels, int filters, int height, int width, Window? padded = null) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int Padding(int extent) => random.Next(extent < 3 ? 1 : 0, 3);
        Window window = padded ?? Same with { Before = new Shape(Padding(height), Padding(width)), After = new Shape(Padding(height), Padding(width)) };
        var row = new Convolution(window, 1);
        int[] outputs = window.Outputs([height, width], "test");
        Shape x = new(batch, channels, height, width), w = new(filters, channels, 3, 3), y = new([batch, filters, .. outputs]);
        DType type = DTypes.Of<T>();
        T[] xs = LibraryRunner.Values<T>(random, x.Count, false), ws = LibraryRunner.Values<T>(random, w.Count, false), ys = LibraryRunner.Values<T>(random, y.Count, false);
        Parameter px = new("x", x, type), pw = new("w", w, type), py = new("y", y, type);
        var back = new ConvolutionInputGradient(row, x);
        string what = $"{x} {w} {window}";
        LibraryRunner.AssertBits(OrderedConvolution.Forward(row, Tensor.Apply(row, px, pw), xs, ws), LibraryRunner.Run<T>(row, y, (x, xs), (w, ws)), what);
        LibraryRunner.AssertBits(OrderedConvolution.InputGradient(back, Tensor.Apply(back, py, pw), ys, ws), LibraryRunner.Run<T>(back, x, (y, ys), (w, ws)), $"input gradient {what}");

        bool went = Winograd.Suits(row, w, outputs) && Winograd.Suits(row, w, [height, width]);

        // A pair of channel and filter takes the ordered reference long.
        if (channels * filters > 25_000) return went;
        var weights = new ConvolutionWeightGradient(row, w);
        LibraryRunner.AssertBits(OrderedConvolution.WeightGradient(weights, Tensor.Apply(weights, px, py), xs, ys, null), LibraryRunner.Run<T>(weights, w, (x, xs), (y, ys)), $"weight gradient {what}");
        LibraryRunner.AssertBits(
            OrderedConvolution.WeightGradient(weights, Tensor.Apply(weights, px, py, pw), xs, ys, ws), LibraryRunner.Run<T>(weights, w, (x, xs), (y, ys), (w, ws)), $"weight gradient that goes on {what}");
        return went;
    }
}
