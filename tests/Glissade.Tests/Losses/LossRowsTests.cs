using Glissade.Devices.Reference;
using Glissade.Tests.CatalogTests;
using Glissade.Tests.Goldens;

namespace Glissade.Tests.Losses;

/// <summary>What every loss must do, generated from the rows of the catalogue and their samples.</summary>
public sealed class LossRowsTests
{
    private static readonly Shape s_shape = new(4, 3);

    public static TheoryData<string> Texts => [.. Catalog.Losses.Rows.SelectMany(row => row.Samples.Prepend(row.Name))];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Its_gradient_agrees_with_differences(string text)
    {
        foreach ((Loss loss, Parameter prediction, Tensor target) in Cases(text, DType.Float64))
            Differences.Check($"{loss} with {target.Type.Name()} targets", GradientCheck.Of(loss, prediction, target));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void In_float32_it_is_what_it_is_in_float64(string text)
    {
        foreach ((Loss loss, Parameter prediction, Tensor target) in Cases(text, DType.Float32))
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
        foreach ((Loss loss, Parameter prediction, Tensor target) in Cases(text, DType.Float64))
        {
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
    public void Extreme_inputs_have_finite_gradients(string text)
    {
        Loss loss = Catalog.Losses.Parse(text);
        bool bounded = loss.Prediction is PredictionKind.Probabilities or PredictionKind.Distribution;
        double[] extremes = bounded ? [0, 1e-38, 1e-12, 0.5, 1 - 6e-8, 1] : [0, 1e-38, -1e-38, 1e4, -1e4, 1e30, -1e30];
        double[] targets = loss.Target == TargetKind.Values ? extremes : [0, 1, 0.25];
        (double P, double T)[] pairs = [.. extremes.SelectMany(p => targets.Select(t => (p, t)))];
        if (loss.Target != TargetKind.Classes)
        {
            // Three outputs each, for the weights of the samples.
            var shape = new Shape(pairs.Length, 3);
            Check(new Tensors(Evaluated.Parameter([.. pairs.SelectMany(pair => Enumerable.Repeat(pair.P, 3))], shape, DType.Float32),
                Evaluated.Constant([.. pairs.SelectMany(pair => Enumerable.Repeat(pair.T, 3))], shape, DType.Float32)), value: loss.Target == TargetKind.Probabilities);
            return;
        }

        double[][] rows = [.. extremes.SelectMany(a => extremes.SelectMany(b => extremes.Select(c => new[] { a, b, c })))];
        foreach (int label in (int[])[0, 1, 2])
        {
            Parameter prediction = Evaluated.Parameter([.. rows.SelectMany(row => row)], new Shape(rows.Length, 3), DType.Float32);
            Check(new Tensors(prediction, Tensor.From([.. Enumerable.Repeat(label, rows.Length)])), value: true);
            Check(new Tensors(prediction, Evaluated.Constant([.. rows.SelectMany(_ => (double[])[label == 0 ? 1 : 0, label == 1 ? 1 : 0, label == 2 ? 1 : 0])], prediction.Shape, DType.Float32)), value: true);
        }

        void Check(Tensors tensors, bool value)
        {
            // Σ values, not their mean: an ignored class would leave a mean of nothing.
            Tensor sum = loss.Sums(tensors.Prediction, tensors.Target).Numerator;
            double[][] found = Evaluated.Of(sum, Gradient.Of(sum, tensors.Prediction)[0]);
            if (value) Assert.True(double.IsFinite(found[0][0]), $"{loss} of extremes is {found[0][0]}.");
            Assert.All(found[1], slope => Assert.True(double.IsFinite(slope), $"a slope of {loss} is {slope}"));
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Shapes_that_do_not_belong_together_are_refused(string text)
    {
        Loss loss = Catalog.Losses.Parse(text);
        if (loss.Target != TargetKind.Classes)
        {
            Refused(new Shape(4, 1), new Shape(4), DType.Float32, "[4, 1]", "[4]", "target.Reshape(4, 1)");
            Refused(new Shape(4), new Shape(4, 1), DType.Float32, "[4]", "[4, 1]", "target.Reshape(4)");
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

    private sealed record Tensors(Parameter Prediction, Tensor Target);

    private static IEnumerable<(Loss, Parameter, Tensor)> Cases(string text, DType type)
    {
        Loss loss = Catalog.Losses.Parse(text);
        var samples = new RowSamples(text.Length);
        double[] predictions = samples.Predictions(loss, s_shape);
        yield return (loss, Evaluated.Parameter(predictions, s_shape, type), Evaluated.Constant(samples.Targets(loss, s_shape, predictions), s_shape, type));
        if (loss.Target == TargetKind.Classes) yield return (loss, Evaluated.Parameter(predictions, s_shape, type), Tensor.From([2, 0, 1, 2]));
    }
}
