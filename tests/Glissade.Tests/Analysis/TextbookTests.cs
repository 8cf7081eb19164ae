namespace Glissade.Tests.Analysis;

/// <summary>Small networks worked out with pencil and paper, in float64.</summary>
public sealed class TextbookTests
{
    private const double Tolerance = 1e-14;

    [Fact]
    public void A_network_of_two_two_and_one_sigmoids_is_worked_out_to_the_last_number()
    {
        // x = (0.05, 0.1), W1 = [[0.15, 0.25], [0.2, 0.3]], b1 = 0.35 each, W2 = (0.4, 0.45), b2 = 0.6, t = 0.01, rate 0.5.
        (Trainer trainer, Dataset data) = Network();
        Explanation e = new Explainer(trainer).Explain(data, 0);

        double z0 = 0.05 * 0.15 + 0.1 * 0.2 + 0.35, z1 = 0.05 * 0.25 + 0.1 * 0.3 + 0.35;
        Assert.Equal(0.3775, z0, Tolerance);
        Assert.Equal(0.3925, z1, Tolerance);
        double h0 = Sigmoid(z0), h1 = Sigmoid(z1), z = 0.4 * h0 + 0.45 * h1 + 0.6, p = Sigmoid(z);
        Assert.Equal(0.593269992107187, h0, 1e-12);
        Assert.Equal(0.596884378259767, h1, 1e-12);
        Assert.Equal(0.751365069552316, p, 1e-12);
        double loss = (p - 0.01) * (p - 0.01), dp = 2 * (p - 0.01), dz = dp * p * (1 - p);
        double dh0 = 0.4 * dz, dh1 = 0.45 * dz, d0 = dh0 * h0 * (1 - h0), d1 = dh1 * h1 * (1 - h1);

        Assert.Equal(["linear1", "sigmoid1", "linear2", "sigmoid2"], e.Layers.Select(layer => layer.Path));
        (ExplainedLayer first, ExplainedLayer hidden, ExplainedLayer second, ExplainedLayer last) = (e.Layers[0], e.Layers[1], e.Layers[2], e.Layers[3]);
        Same([0.05, 0.1], e.Input);
        Same([z0, z1], first.Output);
        Same([h0, h1], hidden.Output);
        Same([z], second.Output);
        Same([p], last.Output);
        Same([p], e.Prediction);
        Same([0.01], e.Target);
        Assert.Equal(loss, e.Loss.Value, Tolerance);

        Same([dp], e.Loss.Gradient!);
        Same([dp], last.OutputGradient!);
        Same([dz], last.InputGradient!);
        Same([dz], second.OutputGradient!);
        Same([dh0, dh1], second.InputGradient!);
        Same([d0, d1], hidden.InputGradient!);
        Same([d0, d1], first.OutputGradient!);
        Same([0.15 * d0 + 0.25 * d1, 0.2 * d0 + 0.3 * d1], first.InputGradient!);
        Same([dz * h0, dz * h1], second.Parameters[0].Gradient);
        Same([dz], second.Parameters[1].Gradient);
        Same([0.05 * d0, 0.05 * d1, 0.1 * d0, 0.1 * d1], first.Parameters[0].Gradient);
        Same([d0, d1], first.Parameters[1].Gradient);

        Same([0.4 - 0.5 * dz * h0, 0.45 - 0.5 * dz * h1], second.Parameters[0].NewValue);
        Same([0.6 - 0.5 * dz], second.Parameters[1].NewValue);
        Same([0.15 - 0.5 * 0.05 * d0, 0.25 - 0.5 * 0.05 * d1, 0.2 - 0.5 * 0.1 * d0, 0.3 - 0.5 * 0.1 * d1], first.Parameters[0].NewValue);
        Same([0.35 - 0.5 * d0, 0.35 - 0.5 * d1], first.Parameters[1].NewValue);

        double n0 = Sigmoid(0.05 * (0.15 - 0.025 * d0) + 0.1 * (0.2 - 0.05 * d0) + 0.35 - 0.5 * d0), n1 = Sigmoid(0.05 * (0.25 - 0.025 * d1) + 0.1 * (0.3 - 0.05 * d1) + 0.35 - 0.5 * d1);
        double after = Sigmoid((0.4 - 0.5 * dz * h0) * n0 + (0.45 - 0.5 * dz * h1) * n1 + 0.6 - 0.5 * dz);
        Assert.Equal((after - 0.01) * (after - 0.01), e.LossAfter, Tolerance);
        Assert.True(e.LossAfter < e.Loss.Value);

        // Nothing was removed: a sigmoid before a square has no shorter way.
        Assert.All(e.Layers, layer => Assert.False(layer.Output.IsByFormula || layer.OutputGradient!.IsByFormula));
        double[] all = [dz * h0, dz * h1, dz, 0.05 * d0, 0.05 * d1, 0.1 * d0, 0.1 * d1, d0, d1];
        Assert.Equal(Math.Sqrt(all.Sum(g => g * g)), e.GradientNorm, Tolerance);
        Assert.Equal(-0.5 * all.Sum(g => g * g), e.FirstOrder, Tolerance);
        Assert.Equal(all.OrderByDescending(Math.Abs), e.Weights.Select(weight => weight.Gradient), new Near(Tolerance));
        Assert.Equal(("linear2/bias", 0.6), (e.Weights[0].Path, e.Weights[0].Value));
        Assert.Equal(dz * -0.5 * dz, e.Weights[0].FirstOrder, Tolerance);
    }

