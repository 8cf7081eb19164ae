using System.Text.Json;

namespace Glissade;

/// <summary>Reads a model file, perhaps damaged on the way or written by an enemy: it is either whole and consistent, or refused.</summary>
internal static class ModelReader
{
    public static ModelContents Read(string path)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        string format = file.Metadata.GetValueOrDefault("format", "");
        if (format != ModelFile.Format)
        {
            throw new GlissadeException("the safetensors file holds no model of Glissade", path, $"'format' = '{ModelFile.Format}' in its metadata",
                format.StartsWith("glissade.", StringComparison.Ordinal) ? "give the run's model.safetensors" : "give a file that a training of Glissade wrote");
        }

        if (file.Metadata.GetValueOrDefault("version") != ModelFile.FormatVersion)
            throw new GlissadeException($"the model is of version '{file.Metadata.GetValueOrDefault("version")}' of the format", path, $"version {ModelFile.FormatVersion}", "load it with the version of Glissade that wrote it");
        Seal.Require(file, path, "the model file");
        try
        {
            return Read(file, path);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or OverflowException)
        {
            throw new GlissadeException($"the model file is damaged: {e.Message.TrimEnd('.')}", path, "the file as the training wrote it", "copy it anew, or train again", e);
        }
    }

    private static ModelContents Read(SafetensorsFile file, string path)
    {
        var states = new Dictionary<string, State>();
        InferenceGraph graph = InferenceGraph.Parse(Text(file, "graph", path), name => TensorOf(file, name, states), path);
        (Input[] inputs, (string Name, Tensor Tensor)[] outputs) = graph.Build(1);
        if (inputs.Length != 1 || outputs.Length != 2 || outputs[0].Name != ModelFile.PredictionName || outputs[1].Name != ModelFile.OutputName || inputs[0].Rank < 1 || outputs.Any(output => output.Tensor.Rank < 1 || output.Tensor.Shape[0] != 1 || !output.Tensor.Type.IsFloat()))
            throw new GlissadeException("the model's graph is not one input and one prediction", path, "the file as the training wrote it", "copy it anew, or train again");

        using JsonDocument labels = Parse(file, "labels");
        string task = Text(file, "task", path);
        if (task is not ("regression" or "binary" or "multiclass")) throw new GlissadeException($"the model's task is '{task}'", path, "regression, binary or multiclass", "load it with the version of Glissade that wrote it");
        TablePreprocessing? table = file.Metadata.ContainsKey("preprocessing") ? Use(file, "preprocessing", TablePreprocessing.FromJson) : null;
        if (table is not null && (inputs[0].Type != DType.Float32 || inputs[0].Count != table.Width))
            throw new GlissadeException($"the model's columns make {table.Width} features, but its network takes {inputs[0].Count}", path, "the file as the training wrote it", "copy it anew, or train again");
        Loss? loss = file.Metadata.ContainsKey("loss") ? Use(file, "loss", Catalog.Losses.Parse) : null;
        return new ModelContents
        {
            Graph = graph,
            States = states,
            InputShape = inputs[0].Shape.Without(0),
            InputType = inputs[0].Type,
            Task = task,
            Target = file.Metadata.GetValueOrDefault("target", ""),
            Labels = [.. labels.RootElement.EnumerateArray().Select(label => label.GetString()!)],
            Version = file.Metadata.GetValueOrDefault("glissade", ""),
            LossText = file.Metadata.GetValueOrDefault("loss_text", ""),
            OptimizerText = file.Metadata.GetValueOrDefault("optimizer_text", ""),
            NetworkText = file.Metadata.GetValueOrDefault("network", ""),
            NetworkJson = file.Metadata.GetValueOrDefault("network_json", ""),
            Path = path,
            Loss = loss,
            Optimizer = file.Metadata.ContainsKey("optimizer") ? Use(file, "optimizer", Catalog.Optimizers.Parse) : null,
            InputScale = file.Metadata.ContainsKey("input_scale") ? Use(file, "input_scale", Scale) : null,
            TargetScale = file.Metadata.ContainsKey("target_scale") ? Use(file, "target_scale", Scale) : null,
            Table = table,
            Layers = Use(file, "layers", Summaries),
            Validation = Use(file, "validation", Numbers),
            Test = Use(file, "test", Numbers),
            Records = file.Metadata.Where(pair => pair.Key.StartsWith("record.", StringComparison.Ordinal)).ToDictionary(pair => pair.Key["record.".Length..], pair => pair.Value),
        };
    }

    // Numbers that training may change are states; everything else in the file is a constant of the graph.
    private static Tensor? TensorOf(SafetensorsFile file, string name, Dictionary<string, State> states)
    {
        if (file.Find(name) is not { } tensor) return null;
        if (name.StartsWith("constant/", StringComparison.Ordinal)) return tensor.ToTensor();
        if (tensor.Type.ToDType() is not { } type) return null;
        State state = new Parameter(name, tensor.Shape, type);
        tensor.CopyTo(state);
        state.MarkGiven();
        states[name] = state;
        return state;
    }

    private static string Text(SafetensorsFile file, string key, string path) =>
        file.Metadata.GetValueOrDefault(key) ?? throw new GlissadeException($"the model file lacks '{key}' in its metadata", path, "the file as the training wrote it", "copy it anew, or train again");

    private static JsonDocument Parse(SafetensorsFile file, string key) =>
        JsonDocument.Parse(file.Metadata.GetValueOrDefault(key) ?? throw new KeyNotFoundException($"'{key}' is missing"), new JsonDocumentOptions { MaxDepth = 64 });

    private static T Use<T>(SafetensorsFile file, string key, Func<JsonElement, T> use)
    {
        using JsonDocument document = Parse(file, key);
        return use(document.RootElement);
    }

    private static Scaling Scale(JsonElement json)
    {
        var scaling = new Scaling(json.GetProperty("mean").GetDouble(), json.GetProperty("deviation").GetDouble());
        return scaling.Deviation > 0 && double.IsFinite(scaling.Deviation) && double.IsFinite(scaling.Mean) ? scaling : throw new FormatException("a scale is not finite and positive");
    }

    private static IReadOnlyDictionary<string, double> Numbers(JsonElement json) =>
        json.EnumerateObject().ToDictionary(number => number.Name, number => number.Value.ValueKind == JsonValueKind.Null ? double.NaN : number.Value.GetDouble());

    private static IReadOnlyList<LayerSummary> Summaries(JsonElement json) =>
    [
        .. json.EnumerateArray().Select(layer => new LayerSummary(layer.GetProperty("path").GetString()!, layer.GetProperty("layer").GetString()!,
            layer.GetProperty("output").GetString()!, layer.GetProperty("parameters").GetInt64())),
    ];
}
