using System.Text;
using System.Text.Json;

namespace Glissade;

/// <summary>
/// A model's file: safetensors with the parameters under their paths, whose metadata holds the inference graph in primitives, the layers by name, preprocessing, labels, metrics and versions. Any reader
/// of safetensors opens it; loading needs no code of the layers. Equal models give equal bytes: no clock and no path goes in.
/// </summary>
internal static class ModelFile
{
    public const string Format = "glissade.model", FormatVersion = "1", X = "x", PredictionName = "prediction", OutputName = "output";

    /// <summary>Saves the network of a trainer as it is now.</summary>
    /// <param name="path">The file, written whole or not at all.</param>
    /// <param name="trainer">The network, its loss and its scales.</param>
    /// <param name="like">Data of the kind the network takes: shape and type of an input, names of the classes.</param>
    /// <param name="description">What else the file says.</param>
    public static void Write(string path, Trainer trainer, Dataset like, ModelDescription description)
    {
        Wiring wiring = trainer.Wire();
        IReadOnlyList<LayerState> states = trainer.Model.States();
        InferenceGraph graph = InferenceGraph.Capture(batch =>
        {
            Input x = like.Inputs.Input(X, batch);
            Tensor prediction = wiring.Predict(x, Pass.Inference());
            return ([x], [(PredictionName, prediction), (OutputName, wiring.Output(prediction))]);
        }, states.ToDictionary(state => state.State, state => state.Path, ReferenceEqualityComparer.Instance as IEqualityComparer<State>));

        List<SafetensorsTensor> tensors = [.. states.Select(state => SafetensorsTensor.Of(state.Path, state.State))];
        tensors.AddRange(graph.Constants.Select(constant => SafetensorsTensor.Of(constant.Name, constant.Constant)));
        bool classifies = like.Targets is not null && wiring.Classifies(like.Targets);
        int outputs = OutputsOf(wiring, like);
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["version"] = FormatVersion,
            ["glissade"] = typeof(ModelFile).Assembly.GetName().Version!.ToString(3),
            ["task"] = description.Task.Length > 0 ? description.Task : !classifies ? "regression" : outputs <= 2 ? "binary" : "multiclass",
            ["target"] = description.Target,
            ["labels"] = Json(writer => Strings(writer, description.Labels.Count > 0 ? description.Labels : like.Labels)),
            ["graph"] = graph.ToJson(),
            ["network"] = trainer.Model.ToString()!,
            ["loss_text"] = trainer.Loss.ToString()!,
            ["optimizer_text"] = trainer.Optimizer.ToString()!,
            ["layers"] = Json(writer => Summaries(writer, LayerSummaries.Of(wiring, like))),
            ["validation"] = Json(writer => Numbers(writer, description.Validation)),
            ["test"] = Json(writer => Numbers(writer, description.Test)),
        };
        if (Catalog.Network.Knows(trainer.Model)) metadata["network_json"] = Json(writer => Catalog.Network.Write(writer, trainer.Model));
        if (Catalog.Losses.Knows(trainer.Loss)) metadata["loss"] = Json(writer => Catalog.Losses.Write(writer, trainer.Loss));
        if (Catalog.Optimizers.Knows(trainer.Optimizer)) metadata["optimizer"] = Json(writer => Catalog.Optimizers.Write(writer, trainer.Optimizer));
        if (trainer.InputScale is { } input) metadata["input_scale"] = Json(writer => Scale(writer, input));
        if (trainer.TargetScale is { } target) metadata["target_scale"] = Json(writer => Scale(writer, target));
        if (description.Table is { } table) metadata["preprocessing"] = Json(table.ToJson);
        foreach ((string name, string text) in description.Records) metadata[$"record.{name}"] = text;
        metadata[Seal.Key] = Seal.Of(tensors, metadata);
        new SafetensorsFile(tensors, metadata).Write(path);
    }

    private static int OutputsOf(Wiring wiring, Dataset like) => checked((int)wiring.Predict(like.Inputs.Input(X, 1), Pass.Inference()).Count);

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) write(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Strings(Utf8JsonWriter writer, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray();
        foreach (string text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter writer, IReadOnlyDictionary<string, double> numbers)
    {
        writer.WriteStartObject();
        foreach ((string name, double value) in numbers)
        {
            if (double.IsFinite(value)) writer.WriteNumber(name, value);
            else writer.WriteNull(name);
        }

        writer.WriteEndObject();
    }

    private static void Scale(Utf8JsonWriter writer, Scaling scaling)
    {
        writer.WriteStartObject();
        writer.WriteNumber("mean", scaling.Mean);
        writer.WriteNumber("deviation", scaling.Deviation);
        writer.WriteEndObject();
    }

    private static void Summaries(Utf8JsonWriter writer, IReadOnlyList<LayerSummary> layers)
    {
        writer.WriteStartArray();
        foreach (LayerSummary layer in layers)
        {
            writer.WriteStartObject();
            writer.WriteString("path", layer.Path);
            writer.WriteString("layer", layer.Layer);
            writer.WriteString("output", layer.Output);
            writer.WriteNumber("parameters", layer.Parameters);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
