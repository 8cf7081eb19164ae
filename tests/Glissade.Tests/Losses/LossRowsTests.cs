using Glissade.Devices.Reference;
using Glissade.Tests.CatalogTests;
using Glissade.Tests.Goldens;

namespace Glissade.Tests.Losses;

/// <summary>What every loss must do, generated from the rows of the catalogue and their samples.</summary>
public sealed class LossRowsTests
{
    public static TheoryData<string> Texts => [.. Catalog.Losses.Rows.SelectMany(row => row.Samples.Prepend(row.Name))];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Its_gradient_agrees_with_differences(string text)
    {
        foreach ((Loss loss, Parameter prediction, Tensor target) in LossSamples.Of(text, DType.Float64))
            Differences.Check($"{loss} with {target.Type.Name()} targets", GradientCheck.Of(loss, prediction, target));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void In_float32_it_is_what_it_is_in_float64(string text)
    {
        foreach ((Loss loss, Parameter prediction, Tensor target) in LossSamples.Of(text, DType.Float32))
        {
            Tensor cost = loss.Cost(prediction, target), gradient = Gradient.Of(cost, prediction)[0], output = loss.Output(prediction);
            double[][] reference = Evaluated.On(new Float64Device(), cost, gradient, output), ours = Evaluated.On(Device.Cpu, cost, gradient, output);
            for (int i = 0; i < ours.Length; i++) Golden.Same($"output {i} of {loss}", DType.Float32, reference[i], ours[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Parts_of_a_batch_add_up_and_weights_count(string text)
    {
        foreach ((Loss loss, Parameter prediction, Tensor target) in LossSamples.Of(text, DType.Float64))
        {
            // What compares the examples of a batch has no parts.
            if (loss.Prediction == PredictionKind.Embeddings && !loss.IsSumOverItems) continue;
            Tensor Rows(Tensor tensor, int start, int count) => tensor.Narrow(0, start, count);
            (Tensor whole, Tensor all) = loss.Sums(prediction, target);
            (Tensor first, Tensor some) = loss.Sums(Rows(prediction, 0, 3), Rows(target, 0, 3));
            (Tensor last, Tensor one) = loss.Sums(Rows(prediction, 3, 1), Rows(target, 3, 1));
            // An example of weight 2 counts as two.
            Tensor weighted = loss.Cost(prediction, target, Tensor.From([1.0, 1, 1, 2]));
            Tensor repeated = loss.Cost(Tensor.Concatenate(0, prediction, Rows(prediction, 3, 1)), Tensor.Concatenate(0, target, Rows(target, 3, 1)));
            double[][] found = Evaluated.Of(whole, first + last, all, some + one, weighted, repeated);
            for (int i = 0; i < found.Length; i += 2) Golden.Same($"{loss}, pair {i / 2}", DType.Float64, found[i], found[i + 1]);
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Extreme_inputs_give_the_limits(string text)
    {
        Loss loss = Catalog.Losses.Parse(text);
        foreach ((Parameter prediction, Tensor target) in LossSamples.Extremes(loss))
        {
            // The values and their sum, not the mean: an ignored class would leave a mean of nothing.
            Tensor each = loss.Cost(prediction, target, reduction: Reduction.None), slope = Gradient.Of(loss.Sums(prediction, target).Numerator, prediction)[0];
            double[][] found = Evaluated.Of(each, slope), reference = Evaluated.On(new Float64Device(), each, slope);
            for (int i = 0; i < found.Length; i++)
            {
                string what = $"{(i == 0 ? "a value" : "a slope")} of {loss} with {target.Type.Name()} targets";
                int row = (int)(found[i].Length / prediction.Shape[0]);
                for (int k = 0; k < found[i].Length; k++)
                {
                    string at = string.Join(", ", prediction.Values<float>().ToArray().Chunk((int)(prediction.Count / prediction.Shape[0])).ElementAt(k / row));
                    Assert.False(double.IsNaN(found[i][k]), $"{what} at {at} (element {k}) is no number; in float64 it is {reference[i][k]}.");
                    // What float32 cannot hold may be infinite; all else may not.
                    if (Math.Abs(reference[i][k]) < 1e38) Assert.True(double.IsFinite(found[i][k]), $"{what} at {at} (element {k}) is {found[i][k]}; in float64 it is {reference[i][k]}.");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Infinite_predictions_give_no_NaN_and_NaN_stays(string text)
    {
        Loss loss = Catalog.Losses.Parse(text);
        // Documented with them: 0·∞, and the limit of a direction.
        if (loss is BinaryCrossEntropyWithLogits { Weight.Count: > 0 } or BinaryFocal or RootMeanSquaredError) return;
        if (loss.Prediction is not (PredictionKind.Values or PredictionKind.Logits or PredictionKind.Logarithms) || loss.Target is TargetKind.Classes or TargetKind.ClassIndices or TargetKind.LabelLists || loss is CosineSimilarity) return;
        double[] targets = loss.Target == TargetKind.Signs ? [-1, 1] : [0, 1];
        foreach (double end in (double[])[double.PositiveInfinity, double.NegativeInfinity, double.NaN])
        {
            foreach (double at in targets)
            {
                Parameter prediction = Evaluated.Parameter([end, end, end], new Shape(1, 3), DType.Float32);
                Tensor target = Evaluated.Constant([at, at, at], prediction.Shape, DType.Float32), cost = loss.Cost(prediction, target);
                double[][] found = Evaluated.Of(cost, Gradient.Of(cost, prediction)[0]);
                if (double.IsNaN(end)) Assert.True(double.IsNaN(found[0][0]), $"{loss} of NaN beside {at} is {found[0][0]}.");
                else Assert.False(double.IsNaN(found[0][0]) || double.IsNaN(found[1][0]), $"{loss} of {end} beside {at} is {found[0][0]}, its slope {found[1][0]}.");
            }
        }
    }

    [Theory]
    [InlineData("gaussian", new[] { 1.0, 0 }, new[] { 1.0 }, -6.907755278982137, new[] { 0.0, 500000 })]
    [InlineData("kl", new[] { -1.0, -2 }, new[] { 0.0, 1 }, 2, new[] { 0.0, -1 })]
    [InlineData("cosine_similarity", new[] { 0.0, 0 }, new[] { 0.0, 1 }, 0, new[] { 0.0, 0 })]
    [InlineData("binary_focal", new[] { 1e4 }, new[] { 1.0 }, 0, new[] { 0.0 })]
    [InlineData("binary_focal", new[] { -1e4 }, new[] { 1.0 }, 2500, new[] { -0.25 })]
    // PyTorch's bound of 10⁻¹² is the nearest float32, in float64 too.
    [InlineData("bce", new[] { 0.0 }, new[] { 1.0 }, 100, new[] { -1000000003995.8029 })]
    [InlineData("bce", new[] { 1.0 }, new[] { 0.0 }, 100, new[] { 1000000003995.8029 })]
    [InlineData("bce", new[] { 0.0, 1 }, new[] { 0.0, 1 }, 0, new[] { 0.0, 0 })]
    [InlineData("bce", new[] { 0.0 }, new[] { 0.25 }, 25, new[] { -250000000998.9507 })]
    [InlineData("bce_logits", new[] { double.PositiveInfinity, double.NegativeInfinity }, new[] { 1.0, 0 }, 0, new[] { 0.0, 0 })]
    [InlineData("bce_logits", new[] { double.PositiveInfinity }, new[] { 0.0 }, double.PositiveInfinity, new[] { 1.0 })]
    [InlineData("binary_focal", new[] { double.PositiveInfinity, double.NegativeInfinity }, new[] { 1.0, 0 }, 0, new[] { 0.0, 0 })]
    [InlineData("ce", new[] { double.NegativeInfinity, 0 }, new[] { 0.0, 1 }, 0, new[] { 0.0, 0 })]
    [InlineData("ce", new[] { double.NegativeInfinity, 0 }, new[] { 1.0, 0 }, double.PositiveInfinity, new[] { -1.0, 1 })]
    [InlineData("cce", new[] { 0.0, 1 }, new[] { 1.0, 0 }, 100, new[] { -1e12, 0 })]
    [InlineData("gaussian", new[] { 1.0, double.NegativeInfinity }, new[] { 1.0 }, -6.907755278982137, new[] { 0.0, 0 })]
    [InlineData("rmse", new[] { 3.0, 4 }, new[] { 3.0, 4 }, 0, new[] { 0.0, 0 })]
    [InlineData("rmse", new[] { 1e200, 0.0 }, new[] { 0.0, 0 }, double.PositiveInfinity, new[] { 0.0, 0 })]
    [InlineData("smape", new[] { 0.0, 0 }, new[] { 0.0, 0 }, 0, new[] { 0.0, 0 })]
    [InlineData("log_cosh", new[] { 1e30 }, new[] { 0.0 }, 1e30, new[] { 1.0 })]
    [InlineData("poisson", new[] { 1e4 }, new[] { 2.0 }, double.PositiveInfinity, new[] { double.PositiveInfinity })]
    [InlineData("js", new[] { 0.0, 1 }, new[] { 1.0, 0 }, 0.6931471805599453, new[] { -0.15342640972002736, 0.34657359027997264 })]
    public void Known_ends_have_known_costs_and_slopes(string text, double[] predictions, double[] targets, double cost, double[] slopes)
    {
        Loss loss = Catalog.Losses.Parse(text);
        Parameter prediction = Evaluated.Parameter(predictions, new Shape(1, predictions.Length));
        Tensor value = loss.Cost(prediction, Evaluated.Constant(targets, new Shape(1, targets.Length), DType.Float64));
        double[][] found = Evaluated.Of(value, Gradient.Of(value, prediction)[0]);
        Assert.Equal(cost, found[0][0], 1e-12 * Math.Max(1, double.IsFinite(cost) ? Math.Abs(cost) : 1));
        for (int i = 0; i < slopes.Length; i++) Assert.True(slopes[i] == found[1][i] || Math.Abs(slopes[i] - found[1][i]) <= 1e-9 * Math.Max(1, Math.Abs(slopes[i])), $"slope {i} of {loss} is {found[1][i]:R}, not {slopes[i]:R}.");
    }

    [Fact]
    public void An_empty_batch_is_refused() =>
        Assert.Contains("empty batch", Assert.Throws<ShapeException>(() => new MeanSquaredError().Cost(new Input("p", new Shape(0, 3)), new Input("t", new Shape(0, 3)))).Message);

    [Theory]
    [MemberData(nameof(Texts))]
    public void Shapes_that_do_not_belong_together_are_refused(string text)
    {
        Loss loss = Catalog.Losses.Parse(text);
        if (loss.Prediction == PredictionKind.Parameters)
        {
            Refused(new Shape(4, 2), new Shape(1, 4), DType.Float32, "[4, 2]", "[1, 4]", "target.Reshape(4, 1)");
            Refused(new Shape(4, 3), new Shape(4), DType.Float32, "[4, 3]", "[4]", "twice as many outputs");
            Refused(new Shape(4), new Shape(4), DType.Float32, "[4]", "twice as many outputs");
            return;
        }

        if (loss.Prediction == PredictionKind.Embeddings)
        {
            Shape right = LossSamples.PredictionShape(loss, 4);
            Refused(right, new Shape(4, 1), loss.Target == TargetKind.Groups ? DType.Int32 : DType.Float32, right.ToString(), "[4, 1]", "target.Reshape(4)");
            Refused(new Shape(4), new Shape(4), DType.Float32, "[4]", "vector");
            return;
        }

        if (loss.Target == TargetKind.ClassIndices)
        {
            Refused(new Shape(4, 3), new Shape(4, 1), DType.Int32, "[4, 3]", "int32 [4, 1]", "target.Reshape(4)");
            Refused(new Shape(4, 3), new Shape(4), DType.Float32, "[4, 3]", "float32 [4]", "target.Cast(DType.Int32)");
            Refused(new Shape(4), new Shape(4), DType.Int32, "[4]", "one number a class");
            return;
        }

        if (loss is Ctc { InputLengths: false })
        {
            Refused(new Shape(4, 3), new Shape(4, 3), DType.Int32, "[4, 3]", "[examples, steps, classes]");
            Refused(new Shape(4, 5, 3), new Shape(4, 2), DType.Float32, "float32 [4, 2]", "target.Cast(DType.Int32)");
            Refused(new Shape(4, 5, 3), new Shape(4), DType.Int32, "[4, 5, 3]", "int32 [4]", "target.Reshape(4, 1)");
            Refused(new Shape(4, 5, 3), new Shape(3, 2), DType.Int32, "[4, 5, 3]", "[3, 2]", "as many examples");
            return;
        }

        if (loss is Ctc)
        {
            Refused(new Shape(4, 5, 3), new Shape(4, 0), DType.Int32, "the steps and then the labels");
            return;
        }

        if (loss.Target == TargetKind.LabelLists)
        {
            Refused(new Shape(4, 3), new Shape(4, 3), DType.Float32, "float32 [4, 3]", "target.Cast(DType.Int32)", "multi_label_soft_margin");
            Refused(new Shape(4, 3), new Shape(4), DType.Int32, "[4, 3]", "[4]", "as many outputs");
            return;
        }

        if (loss.Target != TargetKind.Classes)
        {
            if (loss is not CosineSimilarity) Refused(new Shape(4), new Shape(4, 1), DType.Float32, "[4]", "[4, 1]", "target.Reshape(4)");
            Refused(new Shape(4, 1), new Shape(4), DType.Float32, "[4, 1]", "[4]", "target.Reshape(4, 1)");
            Refused(new Shape(4, 3), new Shape(4, 1), DType.Float32, "[4, 3]", "[4, 1]", "as many outputs");
            Refused(new Shape(4, 3), new Shape(3), DType.Float32, "[4, 3]", "[3]", "as many outputs");
            return;
        }

        Refused(new Shape(4, 3), new Shape(4, 1), DType.Int32, "[4, 3]", "int32 [4, 1]", "target.Reshape(4)");
        Refused(new Shape(4, 3), new Shape(4), DType.Float32, "[4, 3]", "float32 [4]", "target.Cast(DType.Int32)");
        Refused(new Shape(4, 3), new Shape(4, 1), DType.Float32, "[4, 3]", "float32 [4, 1]", "target.Cast(DType.Int32).Reshape(4)");
        Refused(new Shape(4, 3), new Shape(4, 3), DType.UInt8, "[4, 3]", "uint8 [4, 3]", "target.Cast(DType.Float32)");
        Refused(new Shape(4, 3), new Shape(5), DType.Int32, "[4, 3]", "int32 [5]", "as many examples");
        Refused(new Shape(4), new Shape(4), DType.Int32, "[4]", "one number a class", "binary_cross_entropy_with_logits");
        Refused(new Shape(4, 3, 2), new Shape(4), DType.Int32, "[4, 3, 2]", "int32 [4]", "[4, 2]");

        void Refused(Shape prediction, Shape target, DType type, params string[] parts)
        {
            string message = Assert.Throws<ShapeException>(() => loss.Cost(new Input("p", prediction), new Input("t", target, type))).Message;
            Assert.All(parts, part => Assert.Contains(part, message));
        }
    }

    [Fact]
    public void Weights_must_be_as_many_as_the_outputs()
    {
        Assert.Contains("3 class weights", Assert.Throws<ShapeException>(() => new CrossEntropy { ClassWeights = [1, 2, 3] }.Cost(new Input("p", new Shape(4, 2)), new Input("t", new Shape(4), DType.Int32))).Message);
        Assert.Contains("3 positive weights", Assert.Throws<ShapeException>(() =>
            new BinaryCrossEntropyWithLogits { PositiveWeight = [1, 2, 3] }.Cost(new Input("p", new Shape(4, 2)), new Input("t", new Shape(4, 2)))).Message);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Reductions_are_of_the_same_values(string text)
    {
        foreach ((Loss loss, Parameter prediction, Tensor target) in LossSamples.Of(text, DType.Float64))
        {
            (Tensor numerator, Tensor denominator) = loss.Sums(prediction, target);
            double[][] found = Evaluated.Of(loss.Cost(prediction, target), loss.Cost(prediction, target, reduction: Reduction.Sum), loss.Cost(prediction, target, reduction: Reduction.None), numerator, denominator);
            double End(double x) => loss.TakesRoot ? Math.Sqrt(x) : x;
            Golden.Same($"the mean of {loss}", DType.Float64, [End(found[3][0] / found[4][0])], found[0]);
            // The mean of sequences is of what their labels cost each.
            if (loss is not Ctc) Golden.Same($"the sum of {loss}", DType.Float64, [End(found[3][0])], found[1]);
            if (!loss.TakesRoot) Golden.Same($"the values of {loss}", DType.Float64, [found[1][0]], [found[2].Sum()]);
        }
    }

    [Fact]
    public void Labels_may_be_bytes()
    {
        Tensor p = Tensor.From([0.3f, -2, 4], new Shape(3, 1)), logits = Tensor.From([0.3f, -2, 4, 1, 1, 0], new Shape(3, 2));
        byte[] labels = [1, 0, 1];
        double[][] found = Evaluated.Of(
            new BinaryCrossEntropyWithLogits().Cost(p, Tensor.From(labels, new Shape(3, 1))), new BinaryCrossEntropyWithLogits().Cost(p, Tensor.From([1f, 0, 1], new Shape(3, 1))),
            new CrossEntropy().Cost(logits, Tensor.From(labels)), new CrossEntropy().Cost(logits, Tensor.From([1, 0, 1])));
        Assert.Equal(found[0], found[1]);
        Assert.Equal(found[2], found[3]);
    }

    [Fact]
    public void A_class_out_of_range_ends_the_run() =>
        Assert.ThrowsAny<Exception>(() => Evaluated.Of(new CrossEntropy().Cost(Tensor.From([0.3f, -2, 4, 1], new Shape(2, 2)), Tensor.From([0, 2]))));
}
