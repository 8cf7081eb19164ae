using System.Text;
using System.Text.Json;

namespace Glissade;

/// <summary>
/// The full state of a training in one safetensors file: parameters, buffers and moments as they are, the best weights so far, and where the training stands. Going on from it gives the bits that
/// an uninterrupted training gives.
/// </summary>
internal static class Checkpoint
{
    private const string Now = "now/", Best = "best/", Format = "glissade.checkpoint", FormatVersion = "1";

    /// <summary>Writes the state, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="states">Everything a step writes.</param>
    /// <param name="best">The best weights so far; null before there are any.</param>
    /// <param name="run">Where the training stands.</param>
    /// <param name="identity">What makes it this training and no other, by name.</param>
    public static void Write(string path, IReadOnlyList<(string Name, State State)> states, StateSnapshot? best, RunState run, IReadOnlyDictionary<string, string> identity)
    {
        var tensors = new List<SafetensorsTensor>();
        foreach ((string name, State state) in states) tensors.Add(SafetensorsTensor.Of(Now + name, state));
        for (int i = 0; i < best?.States.Count; i++)
        {
            (string name, State state) = best.States[i];
            tensors.Add(new SafetensorsTensor(Best + name, SafetensorsTypes.Of(state.Type), state.Shape, best.CopyOf(i)));
        }

        var metadata = new Dictionary<string, string> { ["format"] = Format, ["version"] = FormatVersion, ["run"] = ToJson(run) };
        foreach ((string key, string value) in identity) metadata[$"identity.{key}"] = value;
        metadata[Seal.Key] = Seal.Of(tensors, metadata);
        new SafetensorsFile(tensors, metadata).Write(path);
    }

    /// <summary>Sets the states from a file, and gives back where the training stood. Nothing is set unless all fits.</summary>
    /// <exception cref="GlissadeException">The file is no checkpoint, is damaged, or belongs to another training.</exception>
    public static RunState Read(string path, IReadOnlyList<(string Name, State State)> states, IReadOnlyList<(string Name, State State)> modelStates,
        StateSnapshot best, IReadOnlyDictionary<string, string> identity)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        if (file.Metadata.GetValueOrDefault("format") != Format)
            throw new GlissadeException("the file is not the state of a training", path, "a file that a training of Glissade wrote as its checkpoint (last.safetensors)", "give the run's own folder, or start without resuming");
        if (file.Metadata.GetValueOrDefault("version") != FormatVersion)
            throw new GlissadeException($"the state was written in version {file.Metadata.GetValueOrDefault("version")} of the format", path, $"version {FormatVersion}", "resume with the version of Glissade that began the training");
        Seal.Require(file, path, "the state of the training");
        foreach ((string key, string value) in identity)
        {
            if (file.Metadata.GetValueOrDefault($"identity.{key}") is { } before && before != value)
                throw new GlissadeException($"the training that is to go on had another {key}", path, $"{key} {before}", $"go on with the same {key} instead of {value}, or start a new run");
        }

        RunState run = FromJson(file.Metadata.GetValueOrDefault("run") ?? "", path);
        var wanted = new List<(SafetensorsTensor Tensor, State State)>();
        foreach ((string name, State state) in states) wanted.Add((Find(file, Now + name, state, path), state));
        bool hasBest = run.BestEpoch > 0;
        var bestTensors = new List<(SafetensorsTensor Tensor, State State)>();
        if (hasBest)
            foreach ((string name, State state) in modelStates) bestTensors.Add((Find(file, Best + name, state, path), state));

        foreach ((SafetensorsTensor tensor, State state) in bestTensors) tensor.CopyTo(state, path);
        if (hasBest) best.Take();
        foreach ((SafetensorsTensor tensor, State state) in wanted) tensor.CopyTo(state, path);
        return run;
    }

    private static SafetensorsTensor Find(SafetensorsFile file, string name, State state, string path)
    {
        SafetensorsTensor tensor = file.Find(name) ?? throw new GlissadeException($"the state of the training lacks '{name}'", path, "the state of this network and this optimizer", "resume with the options the training began with");
        if (!tensor.Shape.Equals(state.Shape) || tensor.Type.ToDType() != state.Type)
            throw new GlissadeException($"'{name}' is {tensor.Type.Name()} {tensor.Shape} in the state of the training", path, $"{state.Type.Name()} {state.Shape}", "resume with the options the training began with");
        return tensor;
    }

    private static string ToJson(RunState run)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("epoch", run.Epoch);
            writer.WriteNumber("batch", run.Batch);
            writer.WriteNumber("step", run.Step);
            Number(writer, "numerator", run.Numerator);
            Number(writer, "denominator", run.Denominator);
            Number(writer, "first_loss", run.FirstLoss);
            Number(writer, "best_loss", run.BestLoss);
            writer.WriteNumber("best_epoch", run.BestEpoch);
            writer.WriteNumber("waited", run.Waited);
            writer.WriteStartArray("schedule");
            foreach (double number in run.Schedule) writer.WriteStringValue(number.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
            writer.WriteEndArray();
            Events(writer, "epochs", run.Epochs);
            Events(writer, "warnings", run.Warnings);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    // As they stand in a run's record.
    private static void Events(Utf8JsonWriter writer, string name, IEnumerable<RunEvent> events)
    {
        writer.WriteStartArray(name);
        foreach (RunEvent runEvent in events) writer.WriteRawValue(RunEventJson.Write(runEvent));
        writer.WriteEndArray();
    }

    private static IEnumerable<T> Events<T>(JsonElement root, string name) where T : RunEvent =>
        root.GetProperty(name).EnumerateArray().Select(line => RunEventJson.Read(line.GetRawText()) as T ?? throw new JsonException($"an event among the {name} that is none"));

    private static RunState FromJson(string json, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            JsonElement root = document.RootElement;
            var run = new RunState
            {
                Epoch = root.GetProperty("epoch").GetInt32(),
                Batch = root.GetProperty("batch").GetInt32(),
                Step = root.GetProperty("step").GetInt64(),
                Numerator = Number(root, "numerator"),
                Denominator = Number(root, "denominator"),
                FirstLoss = Number(root, "first_loss"),
                BestLoss = Number(root, "best_loss"),
                BestEpoch = root.GetProperty("best_epoch").GetInt32(),
                Waited = root.GetProperty("waited").GetInt32(),
                // Written since there are schedules that carry something.
                Schedule = root.TryGetProperty("schedule", out JsonElement schedule) ? [.. schedule.EnumerateArray().Select(Number)] : [],
            };
            run.Epochs.AddRange(Events<EpochFinished>(root, "epochs"));
            run.Warnings.AddRange(Events<Warning>(root, "warnings"));
            if (run.Epoch < 0 || run.Batch < 0 || run.Step < 0 || run.BestEpoch < 0 || run.BestEpoch > run.Epochs.Count || run.Epochs.Count != run.Epoch) throw new JsonException("numbers that do not belong together");
            return run;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new GlissadeException("the state of the training is damaged", path, "the file as the training wrote it", "start a new run", e);
        }
    }

    // JSON has no NaN and no infinity; .NET writes the shortest text that reads back to the same bits.
    private static void Number(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumber(name, value);
        else writer.WriteString(name, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static double Number(JsonElement element, string name) => Number(element.GetProperty(name));

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? value.GetDouble()
        : double.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}
