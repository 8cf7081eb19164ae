using System.Text.Json;
using Glissade.Compiler;
using Glissade.Tests.CatalogTests;
using Glissade.Tests.Goldens;

namespace Glissade.Tests.Optimizers;

/// <summary>Ten steps of every optimizer are PyTorch's.</summary>
public sealed class OptimizerGoldenTests
{
    private static readonly Shape[] s_shapes = [new(3), new(2, 2)];

    // Rules that look at one element at a time: a step is one pass over the parameter and its state.
    private static readonly string[] s_elementwise =
    [
        "gd", "sgd(momentum=0.9, nesterov=true, weight_decay=0.1)", "sgd(momentum=0.9, dampening=0.1)", "adam(weight_decay=0.1, amsgrad=true)", "adamw(amsgrad=true)", "nadam(weight_decay=0.1)", "radam(weight_decay=0.1)", "adamax", "adabelief(weight_decay=0.1)",
        "adagrad(rate_decay=0.1, initial_accumulator=0.1)", "adadelta", "rmsprop(momentum=0.9, centered=true)", "rprop", "asgd(start=3)", "lion(weight_decay=0.1)", "yogi", "adan(weight_decay=0.1)", "schedule_free_adamw(warmup=4, weight_decay=0.1)",
        "keras_sgd(momentum=0.9, nesterov=true)", "keras_adam(amsgrad=true, weight_decay=0.1)", "keras_rmsprop(momentum=0.9, centered=true)", "clip_by_value", "weight_decay(inner=adam)", "lookahead(inner=adam)", "parameter_group(paths=p0, inner=sgd)",
        "freeze(paths=frozen)", "l1(inner=adam)", "l2(inner=adam)", "elastic(inner=adam)", "ema(inner=adam)", "swa(inner=adam)", "accumulation(inner=adam)",
    ];

    // What looks at lengths, sums or products, and how many passes over a matrix a step takes.
    private static readonly Dictionary<string, int> s_passes = new()
    {
        ["adafactor"] = 4,
        ["lamb"] = 3,
        ["lars"] = 2,
        ["muon"] = 14,
        ["prodigy"] = 3,
        ["adaptive_clip"] = 2,
        ["max_norm"] = 4,
        ["sam(inner=sgd)"] = 2,
        ["clip_by_norm"] = 2,
        ["clip_by_global_norm"] = 2,
    };

    // The optimizers of PyTorch 1.13.
    private static readonly string[] s_optioned = ["sgd", "adam", "adamw", "nadam", "radam", "adamax", "adagrad", "adadelta", "rmsprop", "rprop", "asgd"];

    public static TheoryData<string> Elementwise => [.. s_elementwise];

    public static TheoryData<string> OfSeveralPasses => [.. s_passes.Keys];

    public static TheoryData<string> Optioned => [.. s_optioned];

