using Glissade.Devices.Reference;
using Glissade.Tests.CatalogTests;
using Glissade.Tests.Goldens;
using Glissade.Tests.Models;

namespace Glissade.Tests.Layers;

/// <summary>What every layer and activation must do, generated from the rows of the catalogue and their samples.</summary>
public sealed class LayerRowsTests
{
    public static TheoryData<string> Texts =>
        [.. Catalog.Network.Rows.SelectMany(row => Catalog.Network.Describe(row).Any(argument => argument.Need != Need.Optional) ? row.Samples : row.Samples.Prepend(row.Name))];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Its_gradient_agrees_with_differences(string text)
    {
        (Layer layer, Parameter x) = Made(text, DType.Float64);
        Tensor y = layer.Apply(x, Pass.Inference());
        // The row of a padding has a value and on purpose no slope.
        if (layer is Embedding { Padding: >= 0 }) return;
        Differences.Check(text, y, TakesEntries(layer) ? [.. layer.Parameters] : [x, .. layer.Parameters]);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void In_float32_it_is_what_it_is_in_float64(string text)
    {
        (Layer layer, Parameter x) = Made(text, DType.Float32);
        Tensor y = layer.Apply(x, Pass.Inference());
        Tensor[] found = [y, .. Gradient.Of((y * y).Sum(), TakesEntries(layer) ? [.. layer.Parameters] : [x, .. layer.Parameters])];
        double[][] reference = Evaluated.On(new Float64Device(), found), ours = Evaluated.On(Device.Cpu, found);
        for (int i = 0; i < ours.Length; i++) Golden.Same($"output {i} of {text}", DType.Float32, reference[i], ours[i]);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_model_file_keeps_it_for_any_batch(string text)
    {
        (Layer layer, Parameter x) = Made(text, DType.Float32);
        Dictionary<State, string> names = layer.States().ToDictionary(state => state.State, state => state.Path);
        InferenceGraph read = GraphRuns.Again(InferenceGraph.Capture(Build, names), names);
        foreach (int batch in (int[])[1, 2, 5])
        {
            (Input[] inputs, (string Name, Tensor Tensor)[] outputs) = Build(batch);
            (Input[] readInputs, (string Name, Tensor Tensor)[] readOutputs) = read.Build(batch);
            Assert.Equal(Bits(inputs, outputs), Bits(readInputs, readOutputs));
        }

        (Input[] Inputs, (string Name, Tensor Tensor)[] Outputs) Build(int batch)
        {
            var input = new Input("x", x.Shape.With(0, batch));
            return ([input], [("y", layer.Apply(input, Pass.Inference()) * 2)]);
        }

        byte[][] Bits(Input[] inputs, (string Name, Tensor Tensor)[] outputs) =>
            GraphRuns.Run(GraphRuns.Quick, inputs, [.. outputs.Select(output => output.Tensor)], input => Enumerable.Range(0, (int)input.Count).Select(i => x.Values<float>()[i % (int)x.Count]).ToArray());
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void It_is_named_with_its_formula(string text)
    {
        (Layer layer, _) = Made(text, DType.Float32);
        Assert.StartsWith(layer.GetType().Name, layer.ToString());
        if (layer is not Sequential) Assert.NotEmpty(layer.Formula);
    }

    private static bool TakesEntries(Layer layer) => Catalog.Network.RowOf(layer)!.Entries > 0;

    // A layer and an input that suits it, both of one type.
    private static (Layer Layer, Parameter X) Made(string text, DType type)
    {
        Layer layer = LayerTexts.Parse(text, type);
        layer.Initialize(3);
        CatalogRow<Layer> row = Catalog.Network.RowOf(layer)!;
        Shape shape = row.Takes ?? new Shape(4, 3);
        double[] values = row.Entries > 0 ? [.. new RowSamples(text.Length).Between(0, row.Entries, shape.Count).Select(Math.Floor)] : [.. new RowSamples(text.Length).Between(-3, 3, shape.Count).Select(value => row.Kinks.Any(kink => Math.Abs(value - kink) < 0.02) ? value + 0.1 : value)];
        return (layer, Evaluated.Parameter(values, shape, type));
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
