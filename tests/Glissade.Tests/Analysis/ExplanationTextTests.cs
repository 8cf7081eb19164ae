using System.Text.Json;
using Glissade.Tests.Training;

namespace Glissade.Tests.Analysis;

/// <summary>The text and the JSON of an explanation. GLISSADE_WRITE_SNAPSHOTS=1 writes the texts anew; read the difference.</summary>
public sealed class ExplanationTextTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(200)]
    public void The_text_is_as_committed(int width)
    {
        string text = string.Join('\n', ExplanationText.Lines(Example(), width)) + "\n", path = Path.Combine(Folder(), $"explain-{width}.txt");
        if (Environment.GetEnvironmentVariable("GLISSADE_WRITE_SNAPSHOTS") == "1") File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path), text);
    }

    [Fact]
    public void No_line_is_wider_than_asked_for_whatever_the_data_holds()
    {
        RawValue[] hostile =
        [
            new("名前", "東京都千代田区東京都千代田区東京都千代田区東京都千代田区", "one of 3", [0, 1, 0]),
            new("escape", "\u001b[31mred\u001b[0m\r\n\ttab", "", []),
            new(new string('x', 300), new string('y', 300), new string('z', 300), [1.5]),
            new("gap", "", "the mean", [0.25]),
        ];
        foreach (int width in (int[])[20, 21, 33, 40, 80, 133, 200])
        {
            IReadOnlyList<string> lines = ExplanationText.Lines(Example() with { Raw = hostile }, width);
            Assert.All(lines, line => Assert.True(TextFlow.Cells(line) <= width, $"{width}: {line}"));
            Assert.DoesNotContain(lines, line => line.Any(char.IsControl));
            Assert.Equal(300, lines.Sum(line => line.Count(character => character == 'y')) - ExplanationText.Lines(Example(), width).Sum(line => line.Count(character => character == 'y')) - 1);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => ExplanationText.Lines(Example(), 19));
    }

    [Fact]
    public void No_line_ends_with_an_operator()
    {
        foreach (int width in (int[])[40, 60, 80, 120])
            Assert.DoesNotContain(ExplanationText.Lines(Example(), width), line => line.EndsWith(" =", StringComparison.Ordinal) || line.EndsWith(" +", StringComparison.Ordinal) || line.EndsWith(" −", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "1")]
    [InlineData(-0.5, "−0.5")]
    [InlineData(0.123456, "0.1235")]
    [InlineData(0.99999, "1")]
    [InlineData(123456, "123456")]
    [InlineData(-0.000012346, "−1.235e−5")]
    [InlineData(1.5e9, "1.5e9")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void Numbers_have_four_digits(double value, string text) => Assert.Equal(text, NumberText.Of(value));

    [Fact]
    public void The_JSON_holds_every_number_so_that_it_reads_back_to_the_same_bits()
    {
        Explanation e = Example();
        using JsonDocument document = JsonDocument.Parse(ExplanationJson.Text(e, indented: true));
        JsonElement root = document.RootElement;
        Assert.Equal(
            ["row", "network", "notes", "labels", "raw", "input", "scaled_input", "layers", "prediction", "output", "target", "loss", "gradient_norm", "weights", "step", "first_order", "loss_after"],
            root.EnumerateObject().Select(property => property.Name));
        Assert.Equal(e.Loss.Value, root.GetProperty("loss").GetProperty("value").GetDouble());
        Assert.Equal(e.LossAfter, root.GetProperty("loss_after").GetDouble());
        Assert.Equal("1.5 cm", root.GetProperty("raw")[0].GetProperty("text").GetString());
        foreach ((ExplainedLayer layer, JsonElement json) in e.Layers.Zip(root.GetProperty("layers").EnumerateArray()))
        {
            Assert.Equal(layer.Output.Values, Read(json.GetProperty("output")));
            Assert.Equal(layer.InputGradient!.Values, Read(json.GetProperty("input_gradient")));
            Assert.Equal(layer.Output.IsByFormula, json.GetProperty("output").GetProperty("by_formula").GetBoolean());
            foreach ((ExplainedParameter parameter, JsonElement one) in layer.Parameters.Zip(json.GetProperty("parameters").EnumerateArray()))
            {
                Assert.Equal(parameter.NewValue.Values, Read(one.GetProperty("new_value")));
                Assert.Equal(parameter.States[1].After.Values, Read(one.GetProperty("states")[1].GetProperty("after")));
            }
        }
    }

    [Fact]
    public void A_loss_that_is_infinite_is_still_JSON()
    {
        var linear = new Linear(1, 1);
        linear.Weight.Set<float>([1e30f]);
        linear.Bias!.Set<float>([0]);
        Explanation e = new Explainer(new Trainer(new Sequential(linear), new MeanSquaredError(), new Sgd())).Explain(Dataset.From<float, float>([1e10f], new Shape(1), [0f]), 0);
        using JsonDocument document = JsonDocument.Parse(ExplanationJson.Text(e));
        Assert.Equal("Infinity", document.RootElement.GetProperty("loss").GetProperty("value").GetString());
        Assert.NotEmpty(ExplanationText.Lines(e, 40));
    }

    private static IEnumerable<double> Read(JsonElement tensor) => tensor.GetProperty("values").EnumerateArray().Select(value => (double)value.GetSingle());

    private static Explanation Example()
    {
        Layer model = new Sequential(new Linear(2, 6), new ReLU(), new Linear(6, 3), new Softmax());
        model.Initialize(7);
        Dataset data = Toy.Classes(20).WithLabels(["inside", "same sign", "other sign"]);
        return new Explainer(new Trainer(model, new CategoricalCrossEntropy(), new Adam { LearningRate = 0.01f })) { MostWeights = 3 }
            .Explain(data, 3, [new RawValue("length", "1.5 cm", "(x − 1.2) / 0.3", [1]), new RawValue("kind", "a", "one of a, b", [1, 0])]);
    }

    private static string Folder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Glissade.slnx"))) return Path.Combine(folder.FullName, "tests", "Glissade.Tests", "Analysis", "Snapshots");
        throw new InvalidOperationException("Glissade.slnx was not found above the tests.");
    }
}