    public static TheoryData<string> Names => [.. Golden.Cases("optimizers.json").Select(golden => golden.GetProperty("optimizer").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Ten_steps_are_those_of_PyTorch(string name)
    {
        JsonElement golden = Golden.Cases("optimizers.json").Single(golden => golden.GetProperty("optimizer").GetString() == name);
        foreach (DType type in (DType[])[DType.Float64, DType.Float32])
        {
            Shape[] shapes = golden.TryGetProperty("shapes", out JsonElement given) ? [.. given.EnumerateArray().Select(shape => shape.Shape())] : s_shapes;
            var run = new Run(Catalog.Optimizers.Parse(name), [.. golden.GetProperty("start").EnumerateArray().Select(start => start.Numbers())], type, shapes, isCubed: golden.TryGetProperty("cubed", out _));
            foreach ((JsonElement gradients, JsonElement after) in golden.GetProperty("gradients").EnumerateArray().Zip(golden.GetProperty("after").EnumerateArray()))
            {
                double[][] now = run.Step([.. gradients.EnumerateArray().Select(gradient => gradient.Numbers())]);
                for (int i = 0; i < now.Length; i++) Golden.Same($"{name}, step {run.Steps}, parameter {i}", type, after[i].Numbers(), now[i]);
            }

            if (!golden.TryGetProperty("states", out JsonElement states)) continue;
            foreach (JsonProperty state in states.EnumerateObject()) Golden.Same($"{name}, {state.Name}", type, state.Value.Numbers(), run.State(state.Name));
        }
    }

    [Theory]
    [MemberData(nameof(Optioned))]
    public void Ten_steps_are_those_of_PyTorch_whatever_the_options_and_the_schedule(string optimizer)
    {
        IReadOnlyList<JsonElement> cases = Golden.Cases("optimizer_options.json");
        double[][] start = [.. cases[0].GetProperty("start").EnumerateArray().Select(start => start.Numbers())];
        double[][][] gradients = [.. cases[0].GetProperty("gradients").EnumerateArray().Select(step => step.EnumerateArray().Select(gradient => gradient.Numbers()).ToArray())];
        foreach (JsonElement golden in cases.Skip(1))
        {
            string name = golden.GetProperty("optimizer").GetString()!;
            if (!name.StartsWith($"{optimizer}(", StringComparison.Ordinal)) continue;
            double[]? rates = golden.TryGetProperty("rates", out JsonElement given) ? given.Numbers() : null;
            foreach (DType type in (DType[])[DType.Float64, DType.Float32])
            {
                var run = new Run(Catalog.Optimizers.Parse(name), start, type, s_shapes);
                for (int step = 0; step < gradients.Length; step++)
                {
                    double[][] now = run.Step(gradients[step], (float?)rates?[step]);
                    for (int i = 0; i < now.Length; i++) Golden.Same($"{name}, step {step + 1}, parameter {i}{(rates is null ? "" : ", under a schedule")}", type, golden.GetProperty("after")[step][i].Numbers(), now[i]);
                }

                if (!golden.TryGetProperty("states", out JsonElement states)) continue;
                foreach (JsonProperty state in states.EnumerateObject()) Golden.Same($"{name}, {state.Name}", type, state.Value.Numbers(), run.State(state.Name));
            }
        }
    }

    [Fact]
    public void Every_option_of_PyTorch_s_optimizers_is_among_the_golden_values()
    {
        string[] texts = [.. Golden.Cases("optimizer_options.json").Skip(1).Select(golden => golden.GetProperty("optimizer").GetString()!)];
        foreach (string optimizer in s_optioned)
        {
            CatalogRow<Optimizer> row = Catalog.Optimizers.Find(optimizer);
            foreach (ArgumentDescription argument in Catalog.Optimizers.Describe(row))
                Assert.Contains(texts, text => text.StartsWith($"{row.Name}(", StringComparison.Ordinal) && text.Contains($"{argument.Name}=", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_row_has_golden_values()
    {
        string[] covered = [.. Golden.Cases("optimizers.json").Select(golden => Catalog.Optimizers.RowOf(Catalog.Optimizers.Parse(golden.GetProperty("optimizer").GetString()!))!.Name)];
        Assert.Empty(Catalog.Optimizers.Rows.Select(row => row.Name).Except(covered));
    }

    [Theory]
    [MemberData(nameof(Elementwise))]
    public void An_elementwise_rule_is_one_pass(string name)
    {
        Program program = ProgramOf(name);
        Kernel over = Assert.Single(program.Kernels, kernel => Touches(program, kernel));
        Assert.IsType<LoopKernel>(over);
        // What is worked out beside it are scalars, and nothing as large as the parameter is kept between kernels.
        Assert.DoesNotContain(program.Buffers, buffer => buffer.Kind == BufferKind.Temporary && buffer.Count > 1 && buffer.LastUse >= 0);
    }

    [Theory]
    [MemberData(nameof(OfSeveralPasses))]
    public void The_others_take_the_passes_they_state(string name)
    {
        Program program = ProgramOf(name);
        int passes = program.Kernels.Count(kernel => Touches(program, kernel));
        Assert.True(passes == s_passes[name], $"{name} takes {passes} passes, not {s_passes[name]}:\n{program}");
    }

    [Fact]
    public void What_takes_several_passes_says_so_in_its_row()
    {
        foreach (CatalogRow<Optimizer> row in Catalog.Optimizers.Rows)
        {
            bool isOne = !s_passes.Keys.Any(text => Catalog.Optimizers.RowOf(Catalog.Optimizers.Parse(text)) == row);
            Assert.True(isOne != row.Summary.Contains("passes", StringComparison.OrdinalIgnoreCase), row.Name);
        }
    }

    [Fact]
    public void Every_row_s_passes_are_known() =>
        Assert.Empty(Catalog.Optimizers.Rows.Select(row => row.Name).Except(s_elementwise.Concat(s_passes.Keys).Select(text => Catalog.Optimizers.RowOf(Catalog.Optimizers.Parse(text))!.Name)));

    [Fact]
    public void A_pattern_that_matches_nothing_is_refused()
    {
        double[][] start = [[1, 2, 3], [4, 5, 6, 7]];
        GlissadeException e = Assert.Throws<GlissadeException>(() => new Run(Catalog.Optimizers.Parse("freeze(paths=liner1)"), start, DType.Float32, s_shapes));
        Assert.Equal("no parameter's path matches 'liner1'", e.Message);
        Assert.Equal("the paths are p0, p1", e.Remedy);
        Assert.Contains("leaves no parameter to train", Assert.Throws<GlissadeException>(() => new Run(Catalog.Optimizers.Parse("freeze(paths=p*)"), start, DType.Float32, s_shapes)).Message);
        Assert.Throws<GlissadeException>(() => new Run(Catalog.Optimizers.Parse("parameter_group(paths=p3)"), start, DType.Float32, s_shapes));
    }

    [Theory]
    [InlineData("linear1", "linear1/weight", true)]
    [InlineData("linear1", "linear10/weight", false)]
    [InlineData("linear1/*", "linear1/weight", true)]
    [InlineData("*/bias", "block1/linear2/bias", true)]
    [InlineData("*/bias", "linear1/weight", false)]
    [InlineData("*", "linear1/weight", true)]
    [InlineData("Linear1", "linear1/weight", false)]
    public void A_pattern_means_a_path_and_what_is_below_it(string pattern, string path, bool matches) => Assert.Equal(matches, ParameterPaths.Matches(pattern, path));

    [Fact]
    public void A_schedule_bends_the_rates_of_all_groups_alike()
    {
        double[][] start = [[1, 2, 3], [4, 5, 6, 7]], gradient = [[1, 1, 1], [1, 1, 1, 1]];
        var run = new Run(Catalog.Optimizers.Parse("parameter_group(paths=p0, optimizer=sgd(learning_rate=0.5), inner=sgd(learning_rate=0.25))"), start, DType.Float64, s_shapes);
        double[][] now = run.Step(gradient, rate: 0.125f);
        Assert.Equal([0.75, 1.75, 2.75], now[0]);
        Assert.Equal([3.875, 4.875, 5.875, 6.875], now[1]);
    }

    [Fact]
    public void Equal_gradients_have_no_variance()
    {
        // In PyTorch the difference of v and the squared average is rounded below 0 sooner or later, and the weights are NaN.
        foreach (string name in (string[])["rmsprop(centered=true, alpha=0.5)", "keras_rmsprop(centered=true, rho=0.5)"])
        {
            var run = new Run(Catalog.Optimizers.Parse(name), [[1, 2, 3], [4, 5, 6, 7]], DType.Float32, s_shapes);
            for (int step = 0; step < 60; step++) Assert.All(run.Step([[0.1, 0.3, 0.7], [0.9, 1.1, 1.3, 1.7]]), values => Assert.All(values, value => Assert.False(double.IsNaN(value))));
        }
    }

    [Fact]
    public void Nothing_to_learn_is_no_reason_to_lose_the_weights()
    {
        double[][] start = [[0, 0, 0], [0, 0, 0, 0]], gradient = [[0, 0, 0], [0, 0, 0, 0]];
        foreach (CatalogRow<Optimizer> row in Catalog.Optimizers.Rows)
        {
            // Sam's gradients are formulas; see its own tests.
            if (row.Name is "freeze" or "parameter_group" or "sam") continue;
            var run = new Run(row.Prototype, start, DType.Float32, s_shapes);
            for (int step = 0; step < 3; step++) Assert.All(run.Step(gradient), values => Assert.All(values, value => Assert.Equal(0, value)));
        }
    }

    [Fact]
    public void Clipping_leaves_a_short_gradient_as_it_is()
    {
        double[][] start = [[1, 2, 3], [4, 5, 6, 7]], gradient = [[0.1, 0.2, -0.1], [0.1, 0, 0.3, -0.2]];
        double[][] plain = new Run(new Sgd(), start, DType.Float64, s_shapes).Step(gradient);
        Assert.Equal(plain, new Run(new ClipByGlobalNorm { MaxNorm = 10, Inner = new Sgd() }, start, DType.Float64, s_shapes).Step(gradient));
        Assert.Equal(plain, new Run(new ClipByNorm { MaxNorm = 10, Inner = new Sgd() }, start, DType.Float64, s_shapes).Step(gradient));
        Assert.Equal(plain, new Run(new ClipByValue { Limit = 10, Inner = new Sgd() }, start, DType.Float64, s_shapes).Step(gradient));
    }

    [Fact]
    public void Units_within_the_limit_keep_their_bits()
    {
        double[][] start = [[1, 2, 3], [0.3, 4, 0.4, 3]], gradient = [[0, 0, 0], [0, 0, 0, 0]];
        double[][] now = new Run(new MaxNorm { Limit = 0.75, Inner = new Sgd() }, start, DType.Float64, s_shapes).Step(gradient);
        Assert.Equal(start[0], now[0]);
        Assert.Equal([0.3, 0.4], [now[1][0], now[1][2]]);
        Assert.Equal(0.6, now[1][1], 1e-7);
        Assert.Equal(0.45, now[1][3], 1e-7);
    }

    [Fact]
    public void Huge_gradients_are_clipped_and_not_lost()
    {
        // Their squares overflow float32; the length must not.
        double[][] now = new Run(new ClipByGlobalNorm { MaxNorm = 1, Inner = new Sgd { LearningRate = 1 } }, [[0, 0, 0], [0, 0, 0, 0]], DType.Float32, s_shapes).Step([[3e30, 0, 0], [0, 4e30, 0, 0]]);
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

    // One matrix of 2,048 elements, stepped by a gradient that is given.
    private static Program ProgramOf(string name)
    {
        Optimizer optimizer = Catalog.Optimizers.Parse(name);
        Parameter parameter = new("p0", new Shape(64, 32)), frozen = new("frozen", new Shape(2));
        Input gradient = new("g", parameter.Shape), other = new("h", frozen.Shape), rate = new("rate"), step = new("step");
        var pass = new OptimizerPass(rate, step, []) { GradientsAreFormulas = optimizer is Sam };
        // That of w²/2, which needs no pass of its own.
        Tensor slope = optimizer is Sam ? parameter : gradient;
        optimizer.Step(optimizer is Freeze ? [(parameter, slope), (frozen, other)] : [(parameter, slope)], pass);
        return Compilation.Compile(new Step { Inputs = [rate, step, gradient, other], Updates = pass.Updates });
    }

    private static bool Touches(Program program, Kernel kernel) => kernel.Reads.Concat(kernel.Writes).Any(buffer => program.Buffers[buffer].Count >= 2048);

    /// <summary>Parameters that are stepped by given gradients.</summary>
    private sealed class Run
    {
        private readonly Parameter[] _parameters;
        private readonly Input[] _gradients;
        private readonly Input _rate = new("rate"), _step = new("step");
        private readonly Workspace _workspace;
        private readonly Optimizer _optimizer;
        private readonly OptimizerPass _pass;

        public Run(Optimizer optimizer, double[][] start, DType type, Shape[] shapes, bool isCubed = false)
        {
            _optimizer = optimizer;
            _parameters = [.. start.Select((values, i) => Evaluated.Parameter(values, shapes[i], type, $"p{i}"))];
            _gradients = [.. shapes.Select((shape, i) => new Input($"g{i}", shape, type))];
            _pass = new OptimizerPass(_rate, _step, _parameters.Select(parameter => new LayerState(parameter.Name, parameter, new ZerosInitializer(), new Fan(1, 1)))) { GradientsAreFormulas = isCubed };
            optimizer.Step([.. _parameters.Zip(_gradients, (parameter, gradient) => (parameter, isCubed ? gradient + parameter * ((Tensor)parameter).Square() * 0.125 : (Tensor)gradient))], _pass);
            _workspace = Device.Cpu.Compile(new Step { Inputs = [_rate, _step, .. _gradients], Updates = _pass.Updates }).CreateWorkspace();
        }

        public int Steps { get; private set; }

        public double[] State(string name) => Values(_pass.Buffers[name]);

        public double[][] Step(double[][] gradients, float? rate = null)
        {
            for (int i = 0; i < gradients.Length; i++)
            {
                if (_gradients[i].Type == DType.Float64) _workspace.Set<double>(_gradients[i], gradients[i]);
                else _workspace.Set<float>(_gradients[i], [.. gradients[i].Select(value => (float)value)]);
            }

            _workspace.Set(_rate, rate ?? _optimizer.LearningRate);
            _workspace.Set(_step, (float)(Steps + 1));
            _workspace.Run();
            Steps++;
            return [.. _parameters.Select(Values)];
        }

        private static double[] Values(State state) =>
            state.Type == DType.Float64 ? state.Values<double>().ToArray() : [.. state.Values<float>().ToArray().Select(value => (double)value)];
    }
}