    [Fact]
    public void The_formulas_have_the_numbers_filled_in()
    {
        (Trainer trainer, Dataset data) = Network();
        Explanation e = new Explainer(trainer).Explain(data, 0);
        Assert.Contains(e.Layers[0].Forward, line => line is { Name: "z[0]", Formula: "Σ a[i]·W[i, 0] + b[0]", Numbers: "0.05·0.15 + 0.1·0.2 + 0.35" });
        Assert.Equal(new WorkedLine("L", "(p − t)²", "(0.7514 − 0.01)²", e.Loss.Value), Assert.Single(e.Loss.Lines));
        Assert.Contains(e.Loss.GradientLines, line => line is { Formula: "2·(p − t)", Numbers: "2·(0.7514 − 0.01)" });
        Assert.Contains(e.Layers[3].Backward, line => line is { Formula: "∂L/∂a·a·(1 − a)", Numbers: "1.483·0.7514·(1 − 0.7514)" });
        Assert.Contains(e.Step.Lines, line => line is { Formula: "w − rate·g" } && line.Numbers.StartsWith("0.6 − 0.5·0.27", StringComparison.Ordinal));
    }

    [Fact]
    public void The_gradient_of_a_cross_entropy_is_what_was_given_less_what_was_wanted()
    {
        var linear = new Linear(2, 3, type: DType.Float64);
        linear.Weight.Set<double>([0.1, -0.2, 0.3, 0.4, 0.5, -0.6]);
        linear.Bias!.Set<double>([0, 0.1, -0.1]);
        Dataset data = Dataset.From<double, int>([1.5, -0.5], new Shape(2), [2]);
        Explanation e = new Explainer(new Trainer(new Sequential(linear), new CrossEntropy(), new Sgd())).Explain(data, 0);
        double[] z = [0.15 - 0.2, -0.3 - 0.25 + 0.1, 0.45 + 0.3 - 0.1];
        double sum = z.Sum(Math.Exp);
        double[] p = [.. z.Select(x => Math.Exp(x) / sum)];
        Same(z, e.Prediction);
        Same(p, e.Output);
        Same([p[0], p[1], p[2] - 1], e.Loss.Gradient!);
        Assert.Equal(-Math.Log(p[2]), e.Loss.Value, Tolerance);
        Assert.Equal("−log p[2]", e.Loss.Lines[^1].Formula);
        Assert.Equal($"−log {NumberText.Of(p[2])}", e.Loss.Lines[^1].Numbers);
        Assert.Contains(e.Loss.GradientLines, line => line.Name == "∂L/∂z[2]" && line.Formula == "p[2] − t[2]" && line.Numbers.EndsWith(" − 1", StringComparison.Ordinal));
    }

