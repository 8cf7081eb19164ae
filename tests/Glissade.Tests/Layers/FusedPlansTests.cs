using Glissade.Compiler;
using Glissade.Devices.Cpu;
using Glissade.Tests.CatalogTests;

namespace Glissade.Tests.Layers;

/// <summary>What the compiler makes of common layers: how often large tensors pass through memory, and what is done in passing.</summary>
public sealed class FusedPlansTests
{
    [Fact]
    public void Batch_norm_that_predicts_is_a_part_of_what_comes_before_it()
    {
        var network = new Sequential(new Conv2d(3, 18, 3, padding: 1, bias: false), new BatchNorm(18), new ReLU(), new MaxPool(2), new Conv2d(18, 20, 3, padding: 1), new BatchNorm(20), new ReLU());
        IReadOnlyList<Kernel> kernels = Predicting(network, new Shape(2, 3, 32, 32)).Kernels;
        Assert.Equal(2, kernels.Count(kernel => kernel is ConvolutionKernel { Epilogue: not null }));
        Assert.Single(kernels, kernel => kernel is ConvolutionKernel { Pooling: not null });

        // Besides, only numbers of the channels are worked out, before everything else.
        Assert.Equal([typeof(LoopKernel), typeof(LoopKernel), typeof(ConvolutionKernel), typeof(ConvolutionKernel)], kernels.Select(kernel => kernel.GetType()));
        Assert.All(kernels.OfType<LoopKernel>(), loop => Assert.True(loop.Operations <= 1000));

        IReadOnlyList<Kernel> dense = Predicting(new Sequential(new Linear(8, 40), new BatchNorm(40), new ReLU(), new Linear(40, 40), new BatchNorm(40)), new Shape(64, 8)).Kernels;
        Assert.Equal(2, dense.Count(kernel => kernel is ProductKernel { Epilogue: not null }));
        Assert.All(dense.OfType<LoopKernel>(), loop => Assert.True(loop.Operations <= 1000));
    }

    [Fact]
    public void Batch_norm_that_trains_reads_the_batch_twice_forward_and_twice_back()
    {
        Program program = Compiled(new BatchNorm(16), new Shape(8, 16, 12, 12), training: true);
        long whole = 8 * 16 * 12 * 12;
        LoopKernel[] large = [.. program.Kernels.OfType<LoopKernel>().Where(kernel => kernel.Reads.Concat(kernel.Writes).Any(buffer => program.Buffers[buffer].Count == whole))];

        // Mean and variance, the two sums of the way back, Σg and Σg·(x − mean), and what they are wanted for. As g is known beforehand here, one map writes both results.
        Assert.Equal([LoopKind.Row, LoopKind.Row, LoopKind.Map], large.Select(kernel => kernel.Kind));
        Assert.Equal(4, large.Sum(kernel => kernel.Body.Count(instruction => instruction.Op == LoopOp.Sum)));
    }

    [Fact]
    public void Blocks_with_ways_past_them_are_updated_one_after_the_other_from_the_last()
    {
        const int blocks = 4;
        var network = new Sequential([.. Enumerable.Range(0, blocks).SelectMany<int, Layer>(_ =>
            [new Residual(new Sequential(new Conv2d(16, 16, 3, padding: 1, bias: false), new BatchNorm(16), new ReLU(), new Conv2d(16, 16, 3, padding: 1, bias: false), new BatchNorm(16))), new ReLU()])]);
        Tensor x = new Input("x", new Shape(8, 16, 12, 12));
        Tensor loss = network.Forward(x, Pass.ForTraining(Tensor.Scalar(1, DType.Int32), Tensor.Scalar(1, DType.Int32), Tensor.Scalar(0, DType.Int32))).Square().Sum();
        Parameter[] parameters = [.. network.Parameters];
        Tensor[] gradients = Gradient.Of(loss, parameters);
        Program program = ((CpuPlan)Device.Cpu.Compile(new Step { Outputs = [loss], Updates = [.. parameters.Select((parameter, i) => ((State)parameter, parameter - 0.1 * gradients[i]))] })).Program;
        int[] order = [.. program.Kernels.SelectMany(kernel => kernel.Writes).Select(buffer => Array.IndexOf(parameters, program.Buffers[buffer].Leaf)).Where(i => i >= 0).Select(i => i * blocks / parameters.Length)];
        Assert.Equal(parameters.Length, order.Length);
        Assert.Equal(order.OrderDescending(), order);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(3, 1)]
    [InlineData(5, 12)]
    public void Batch_norm_of_the_batch_itself_is_what_the_sums_say(int examples, int size)
    {
        var layer = new BatchNorm(2, track: false, affine: false);
        float[] values = [.. Enumerable.Range(0, examples * 2 * size).Select(i => 300 + i * i % 17 / 5f)];
        Tensor x = Tensor.From(values, size == 1 ? new Shape(examples, 2) : new Shape(examples, 2, size));
        float[] got = layer.Forward(x, Pass.Inference()).ToArray<float>();
        for (int channel = 0; channel < 2; channel++)
        {
            int[] mine = [.. Enumerable.Range(0, values.Length).Where(i => i / size % 2 == channel)];
            double mean = mine.Select(i => (double)values[i]).DefaultIfEmpty().Average(), variance = mine.Select(i => Math.Pow(values[i] - mean, 2)).DefaultIfEmpty().Average();
            foreach (int i in mine) Assert.Equal((values[i] - mean) / Math.Sqrt(variance + 1e-5), got[i], 1e-4);
        }
    }

