using System.Text.Json;

namespace Glissade;

/// <summary>Networks by name, fitted to the data that they are for.</summary>
public sealed class Presets
{
    private Presets(string name, string summary) => (Name, Summary) = (name, summary);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public string Summary { get; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Presets> All { get; } =
    [
        new("linear", "one linear layer: linear, logistic or softmax regression"),
        new("mlp", "hidden layers with an activation between them: --hidden, --activation, --dropout"),
    ];

    /// <summary>A network by the name of a preset, or from a JSON file of layers.</summary>
    /// <param name="model">The name or the file.</param>
    /// <param name="example">The shape of one example as the network sees it.</param>
    /// <param name="type">The type of the examples.</param>
    /// <param name="outputs">How many numbers it shall give.</param>
    /// <param name="hidden">The widths of the hidden layers.</param>
    /// <param name="activation">The activation, by its catalogue name.</param>
    /// <param name="dropout">The share dropped after each hidden layer.</param>
    /// <param name="end">What a preset ends in, such as the sigmoid that a loss of probabilities wants; null for nothing.</param>
    /// <exception cref="GlissadeException">There is no such preset or file, or the file's layers do not fit.</exception>
    public static Layer Network(string model, Shape example, DType type, int outputs, IReadOnlyList<int> hidden, string activation, double dropout, Layer? end = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(example);
        ArgumentNullException.ThrowIfNull(hidden);
        if (model is "linear" or "mlp")
        {
            var layers = new List<Layer>();
            if (example.Rank > 1) layers.Add(new Flatten());
            int width = checked((int)example.Count);
            foreach (int next in model == "mlp" ? hidden : [])
            {
                Layer bend = Catalog.Activations.Parse(activation);
                layers.Add(new Linear(width, next * TakenForEach(bend, next)));
                layers.Add(bend);
                if (dropout > 0) layers.Add(new Dropout((float)dropout));
                width = next;
            }

            layers.Add(new Linear(width, outputs));
            if (end is not null) layers.Add(end);
            return new Sequential([.. layers]);
        }

        Require(model);
        return OfFile(model, example, type, outputs);
    }

    // A gate makes one number of two, maxout one of several: the layer before gives it so many more.
    private static int TakenForEach(Layer activation, int width)
    {
        const int MostTaken = 64;
        for (int taken = 1; taken <= MostTaken && (long)width * taken <= int.MaxValue; taken++)
        {
            try
            {
                if (activation.Forward(new Input("x", new Shape(1, width * taken)), Pass.Inference()).Shape[-1] == width) return taken;
            }
            catch (ShapeException)
            {
                // Not a multiple of what it takes.
            }
        }

        // Whoever builds the network says what does not fit.
        return 1;
    }

    /// <summary>Refuses what is neither a preset nor a file.</summary>
    /// <exception cref="GlissadeException">There is no such preset or file.</exception>
    internal static void Require(string model)
    {
        if (model is "linear" or "mlp" || File.Exists(model)) return;
        bool isPath = model.AsSpan().IndexOfAny('/', '\\', '.') >= 0;
        string[] names = [.. All.Select(preset => preset.Name)];
        if (model is "table" or "cnn" or "resnet" or "lstm" or "transformer")
            throw new GlissadeException($"the preset '{model}' is not there yet", "--model", $"{string.Join(", ", names)}, or a JSON file of layers", "--model mlp");
        throw new GlissadeException(isPath ? "there is no such file" : $"there is no preset '{model}'", isPath ? model : "--model", $"{string.Join(", ", names)}, or a JSON file of layers",
            Spelling.Nearest(model, names) is { } nearest ? $"--model {nearest}" : "glissade list presets");
    }

    private static Layer OfFile(string path, Shape example, DType type, int outputs)
    {
        Layer network;
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 });
            network = Catalog.ReadNetwork(document.RootElement, example, type);
        }
        catch (JsonException e)
        {
            throw new GlissadeException("the file of layers is not JSON", $"{path}, line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", """a list of layers such as ["flatten", {"type": "linear", "outputs": 10}]""",
                "mend the file", e);
        }
        catch (GlissadeException e)
        {
            throw new GlissadeException(e.Message, e.Where.Length > 0 ? $"{path}, {e.Where}" : path, e.Expected, e.Remedy, e);
        }

        Tensor prediction = network.Apply(new Input("x", new Shape([1, .. example.Extents]), type), Pass.Inference());
        if (prediction.Count != outputs)
        {
            throw new GlissadeException($"the network gives {prediction.Count} number{(prediction.Count == 1 ? "" : "s")} an example", path, $"{outputs}, as the target has {(outputs == 1 ? "one number" : $"{outputs} classes")}",
                $"end it with {{\"type\": \"linear\", \"outputs\": {outputs}}}");
        }

        return network;
    }
}
