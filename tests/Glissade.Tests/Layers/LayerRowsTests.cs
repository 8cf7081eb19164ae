using Glissade.Devices.Reference;
using Glissade.Tests.CatalogTests;
using Glissade.Tests.Goldens;

namespace Glissade.Tests.Layers;

/// <summary>What every layer and activation must do, generated from the rows of the catalogue and their samples.</summary>
public sealed class LayerRowsTests
{
    // A layer that takes any input takes [4, 3], and the linear samples have three inputs.
    private static readonly Shape s_shape = new(4, 3);

    public static TheoryData<string> Texts =>
        [.. Catalog.Network.Rows.SelectMany(row => row.Samples.Count > 0 && row.Name is "linear" or "sequential" ? row.Samples : row.Samples.Prepend(row.Name))];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Its_gradient_agrees_with_differences(string text)
    {
        Layer layer = Catalog.Network.Parse(text.Contains("linear(") && !text.Contains("dtype") ? text.Replace("outputs=", "dtype=float64, outputs=") : ActivationTexts.Typed(DType.Float64, text));
        Shape shape = Catalog.Network.RowOf(layer)!.Takes ?? s_shape;
        layer.Initialize(3);
        var samples = new RowSamples(text.Length);
        double[] kinks = [.. Catalog.Network.RowOf(layer)!.Kinks];
        double[] values = [.. samples.Between(-3, 3, shape.Count).Select(value => kinks.Any(kink => Math.Abs(value - kink) < 0.02) ? value + 0.1 : value)];
        Parameter x = Evaluated.Parameter(values, shape);
        Differences.Check(text, layer.Apply(x, Pass.Inference()), [x, .. layer.Parameters]);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void In_float32_it_is_what_it_is_in_float64(string text)
    {
        if (text.Contains("float64")) text = text.Replace("float64", "float32");
        Layer layer = Catalog.Network.Parse(text);
        layer.Initialize(3);
        Shape shape = Catalog.Network.RowOf(layer)!.Takes ?? s_shape;
        Parameter x = Evaluated.Parameter(new RowSamples(text.Length).Between(-3, 3, shape.Count), shape, DType.Float32);
        Tensor y = layer.Apply(x, Pass.Inference()), gradient = Gradient.Of((y * y).Sum(), x)[0];
        double[][] reference = Evaluated.On(new Float64Device(), y, gradient), ours = Evaluated.On(Device.Cpu, y, gradient);
        for (int i = 0; i < ours.Length; i++) Golden.Same($"output {i} of {text}", DType.Float32, reference[i], ours[i]);
    }

    [Fact]
    public void Activations_of_extremes_are_finite_and_so_are_their_slopes()
    {
        double[] extremes = [0, 1e-38, -1e-38, 1e4, -1e4, 1e30, -1e30];
        foreach (string text in Catalog.Activations.Rows.SelectMany(row => row.Samples.Prepend(row.Name)))
        {
            if (text.Contains("pieces=3") || text.Contains("channels=3")) continue;
            Layer activation = ActivationTexts.In(DType.Float32, text.Replace("float64", "float32"));
            double[] pairs = [.. extremes.SelectMany(a => extremes.SelectMany(b => (double[])[a, b]))];
            Parameter x = Evaluated.Parameter(pairs, new Shape(49, 2), DType.Float32), wide = Evaluated.Parameter(pairs, new Shape(49, 2));
            (Tensor y, Tensor slope) = Outputs(activation, x);
            (Tensor wideY, Tensor wideSlope) = Outputs(ActivationTexts.In(DType.Float64, text.Replace("float32", "float64")), wide);
            double[][] found = Evaluated.Of(y, slope, wideY, wideSlope);
            // A gate multiplies two of its inputs, and 10³⁰ times 10³⁰ is more than float32 can hold: that is no fault of the formula.
            for (int output = 0; output < 2; output++)
                for (int i = 0; i < found[output].Length; i++)
                    Assert.True(double.IsFinite(found[output][i]) || (float)found[output + 2][i] == found[output][i], $"{activation} of extremes gives {found[output][i]}");
        }

        static (Tensor, Tensor) Outputs(Layer activation, Parameter x)
        {
            Tensor y = activation.Apply(x, Pass.Inference());
            return (y, Gradient.Of(y.Narrow(1, 0, 1).Sum(), x)[0]);
        }
    }

    [Fact]
    public void A_layer_that_does_not_fit_says_which_and_why()
    {
        var network = new Sequential(new Linear(4, 3), new ReLU(), new Linear(5, 2));
        string message = Assert.Throws<ShapeException>(() => network.Apply(new Input("x", new Shape(2, 4)), Pass.Inference())).Message;
        Assert.StartsWith("layer 'linear2' (Linear(5, 2)) does not fit its input [2, 3]", message);
        Assert.Contains("Flatten", Assert.Throws<ShapeException>(() => new Linear(12, 2).Apply(new Input("x", new Shape(2, 3, 4)), Pass.Inference())).Message);
        Assert.Contains("examples", Assert.Throws<ShapeException>(() => new Softmax(2).Apply(new Input("x", new Shape(2, 3)), Pass.Inference())).Message);
        Assert.Contains("examples", Assert.Throws<ShapeException>(() => new LogSoftmax(-2).Apply(new Input("x", new Shape(2, 3)), Pass.Inference())).Message);
    }

    [Fact]
    public void Flatten_keeps_the_examples()
    {
        Assert.Equal(new Shape(5, 12), new Flatten().Apply(new Input("x", new Shape(5, 3, 4)), Pass.Inference()).Shape);
        Assert.Equal(new Shape(5, 1), new Flatten().Apply(new Input("x", new Shape(5)), Pass.Inference()).Shape);
        Assert.Equal(new Shape(0, 12), new Flatten().Apply(new Input("x", new Shape(0, 3, 4)), Pass.Inference()).Shape);
    }

    [Fact]
    public void A_lambda_is_its_formula()
    {
        var layer = new Lambda(x => x.Square() + 1, "x² + 1");
        Assert.Equal([5, 10], Evaluated.Of(layer.Apply(Tensor.From([2.0, 3]), Pass.Inference()))[0]);
        Assert.Equal("Lambda(x² + 1)", layer.ToString());
    }
}
