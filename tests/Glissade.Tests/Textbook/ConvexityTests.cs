namespace Glissade.Tests.Textbook;

/// <summary>
/// What the textbooks say of gradient descent: the cost of logistic regression is convex, so that every way down ends in one place; that of a network with a hidden layer is not; and whoever takes
/// too long steps does not arrive at all.
/// </summary>
public sealed class ConvexityTests
{
    private const int Starts = 10;

    // Noise keeps the classes from being parted by a line: the minimum is at finite weights, and no smoother than the data.
    private static readonly (double[] Inputs, double[] Targets) s_examples = Examples(80);
    private static readonly Dataset s_data = Dataset.From<double, double>(s_examples.Inputs, new Shape(2), s_examples.Targets);

    // One column of ones beside the two: the bias is a weight like the others.
    private static readonly double[][] s_rows = [.. Enumerable.Range(0, 80).Select(i => (double[])[s_examples.Inputs[2 * i], s_examples.Inputs[2 * i + 1], 1])];

    [Fact]
    public void Logistic_regression_goes_from_any_start_to_Newtons_minimum_and_never_up()
    {
        double[] minimum = Newton();
        Assert.InRange(Length(GradientAt(minimum)), 0, 1e-14);
        double least = CostAt(minimum), rate = 0.95 / SmoothnessBound();
        var costs = new HashSet<double>();
        for (int seed = 0; seed < Starts; seed++)
        {
            var model = new Linear(2, 1, type: DType.Float64);
            History history = Train(model, rate, epochs: 400, seed);
            for (int i = 1; i < history.Epochs.Count; i++)
            {
                // Near the bottom a step gains less than the sum's own rounding.
                double before = history.Epochs[i - 1].TrainLoss, after = history.Epochs[i].TrainLoss;
                Assert.True(after <= before + 1e-15, $"From start {seed} the cost rose in epoch {i + 1}: {before:R}, {after:R}.");
            }

            costs.Add(history.Epochs[0].TrainLoss);
            double[] weights = Weights(model);
            Assert.InRange(Length(GradientAt(weights)), 0, 1e-6);
            Assert.Equal(Length(GradientAt(weights)), history.Epochs[^1].GradientNorm, 1e-6);
            Assert.Equal(least, CostAt(weights), 1e-11);
            for (int k = 0; k < 3; k++) Assert.Equal(minimum[k], weights[k], 1e-4);
        }

        // They did begin in ten places, all of them well above the minimum.
        Assert.Equal(Starts, costs.Count);
        Assert.True(costs.Min() > least + 1e-3, $"{costs.Min()}, {least}");
    }

    [Fact]
    public void A_network_with_a_hidden_layer_ends_where_it_began_to_go()
    {
        // Exclusive or, with as few neurons as can tell it: some starts find the way, others end in a hollow.
        Dataset data = Dataset.From<double, double>([0, 0, 0, 1, 1, 0, 1, 1], new Shape(2), [0, 1, 1, 0]);
        double[] costs = [.. Enumerable.Range(0, Starts).Select(seed =>
        {
            var model = new Sequential(new Linear(2, 2, type: DType.Float64), new Tanh(), new Linear(2, 1, type: DType.Float64));
            return Trainer(model, 1, seed).Fit(data, epochs: 1000).Epochs[^1].TrainLoss;
        })];
        Assert.True(costs.Min() < 0.05, string.Join(", ", costs));
        Assert.True(costs.Max() > 0.3, string.Join(", ", costs));
    }

    [Fact]
    public void A_rate_that_is_too_high_diverges_and_the_run_says_so()
    {
        // A parabola of curvature L: every step beyond 2/L ends higher on the other side.
        Dataset line = Dataset.From<double, double>([-1, 0, 1, 2], new Shape(1), [-1, 1, 3, 5]);
        var warnings = new List<Warning>();
        History history = new Trainer(new Linear(1, 1, type: DType.Float64), new MeanSquaredError(), new GradientDescent { LearningRate = 3 })
            .Fit(line, epochs: 2000, observer: e => { if (e is Warning warning) warnings.Add(warning); });
        Assert.Contains(warnings, warning => warning.Code == "cost_rising" && warning.Message.Contains("learning rate", StringComparison.Ordinal));
        Assert.Equal(FinishReason.Diverged, history.Reason);
        Divergence divergence = Assert.IsType<Divergence>(history.Finish.Divergence);
        Assert.NotEmpty(divergence.Operation);
        Assert.InRange(divergence.Epoch, 2, 2000);
        // What is kept is the best there was, and finite.
        Assert.Equal(1, history.Finish.BestEpoch);
    }

