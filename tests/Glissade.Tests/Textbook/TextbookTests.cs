using Glissade.Tests.CatalogTests;

namespace Glissade.Tests.Textbook;

/// <summary>Sentences of the textbooks, word for word.</summary>
public sealed class TextbookTests
{
    [Fact]
    public void A_difference_of_2_gives_a_squared_loss_of_4()
    {
        Assert.Equal(4, Cost(new MeanSquaredError(), [5], [3]));
        Assert.Equal(4, Cost(new MeanSquaredError(), [3], [5]));
        Assert.Equal(4, Cost(new SumSquaredError(), [3], [5]));
    }

    [Fact]
    public void The_cost_of_several_outputs_is_their_sum_of_squares_averaged_over_the_examples()
    {
        // Two examples of three outputs: 1 + 4 + 9 and 0 + 0 + 16.
        double[] predictions = [1, 2, 3, 1, 1, 5], targets = [0, 0, 0, 1, 1, 1];
        Assert.Equal((14 + 16) / 2.0, Cost(new SumSquaredError(), predictions, targets, 3));
        Assert.Equal((14 + 16) / 6.0, Cost(new MeanSquaredError(), predictions, targets, 3));
    }

    [Fact]
    public void Binary_cross_entropy_of_yes_taken_for_a_tenth_is_2_302585() =>
        Assert.Equal(2.302585, Cost(new BinaryCrossEntropy(), [0.1], [1]), 1e-6);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Binary_cross_entropy_of_certain_and_right_is_0_and_at_rest(double both)
    {
        foreach (DType type in (DType[])[DType.Float32, DType.Float64])
        {
            Parameter prediction = Evaluated.Parameter([both], new Shape(1, 1), type);
            Tensor cost = new BinaryCrossEntropy().Cost(prediction, Evaluated.Constant([both], new Shape(1, 1), type));
            double[][] found = Evaluated.Of(cost, Gradient.Of(cost, prediction)[0]);
            Assert.Equal(0, found[0][0]);
            // (p − y) / max(p·(1 − p), 10⁻¹²), as in PyTorch.
            Assert.Equal(0, found[1][0]);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Binary_cross_entropy_of_certain_and_wrong_is_100_with_a_finite_gradient(double prediction, double target)
    {
        Parameter p = Evaluated.Parameter([prediction], new Shape(1, 1), DType.Float32);
        Tensor cost = new BinaryCrossEntropy().Cost(p, Evaluated.Constant([target], new Shape(1, 1), DType.Float32));
        double[][] found = Evaluated.Of(cost, Gradient.Of(cost, p)[0]);
        Assert.Equal(100, found[0][0]);
        Assert.Equal(prediction == 0 ? -1e12 : 1e12, found[1][0], 1e6);
    }

    [Fact]
    public void The_mean_absolute_error_is_the_mean_distance() =>
        Assert.Equal((2 + 1 + 3) / 3.0, Cost(new MeanAbsoluteError(), [1, 5, -1], [3, 4, 2]), 1e-15);

    [Fact]
    public void The_cost_is_the_mean_of_the_losses()
    {
        foreach (CatalogRow<Loss> row in Catalog.Losses.Rows.Where(row => row.Prototype is { Target: TargetKind.Values or TargetKind.Probabilities, TakesRoot: false, Prediction: not (PredictionKind.Parameters or PredictionKind.Embeddings) }))
        {
            double[] predictions = [0.2, 0.7, 0.9, 0.4], targets = [0, 1, 0.5, 0.25];
            double[] each = [.. predictions.Zip(targets, (prediction, target) => Cost(row.Prototype, [prediction], [target]))];
            Assert.Equal(each.Average(), Cost(row.Prototype, predictions, targets), 1e-14 * Math.Max(1, Math.Abs(each.Average())));
        }
    }

    [Fact]
    public void One_neuron_is_f_of_its_weighted_inputs_and_a_bias()
    {
        var neuron = new Sequential(new Linear(3, 1, type: DType.Float64), new Sigmoid());
        var linear = (Linear)neuron.Layers[0].Layer;
        linear.Weight.Set<double>([0.5, -1, 2]);
        linear.Bias!.Set<double>([0.25]);
        double z = 0.5 * 1 - 1 * 2 + 2 * 3 + 0.25;
        double[] a = Evaluated.Of(neuron.Apply(Tensor.From([1.0, 2, 3], new Shape(1, 3)), Pass.Inference()))[0];
        Assert.Equal(1 / (1 + Math.Exp(-z)), a[0], 1e-15);
    }

    [Fact]
    public void A_step_of_gradient_descent_goes_against_the_gradient()
    {
        // J = (w·x − t)² with w = 3, x = 2, t = 1: dJ/dw = 2·(6 − 1)·2 = 20.
        Parameter w = Evaluated.Parameter([3], new Shape(1, 1));
        Tensor cost = new MeanSquaredError().Cost(Tensor.From([2.0], new Shape(1, 1)).MatMul(w), Tensor.From([1.0], new Shape(1, 1)));
        var pass = new OptimizerPass(Tensor.Scalar(0.125), Tensor.Scalar(1), [new LayerState("w", w, new ZerosInitializer(), new Fan(1, 1))]);
        new GradientDescent().Step([(w, Gradient.Of(cost, w)[0])], pass);
        Assert.Equal([3 - 0.125 * 20], Evaluated.Of(pass.Updates.Single().Value)[0]);
    }

    private static double Cost(Loss loss, double[] predictions, double[] targets, int outputs = 1)
    {
        var shape = new Shape(predictions.Length / outputs, outputs);
        return Evaluated.Of(loss.Cost(Tensor.From(predictions, shape), Tensor.From(targets, shape)))[0][0];
    }
}
