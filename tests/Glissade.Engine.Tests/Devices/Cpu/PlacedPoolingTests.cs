using Glissade.Compiler;
using Glissade.Devices.Reference;
using Glissade.Operations;
using Glissade.Tests.Proof;
using Window = Glissade.Operations.Window;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>Poolings that leave the places of the largest for their way back, of windows of any kind.</summary>
public sealed class PlacedPoolingTests
{
    [Fact]
    public void Largest_and_their_way_back_have_the_bits_of_the_ordered_device()
    {
        var random = new Random(4);
        int placed = 0;
        for (int round = 0; round < 200; round++)
        {
            (Window window, int[] spatial, int[] outputs) = LibraryWindowTests.RandomWindow(random, random.Next(1, 4));
            if (outputs.Contains(0)) continue;
            DType type = random.Next(3) == 0 ? DType.Float64 : DType.Float32;
            Parameter x = ResultBytes.Leaf(random, [random.Next(1, 4), random.Next(1, 12), .. spatial], type);
            if (random.Next(2) == 0) Spoil(random, x);
            if (!window.AlwaysReads(spatial, "test")) continue;
            Tensor pooled = Tensor.Apply(new WindowMax(window), x), upstream = ResultBytes.Leaf(random, [.. pooled.Shape], type);
            Tensor[] results = [pooled, .. Gradient.Of((pooled * upstream).Sum(), x)];
            Program program = Compilation.Compile(new Step { Outputs = results });
            if (program.Kernels.Any(kernel => kernel is LibraryKernel { Operation: WindowMaxGradient, Places: >= 0 })) placed++;
            byte[][] expected = ResultBytes.Of(new OrderedDevice(), results);
            for (int variant = 0; variant < 3; variant++)
            {
                Device device = CpuVariants.Of((ulong)random.Next(24));
                foreach ((byte[] wanted, byte[] got) in expected.Zip(ResultBytes.Of(device, results)))
                    Assert.True(wanted.AsSpan().SequenceEqual(got), $"round {round}: {window} over {x.Shape} of {type} differs on {device.Name}");
            }
        }

        Assert.InRange(placed, 100, 200);
    }

    [Theory]
    [InlineData(1, 2, 700, 900, 3, 2, 1)]
    [InlineData(2, 3, 5, 2_300, 3, 2, 1)]
    [InlineData(1, 1, 90, 2_100, 2, 2, 0)]
    [InlineData(3, 20, 40, 41, 4, 4, 0)]
    public void So_have_planes_too_large_for_a_cache_and_rows_too_long_for_a_stretch(int batch, int channels, int height, int width, int extent, int stride, int padding)
    {
        var random = new Random(width);
        Parameter x = ResultBytes.Leaf(random, [batch, channels, height, width], DType.Float32);
        Tensor pooled = x.WindowMax([extent, extent], [stride, stride], [padding, padding]), upstream = ResultBytes.Leaf(random, [.. pooled.Shape], DType.Float32);
        Tensor[] results = [pooled, .. Gradient.Of((pooled * upstream).Sum(), x)];
        byte[][] expected = ResultBytes.Of(new OrderedDevice(), results);
        for (ulong variant = 0; variant < 24; variant += 5)
            foreach ((byte[] wanted, byte[] got) in expected.Zip(ResultBytes.Of(CpuVariants.Of(variant), results))) Assert.True(wanted.AsSpan().SequenceEqual(got));
    }

    private static void Spoil(Random random, Parameter x)
    {
        double[] some = [double.NaN, double.NegativeInfinity, -0.0, 0, double.PositiveInfinity];
        if (x.Type == DType.Float32) foreach (ref float value in x.ForWriting().Span<float>()) value = random.Next(3) == 0 ? (float)some[random.Next(some.Length)] : value;
        else foreach (ref double value in x.ForWriting().Span<double>()) value = random.Next(3) == 0 ? some[random.Next(some.Length)] : value;
    }
}
