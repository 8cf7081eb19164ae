using System.Text.Json;
using Glissade.Tests.CatalogTests;
using Glissade.Tests.Goldens;

namespace Glissade.Tests.Optimizers;

/// <summary>Ten steps of every optimizer are PyTorch's.</summary>
public sealed class OptimizerGoldenTests
{
    private static readonly Shape[] s_shapes = [new(3), new(2, 2)];

    public static TheoryData<string> Names => [.. Golden.Cases("optimizers.json").Select(golden => golden.GetProperty("optimizer").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Ten_steps_are_those_of_PyTorch(string name)
    {
        JsonElement golden = Golden.Cases("optimizers.json").Single(golden => golden.GetProperty("optimizer").GetString() == name);
        foreach (DType type in (DType[])[DType.Float64, DType.Float32])
        {
            var run = new Run(Catalog.Optimizers.Parse(name), [.. golden.GetProperty("start").EnumerateArray().Select(start => start.Numbers())], type);
            foreach ((JsonElement gradients, JsonElement after) in golden.GetProperty("gradients").EnumerateArray().Zip(golden.GetProperty("after").EnumerateArray()))
            {
                double[][] now = run.Step([.. gradients.EnumerateArray().Select(gradient => gradient.Numbers())]);
                for (int i = 0; i < now.Length; i++) Golden.Same($"{name}, step {run.Steps}, parameter {i}", type, after[i].Numbers(), now[i]);
            }
        }
    }

    [Fact]
    public void Clipping_leaves_a_short_gradient_as_it_is()
    {
        double[][] start = [[1, 2, 3], [4, 5, 6, 7]], gradient = [[0.1, 0.2, -0.1], [0.1, 0, 0.3, -0.2]];
        double[][] plain = new Run(new Sgd(), start, DType.Float64).Step(gradient);
        Assert.Equal(plain, new Run(new ClipByGlobalNorm { MaxNorm = 10, Inner = new Sgd() }, start, DType.Float64).Step(gradient));
        Assert.Equal(plain, new Run(new ClipByNorm { MaxNorm = 10, Inner = new Sgd() }, start, DType.Float64).Step(gradient));
        Assert.Equal(plain, new Run(new ClipByValue { Limit = 10, Inner = new Sgd() }, start, DType.Float64).Step(gradient));
    }

    [Fact]
    public void Huge_gradients_are_clipped_and_not_lost()
    {
        // Their squares overflow float32; the length must not.
        double[][] now = new Run(new ClipByGlobalNorm { MaxNorm = 1, Inner = new Sgd { LearningRate = 1 } }, [[0, 0, 0], [0, 0, 0, 0]], DType.Float32).Step([[3e30, 0, 0], [0, 4e30, 0, 0]]);
        Assert.Equal(-0.6, now[0][0], 1e-6);
        Assert.Equal(-0.8, now[1][1], 1e-6);
    }

    [Fact]
    public void A_wrapper_has_the_rate_of_what_it_wraps()
    {
        Optimizer clipped = new ClipByGlobalNorm { Inner = new Sgd { LearningRate = 0.5f } };
        Assert.Equal(0.5f, clipped.LearningRate);
        Assert.Equal(0.25f, ((ClipByGlobalNorm)(clipped with { LearningRate = 0.25f })).Inner.LearningRate);
    }

    /// <summary>Parameters that are stepped by given gradients.</summary>
    private sealed class Run
    {
        private readonly Parameter[] _parameters;
        private readonly Input[] _gradients;
        private readonly Input _rate = new("rate"), _step = new("step");
        private readonly Workspace _workspace;
        private readonly Optimizer _optimizer;

        public Run(Optimizer optimizer, double[][] start, DType type)
        {
            _optimizer = optimizer;
            _parameters = [.. start.Select((values, i) => Evaluated.Parameter(values, s_shapes[i], type, $"p{i}"))];
            _gradients = [.. s_shapes.Select((shape, i) => new Input($"g{i}", shape, type))];
            var pass = new OptimizerPass(_rate, _step, _parameters.Select(parameter => new LayerState(parameter.Name, parameter, new ZerosInitializer(), new Fan(1, 1))));
            optimizer.Step([.. _parameters.Zip(_gradients, (parameter, gradient) => (parameter, (Tensor)gradient))], pass);
            _workspace = Device.Cpu.Compile(new Step { Inputs = [_rate, _step, .. _gradients], Updates = pass.Updates }).CreateWorkspace();
        }

        public int Steps { get; private set; }

        public double[][] Step(double[][] gradients)
        {
            for (int i = 0; i < gradients.Length; i++)
            {
                if (_gradients[i].Type == DType.Float64) _workspace.Set<double>(_gradients[i], gradients[i]);
                else _workspace.Set<float>(_gradients[i], [.. gradients[i].Select(value => (float)value)]);
            }

            _workspace.Set(_rate, _optimizer.LearningRate);
            _workspace.Set(_step, (float)(Steps + 1));
            _workspace.Run();
            Steps++;
            return [.. _parameters.Select(parameter => parameter.Type == DType.Float64
                ? parameter.Values<double>().ToArray()
                : [.. parameter.Values<float>().ToArray().Select(value => (double)value)])];
        }
    }
}