    [Fact]
    public void A_rate_below_the_limit_does_not()
    {
        Dataset line = Dataset.From<double, double>([-1, 0, 1, 2], new Shape(1), [-1, 1, 3, 5]);
        var model = new Linear(1, 1, type: DType.Float64);
        History history = new Trainer(model, new MeanSquaredError(), new GradientDescent { LearningRate = 0.2f }).Fit(line, epochs: 200);
        Assert.Equal(FinishReason.Completed, history.Reason);
        Assert.Empty(history.Warnings);
        Assert.Equal(2, model.Weight.Values<double>()[0], 1e-6);
    }

    private static History Train(Linear model, double rate, int epochs, int seed)
    {
        // Starts far apart, on all sides of the minimum.
        double[] numbers = [.. Training.Toy.Numbers(100 + seed).Take(3).Select(u => 6 * u - 3)];
        model.Weight.Set<double>(numbers.AsSpan(0, 2));
        model.Bias!.Set<double>(numbers.AsSpan(2));
        return Trainer(model, rate, seed).Fit(s_data, epochs: epochs);
    }

    private static Trainer Trainer(Layer model, double rate, int seed) =>
        new(model, new BinaryCrossEntropyWithLogits(), new GradientDescent { LearningRate = (float)rate }) { Seed = seed, Shuffles = false };

    private static (double[] Inputs, double[] Targets) Examples(int count)
    {
        double[] numbers = [.. Training.Toy.Numbers(3).Take(count * 3)];
        double[] inputs = [.. Enumerable.Range(0, count * 2).Select(i => 3 * numbers[i] - 1.5)];
        return (inputs, [.. Enumerable.Range(0, count).Select(i => Sigmoid(2 * inputs[2 * i] - inputs[2 * i + 1] + 0.5) > numbers[2 * count + i] ? 1.0 : 0.0)]);
    }

    private static double[] Weights(Linear model) => [.. model.Weight.Values<double>().ToArray(), model.Bias!.Values<double>()[0]];

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    private static double Logit(double[] row, double[] weights) => row[0] * weights[0] + row[1] * weights[1] + row[2] * weights[2];

    private static double Length(double[] vector) => Math.Sqrt(vector.Sum(x => x * x));

    private static double CostAt(double[] weights) =>
        s_rows.Select((row, i) => Math.Log(1 + Math.Exp(Logit(row, weights))) - s_examples.Targets[i] * Logit(row, weights)).Average();

    private static double[] GradientAt(double[] weights) =>
        [.. Enumerable.Range(0, 3).Select(k => s_rows.Select((row, i) => (Sigmoid(Logit(row, weights)) - s_examples.Targets[i]) * row[k]).Average())];

    // Hessian: the mean of p(1 − p)·x·xᵀ. As p(1 − p) ≤ 1/4, no curvature exceeds a quarter of the greatest eigenvalue of the mean of x·xᵀ.
    private static double SmoothnessBound()
    {
        double[,] moments = Moments(_ => 0.25);
        double[] direction = [1, 1, 1];
        double length = 0;
        for (int i = 0; i < 200; i++)
        {
            double[] next = [.. Enumerable.Range(0, 3).Select(k => Enumerable.Range(0, 3).Sum(l => moments[k, l] * direction[l]))];
            length = Length(next);
            direction = [.. next.Select(x => x / length)];
        }

        return length;
    }

    private static double[,] Moments(Func<double[], double> weight)
    {
        var moments = new double[3, 3];
        foreach (double[] row in s_rows)
        {
            for (int k = 0; k < 3; k++)
                for (int l = 0; l < 3; l++) moments[k, l] += weight(row) * row[k] * row[l] / s_rows.Length;
        }

        return moments;
    }

    private static double[] Newton()
    {
        double[] weights = [0, 0, 0];
        for (int i = 0; i < 20; i++)
        {
            double[] at = weights;
            double[] step = Solve(Moments(row => Sigmoid(Logit(row, at)) * (1 - Sigmoid(Logit(row, at)))), GradientAt(at));
            weights = [.. at.Zip(step, (weight, change) => weight - change)];
        }

        return weights;
    }

    // Gauss' elimination; a Hessian's diagonal is positive, so nothing needs to be exchanged.
    private static double[] Solve(double[,] matrix, double[] right)
    {
        double[] x = [.. right];
        for (int k = 0; k < 3; k++)
        {
            for (int row = k + 1; row < 3; row++)
            {
                double factor = matrix[row, k] / matrix[k, k];
                for (int column = k; column < 3; column++) matrix[row, column] -= factor * matrix[k, column];
                x[row] -= factor * x[k];
            }
        }

        for (int k = 2; k >= 0; k--)
        {
            for (int column = k + 1; column < 3; column++) x[k] -= matrix[k, column] * x[column];
            x[k] /= matrix[k, k];
        }

        return x;
    }
}