    [Fact]
    public void The_mean_over_several_outputs_is_taken_once_at_the_end()
    {
        var linear = new Linear(1, 3, bias: false, type: DType.Float64);
        linear.Weight.Set<double>([1, 2, 3]);
        Dataset data = Dataset.From<double, double>([1], new Shape(1), [0, 0, 0], new Shape(3));
        Explanation e = new Explainer(new Trainer(new Sequential(linear), new MeanSquaredError(), new Sgd())).Explain(data, 0);
        Assert.Equal(14 / 3.0, e.Loss.Value, Tolerance);
        Assert.Equal(new WorkedLine("L", "Σ L[i] / 3", "(1 + 4 + 9) / 3", e.Loss.Value), e.Loss.Lines[^1]);
        Same([2 / 3.0, 4 / 3.0, 2], e.Loss.Gradient!);
    }

    [Fact]
    public void The_numbers_of_Adam_before_and_after_follow_its_formula()
    {
        (Trainer plain, Dataset data) = Network();
        var trainer = new Trainer(plain.Model, new MeanSquaredError(), new Adam { LearningRate = 0.25f });
        ExplainedWeight weight = new Explainer(trainer).Explain(data, 0).Weights[0];
        double g = weight.Gradient;
        Assert.Equal(["moment1", "moment2"], weight.States.Select(state => state.Name));
        Assert.Equal((0, 0), (weight.States[0].Before, weight.States[1].Before));
        Assert.Equal(0.1 * g, weight.States[0].After, Tolerance);
        Assert.Equal(0.001 * g * g, weight.States[1].After, Tolerance);
        // The first step of Adam is as long as the rate, whatever the gradient.
        Assert.Equal(weight.Value - 0.25 * g / (Math.Sqrt(g * g) + 1e-8), weight.NewValue, 1e-12);
    }

    [Fact]
    public void The_filled_in_formulas_of_the_optimizers_come_out_at_the_new_weight()
    {
        foreach (Optimizer optimizer in (Optimizer[])[new GradientDescent(), new Sgd { Momentum = 0.9, WeightDecay = 0.1 }, new Sgd { Momentum = 0.5, Nesterov = true }, new Adam { WeightDecay = 0.1, Amsgrad = true },
            new AdamW(), new ClipByGlobalNorm { MaxNorm = 0.1, Inner = new Sgd() }, new ClipByNorm { MaxNorm = 0.1 }, new ClipByValue { Limit = 0.01, Inner = new Sgd() }])
        {
            (Trainer plain, Dataset data) = Network();
            Explanation e = new Explainer(new Trainer(plain.Model, new MeanSquaredError(), optimizer)).Explain(data, 0);
            Assert.NotEmpty(e.Step.Formulas);
            Assert.Equal(("w", e.Weights[0].NewValue), (e.Step.Lines[^1].Name, e.Step.Lines[^1].Value));
            Assert.NotEqual(e.Weights[0].Value, e.Weights[0].NewValue);
            WorkedLine? clipped = e.Step.Lines.FirstOrDefault(line => line.Name == "g" && line.Formula.StartsWith("g·", StringComparison.Ordinal) | line.Formula.StartsWith("g within", StringComparison.Ordinal));
            // What the words clip is what the engine clipped.
            if (clipped is not null && e.Step.Lines.Count == 2) Assert.Equal(e.Weights[0].Value - optimizer.LearningRate * clipped.Value, e.Weights[0].NewValue, 1e-12);
        }
    }

    internal static (Trainer Trainer, Dataset Data) Network()
    {
        var first = new Linear(2, 2, type: DType.Float64);
        var second = new Linear(2, 1, type: DType.Float64);
        first.Weight.Set<double>([0.15, 0.25, 0.2, 0.3]);
        first.Bias!.Set<double>([0.35, 0.35]);
        second.Weight.Set<double>([0.4, 0.45]);
        second.Bias!.Set<double>([0.6]);
        return (new Trainer(new Sequential(first, new Sigmoid(), second, new Sigmoid()), new MeanSquaredError(), new Sgd { LearningRate = 0.5f }), Dataset.From<double, double>([0.05, 0.1], new Shape(2), [0.01]));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static void Same(double[] expected, ExplainedTensor actual) => Assert.Equal(expected, actual.Values, new Near(Tolerance));

    private sealed class Near(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double value) => 0;
    }
}
