using Glissade.Tests.Training;

namespace Glissade.Tests.Optimizers;

/// <summary>Rules inside rules do what they say, or are refused with the reason.</summary>
public sealed class NestedOptimizerTests
{
    private static readonly string[] s_wrappers = [.. Catalog.Optimizers.Rows.Where(row => Catalog.Optimizers.Describe(row).Any(argument => argument.Name == "inner")).Select(row => row.Name)];

    // These keep an average of the weights, of which a parameter can have one.
    private static readonly string[] s_averages = ["asgd", "schedule_free_adamw", "ema", "swa"];

    public static TheoryData<string> Wrappers => [.. s_wrappers];

    [Theory]
    [MemberData(nameof(Wrappers))]
    public void A_wrapper_takes_every_optimizer_or_says_why_not(string wrapper)
    {
        foreach (CatalogRow<Optimizer> row in Catalog.Optimizers.Rows)
        {
            string paths = wrapper is "freeze" or "parameter_group" ? "paths=v, " : "", inner = row.Name is "freeze" or "parameter_group" ? $"{row.Name}(paths=w)" : row.Name, text = $"{wrapper}({paths}inner={inner})";
            bool refused = (wrapper, row.Name) switch
            {
                ("ema" or "swa", _) => s_averages.Contains(row.Name),
                ("weight_decay" or "lookahead" or "max_norm", "schedule_free_adamw") or ("lookahead", "lookahead") => true,
                // Nothing would be left to train.
                ("freeze" or "parameter_group", "freeze") => true,
                _ => false,
            };
            if (refused)
            {
                GlissadeException e = Assert.Throws<GlissadeException>(() => Steps(text, 1));
                Assert.True(e.Remedy.Length > 0, $"{text}: {e.Message}");
            }
            else
            {
                Assert.All(Steps(text, 3), value => Assert.True(double.IsFinite(value), text));
            }
        }
    }

    [Theory]
    [InlineData("ema(inner=asgd)", "ema and asgd each keep an average of 'v'")]
    [InlineData("swa(inner=ema(inner=sgd))", "swa and ema each keep an average")]
    [InlineData("ema(inner=clip_by_value(inner=ema))", "two rules named ema each keep an average")]
    [InlineData("weight_decay(inner=schedule_free_adamw)", "weight_decay cannot change the weights that schedule_free_adamw steps")]
    [InlineData("lookahead(inner=lookahead)", "'v.slow' is written twice in one step")]
    public void Rules_that_get_in_each_other_s_way_are_refused_before_the_first_step(string optimizer, string says)
    {
        Assert.Contains(says, Assert.Throws<GlissadeException>(() => Steps(optimizer, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<GlissadeException>(() => new Trainer(Toy.Network(), new CrossEntropy(), Catalog.Optimizers.Parse(optimizer)).Fit(Toy.Classes(50), epochs: 1));
    }

    [Theory]
    [InlineData("weight_decay(decay=0.5, inner={0}(inner=sgd(learning_rate=0.25)))")]
    [InlineData("lookahead(steps=2, share=0.25, inner={0}(inner=sgd(learning_rate=0.25)))")]
    [InlineData("weight_decay(decay=0.5, inner=lookahead(steps=2, inner={0}(inner=sgd(learning_rate=0.25))))")]
    public void An_average_is_of_what_the_weights_have_become(string around)
    {
        // Whether a rule that changes the weights stands inside or outside of the average.
        foreach (string average in (string[])["swa", "ema"])
        {
            Run inside = new(string.Format(System.Globalization.CultureInfo.InvariantCulture, around, average));
            string bare = string.Format(System.Globalization.CultureInfo.InvariantCulture, around, "clip_by_value").Replace("clip_by_value(inner", "clip_by_value(limit=1000, inner", StringComparison.Ordinal);
            Run outside = new($"{average}(inner={bare})");
            for (int step = 0; step < 5; step++) Assert.Equal(outside.Step(), inside.Step());
            Assert.Equal(outside.State("w.average"), inside.State("w.average"));
            Assert.NotEqual(inside.State("w.average"), inside.Step()[3..]);
        }
    }

    [Fact]
    public void What_is_frozen_has_no_average()
    {
        var run = new Run("ema(inner=freeze(paths=v, inner=sgd))");
        run.Step();
        Assert.DoesNotContain("v.average", run.Pass.Buffers.Keys);
        Assert.Equal("w", Assert.Single(run.Pass.Averages).Parameter.Name);
    }

    private static double[] Steps(string optimizer, int count)
    {
        var run = new Run(optimizer);
        double[] now = [];
        for (int step = 0; step < count; step++) now = run.Step();
        return now;
    }

    /// <summary>A vector and a matrix on their way down a bowl.</summary>
    private sealed class Run
    {
        private readonly Parameter[] _parameters = [new("v", new Shape(3)), new("w", new Shape(2, 3))];
        private readonly Input _rate = new("rate"), _step = new("step");
        private readonly Optimizer _optimizer;
        private readonly Workspace _workspace;
        private int _steps;

        public Run(string optimizer)
        {
            _optimizer = Catalog.Optimizers.Parse(optimizer);
            _parameters[0].Set<float>([1, -2, 3]);
            _parameters[1].Set<float>([0.5f, -1, 2, 3, -0.25f, 1]);
            Pass = new OptimizerPass(_rate, _step, _parameters.Select(parameter => new LayerState(parameter.Name, parameter, new ZerosInitializer(), new Fan(1, 1)))) { GradientsAreFormulas = true };
            Tensor cost = ((Tensor)_parameters[0]).Square().Sum() + (((Tensor)_parameters[1]).Square() + ((Tensor)_parameters[1]).Square().Square() * 0.125).Sum();
            _optimizer.Step([.. _parameters.Zip(Gradient.Of(cost, _parameters))], Pass);
            _workspace = Device.Cpu.Compile(new Step { Inputs = [_rate, _step], Updates = Pass.Updates }).CreateWorkspace();
        }

        public OptimizerPass Pass { get; }

        public double[] State(string name) => Values(Pass.Buffers[name]);

        public double[] Step()
        {
            _workspace.Set(_rate, _optimizer.LearningRate);
            _workspace.Set(_step, (float)++_steps);
            _workspace.Run();
            return [.. _parameters.SelectMany(Values)];
        }

        private static double[] Values(State state) => [.. state.Values<float>().ToArray().Select(value => (double)value)];
    }
}
