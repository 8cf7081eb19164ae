using System.Runtime.InteropServices;
using Glissade.Compiler;
using Glissade.Devices.Reference;
using Glissade.Operations;
using Glissade.Tests.Devices.Cpu;
using Glissade.Tests.Proof;
using Window = Glissade.Operations.Window;

namespace Glissade.Tests.Compiler;

public sealed class PooledConvolutionTests
{
    private static readonly Parameter s_x = new("x", new Shape(2, 3, 8, 8)), s_w = new("w", new Shape(4, 3, 3, 3)), s_bias = new("bias", new Shape(4, 1, 1));

    private static Tensor Planes => (s_x.Convolve(s_w, before: [1, 1]) + s_bias).Relu();

    [Fact]
    public void Planes_that_only_a_pooling_reads_have_no_memory()
    {
        Tensor pooled = Planes.WindowMax([2, 2], [2, 2]);
        Program program = Compilation.Compile(new Step { Outputs = [pooled] });
        ConvolutionKernel kernel = Assert.IsType<ConvolutionKernel>(Assert.Single(program.Kernels));
        Assert.True(kernel.Passing);
        Assert.Equal(pooled.Count * sizeof(float), program.ArenaBytes);
        Assert.Contains("WindowMax", kernel.Describe(program.Buffers), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 2, 0)]
    [InlineData(3, 2, 1)]
    [InlineData(3, 3, 0)]
    public void The_way_back_reads_places_and_no_planes(int extent, int stride, int padding)
    {
        Tensor pooled = Planes.WindowMax([extent, extent], [stride, stride], [padding, padding]), loss = pooled.Square().Sum();
        Program program = Compilation.Compile(new Step { Outputs = [loss, .. Gradient.Of(loss, s_w)] });
        ConvolutionKernel kernel = Assert.Single(program.Kernels.OfType<ConvolutionKernel>(), kernel => kernel.Pooling is not null);
        Assert.True(kernel.Passing);
        LibraryKernel back = Assert.Single(program.Kernels.OfType<LibraryKernel>(), kernel => kernel.Operation is WindowMaxGradient);
        Assert.Equal(kernel.Pooling!.Places, back.Places);
        Assert.Contains(back.Places, kernel.Writes);
        Assert.DoesNotContain(kernel.Pooling.Inputs[0].Buffer, back.Reads);
        Assert.Equal(pooled.Count, program.Buffers[back.Places].Count);
        Assert.Contains("places", back.Describe(program.Buffers), StringComparison.Ordinal);
    }

    [Fact]
    public void Planes_that_the_way_back_reads_are_kept()
    {
        Tensor loss = (s_x.Convolve(s_w, before: [1, 1]) + s_bias).Tanh().WindowMax([2, 2], [2, 2]).Square().Sum();
        Program program = Compilation.Compile(new Step { Outputs = [loss, .. Gradient.Of(loss, s_w)] });
        ConvolutionKernel kernel = Assert.Single(program.Kernels.OfType<ConvolutionKernel>(), kernel => kernel.Pooling is not null);
        Assert.False(kernel.Passing);
    }

    [Fact]
    public void A_pooling_whose_way_back_nobody_goes_leaves_no_places()
    {
        Program program = Compilation.Compile(new Step { Outputs = [Planes.WindowMax([2, 2], [2, 2])] });
        Assert.Equal(-1, Assert.IsType<ConvolutionKernel>(Assert.Single(program.Kernels)).Pooling!.Places);
    }

    [Fact]
    public void A_mask_below_the_largest_has_every_bit_of_the_mask_above()
    {
        var random = new Random(3);
        float[] some = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, 0, 1e-45f, -1, 2, 0.5f];
        foreach ((int[] extent, int[] stride) in ((int[], int[])[])[([2, 2], [2, 2]), ([3, 3], [2, 2]), ([2, 3], [1, 1])])
        {
            Parameter x = Filled("x", new Shape(3, 2, 7, 9));
            Tensor rectified = x.Relu(), pooled = rectified.WindowMax(extent, stride);
            Parameter upstream = Filled("upstream", pooled.Shape);
            Tensor gradient = Gradient.Of((pooled * upstream).Sum(), x)[0];
            var row = new WindowMaxGradient(((WindowMax)pooled.Operation).Window);
            // Written out: the mask of all elements, after the windows gave. Two runs, so that neither helps the other.
            float[][] above = Of(rectified.IsLessOrEqual(0).Cast(DType.Float32), Tensor.Apply(row, rectified, upstream));
            float[] got = Of(gradient)[0];
            for (int i = 0; i < got.Length; i++) Assert.Equal(BitConverter.SingleToInt32Bits(above[0][i] == 1 ? 0 : above[1][i]), BitConverter.SingleToInt32Bits(got[i]));
            Program program = Compilation.Compile(new Step { Outputs = [gradient] });
            Assert.Contains(program.Kernels.OfType<LibraryKernel>(), kernel => kernel.Operation is WindowMax);
        }