    [Theory]
    [InlineData("batch", 1)]
    [InlineData("batch", 5)]
    [InlineData("layer", 5)]
    [InlineData("group", 5)]
    public void The_slope_of_a_norms_slope_is_the_one_of_small_steps(string norm, int size)
    {
        // The formulas hold numbers still that depend on x; what they would change by moving must not be lost in higher derivatives either.
        Layer layer = norm switch { "batch" => new BatchNorm(2, type: DType.Float64), "layer" => new LayerNorm(size, type: DType.Float64), _ => new GroupNorm(1, 2, type: DType.Float64) };
        foreach (Parameter parameter in layer.Parameters) parameter.Set<double>([.. Enumerable.Range(0, (int)parameter.Count).Select(i => 1.5 - 0.4 * i)]);
        Parameter x = new("x", size == 1 ? new Shape(4, 2) : new Shape(4, 2, size), DType.Float64);
        var random = new Random(5);
        double[] values = [.. Enumerable.Range(0, 8 * size).Select(_ => random.NextDouble() * 4)], weights = [.. values.Select(_ => random.NextDouble())];
        Tensor y = layer.Forward(x, Pass.ForTraining(Tensor.Scalar(1, DType.Int32), Tensor.Scalar(1, DType.Int32), Tensor.Scalar(0, DType.Int32)));

        // The slopes of a row or channel add up to 0; weighted unequally they do not hide what is the same for all.
        Tensor slope = Gradient.Of((y * y * y * Tensor.From(weights, x.Shape)).Sum(), x)[0], squares = (slope * Tensor.From(weights, x.Shape)).Square().Sum(), second = Gradient.Of(squares, x)[0];
        double At(int i, double step)
        {
            double[] moved = [.. values];
            moved[i] += step;
            x.Set<double>(moved);
            return Evaluated.Of(squares)[0][0];
        }

        double[] numeric = [.. values.Select((_, i) => (At(i, 1e-5) - At(i, -1e-5)) / 2e-5)];
        x.Set<double>(values);
        double[] got = Evaluated.Of(second)[0];
        for (int i = 0; i < got.Length; i++) Assert.Equal(numeric[i], got[i], 1e-6 * numeric.Max(Math.Abs));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_gates_of_a_step_are_one_kernel(bool training)
    {
        foreach (Layer layer in (ReadOnlySpan<Layer>)[new Lstm(16, 64), new Gru(16, 64)])
        {
            ScanKernel scan = Compiled(layer, new Shape(32, 50, 16), training).Kernels.OfType<ScanKernel>().First();
            Assert.InRange(scan.Body.Kernels.Count(kernel => kernel is ProductKernel), 1, 1);
            Assert.Equal(1, scan.Body.Kernels.Count(kernel => kernel is LoopKernel));
        }
    }

    private static Program Predicting(Layer layer, Shape x) => Compiled(layer, x, training: false);

    // Forward, and while training also back to the inputs.
    private static Program Compiled(Layer layer, Shape shape, bool training)
    {
        var x = new Parameter("x", shape);
        Pass pass = training ? Pass.ForTraining(Tensor.Scalar(1, DType.Int32), Tensor.Scalar(1, DType.Int32), Tensor.Scalar(0, DType.Int32)) : Pass.Inference();
        Tensor y = layer.Forward(x, pass);
        Tensor g = new Input("g", y.Shape);
        var step = new Step { Outputs = training ? [y, .. Gradient.Of((y * g).Sum(), x)] : [y] };
        return ((CpuPlan)Device.Cpu.Compile(step)).Program;
    }
}