        static float[][] Of(params Tensor[] outputs) => [.. ResultBytes.Of(new OrderedDevice(), outputs).Select(bytes => MemoryMarshal.Cast<byte, float>(bytes).ToArray())];

        Parameter Filled(string name, Shape shape)
        {
            var leaf = new Parameter(name, shape);
            foreach (ref float value in leaf.ForWriting().Span<float>()) value = some[random.Next(some.Length)];
            return leaf;
        }
    }

    [Fact]
    public void Planes_that_are_asked_for_are_kept()
    {
        Tensor planes = Planes;
        Program program = Compilation.Compile(new Step { Outputs = [planes, planes.WindowMax([2, 2], [2, 2])] });
        Assert.False(Assert.Single(program.Kernels.OfType<ConvolutionKernel>()).Passing);
    }

    [Fact]
    public void A_window_over_channels_is_no_pooling_of_planes()
    {
        Program program = Compilation.Compile(new Step { Outputs = [Planes.WindowMax([2, 2, 2])] });
        Assert.DoesNotContain(program.Kernels.OfType<ConvolutionKernel>(), kernel => kernel.Pooling is not null);
    }

    [Fact]
    public void Random_poolings_of_random_convolutions_have_the_bits_of_the_ordered_device()
    {
        var random = new Random(8);
        for (int round = 0; round < 150; round++)
        {
            (Window window, int[] spatial, int[] outputs) = LibraryWindowTests.RandomWindow(random, random.Next(1, 4));
            if (outputs.Contains(0)) continue;
            int groups = random.Next(4) == 0 ? 2 : 1, channels = groups * random.Next(1, 4), filters = groups * random.Next(1, 15), batch = random.Next(1, 12);
            DType type = random.Next(3) == 0 ? DType.Float64 : DType.Float32;
            Parameter x = ResultBytes.Leaf(random, [batch, channels, .. spatial], type), w = ResultBytes.Leaf(random, [filters, channels / groups, .. window.Extent], type), bias = ResultBytes.Leaf(random, [filters, .. outputs.Select(_ => 1)], type);
            Tensor convolved = x.Convolve(w, [.. window.Stride], [.. window.Before], [.. window.After], [.. window.Dilation], groups);
            Tensor planes = random.Next(4) switch { 0 => convolved, 1 => (convolved + bias).Relu(), 2 => (convolved * bias).Tanh(), _ => convolved + bias };
            bool pairs = outputs.Length == 2 && outputs.All(places => places > 1) && random.Next(2) == 0;
            int[] extent = pairs ? [2, 2] : [.. outputs.Select(places => random.Next(1, Math.Min(4, places) + 1))], stride = pairs ? [2, 2] : [.. outputs.Select(_ => random.Next(1, 4))], before = pairs ? [0, 0] : [.. extent.Select(taps => random.Next((taps + 1) / 2))];
            Tensor pooled = random.Next(2) == 0 ? planes.WindowMax(extent, stride, before) : planes.WindowSum(extent, stride, before) * 0.25;
            Tensor[] results = random.Next(3) switch
            {
                0 => [pooled, planes * 2],
                1 => [pooled, .. Gradient.Of((pooled * ResultBytes.Leaf(random, [.. pooled.Shape], type)).Sum(), x, w)],
                _ => [pooled],
            };
            byte[][] expected = ResultBytes.Of(new OrderedDevice(), results);
            for (int variant = 0; variant < 2; variant++)
            {
                Device device = CpuVariants.Of((ulong)random.Next(24));
                foreach ((byte[] wanted, byte[] got) in expected.Zip(ResultBytes.Of(device, results)))
                    Assert.True(wanted.AsSpan().SequenceEqual(got), $"round {round}: {x.Shape} ⋆ {w.Shape}, pooled to {pooled.Shape}, differs on {device.Name}");
            }
        }
    }
}
