using System.Text.Encodings.Web;
using System.Text.Json;

namespace Glissade;

/// <summary>
/// Events as JSON, one object a line, <c>"event"</c> first and <c>"v"</c> (the version) second: what <c>events.jsonl</c> and <c>--json</c> hold. Numbers are written so that reading gives
/// the same bits; NaN and infinity, which JSON has not, as null, which reads as NaN.
/// </summary>
public static class RunEventJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line, without its end.</summary>
    /// <exception cref="NotSupportedException">The event is no part of a run's record: <see cref="Progress"/>.</exception>
    public static string Write(RunEvent runEvent)
    {
        using var stream = new MemoryStream();
        Write(runEvent, stream);
        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>One line, without its end, as UTF-8.</summary>
    /// <exception cref="NotSupportedException">The event is no part of a run's record: <see cref="Progress"/>.</exception>
    public static void Write(RunEvent runEvent, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(runEvent);
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new Utf8JsonWriter(stream, Compact);
        writer.WriteStartObject();
        writer.WriteString("event", runEvent.Name);
        writer.WriteNumber("v", runEvent.Version);
        switch (runEvent)
        {
            case RunStarted started: WriteStarted(writer, started); break;
            case EpochFinished epoch: WriteEpoch(writer, epoch); break;
            case RunFinished finished: WriteFinished(writer, finished); break;
            case Warning warning:
                writer.WriteString("code", warning.Code);
                writer.WriteString("message", warning.Message);
                break;
            default: throw new NotSupportedException($"The event '{runEvent.Name}' is for watching only and has no line in a run's record.");
        }

        writer.WriteEndObject();
    }

    /// <summary>The event of a line; null if its kind is not known here (of a later version). Fields that are not known are passed over, missing ones have their defaults.</summary>
    /// <exception cref="GlissadeException">The line is not JSON, not an object, has no <c>event</c>, or a field is of another kind.</exception>
    public static RunEvent? Read(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        try
        {
            using JsonDocument document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 16 });
            var fields = new RunEventFields(document.RootElement);
            return fields.Text("event") switch
            {
                "run_started" => ReadStarted(fields),
                "epoch_finished" => ReadEpoch(fields),
                "run_finished" => ReadFinished(fields),
                "warning" => new Warning(fields.Text("code"), fields.Text("message")),
                "" => throw new FormatException("it has no field \"event\""),
                _ => null,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new GlissadeException("a line is not an event", Shortened(line), "a JSON object such as {\"event\":\"warning\",\"v\":1,\"code\":\"…\",\"message\":\"…\"}",
                "take the line out; the last one may be half written if the run was killed", e);
        }
    }

    /// <summary>The name of a reason, such as <c>early_stopping</c>.</summary>
    public static string NameOf(FinishReason reason) => reason switch
    {
        FinishReason.Completed => "completed",
        FinishReason.EarlyStopping => "early_stopping",
        FinishReason.LossReached => "loss_reached",
        FinishReason.GradientVanished => "gradient_vanished",
        FinishReason.TimeLimit => "time_limit",
        FinishReason.Cancelled => "cancelled",
        FinishReason.Diverged => "diverged",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "There is no such reason."),
    };

    private static string Shortened(string line) => line.Length <= 80 ? line : line[..80] + "…";

    private static void WriteStarted(Utf8JsonWriter writer, RunStarted started)
    {
        writer.WriteString("task", started.Task);
        writer.WriteString("target", started.Target);
        writer.WriteNumber("rows", started.Rows);
        writer.WriteNumber("train_rows", started.TrainRows);
        writer.WriteNumber("validation_rows", started.ValidationRows);
        writer.WriteNumber("test_rows", started.TestRows);
        writer.WriteNumber("parameters", started.Parameters);
        writer.WriteNumber("peak_bytes", started.PeakBytes);
        writer.WriteString("loss", started.Loss);
        writer.WriteString("optimizer", started.Optimizer);
        writer.WriteNumber("seed", started.Seed);
        writer.WriteNumber("batch_size", started.BatchSize);
        writer.WriteNumber("epochs", started.Epochs);
        writer.WriteNumber("first_epoch", started.FirstEpoch);
        Number(writer, "baseline_loss", started.BaselineLoss);
        Numbers(writer, "baseline", started.Baseline);
        writer.WriteStartArray("layers");
        foreach (LayerSummary layer in started.Layers)
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

    private static RunStarted ReadStarted(RunEventFields fields) => new()
    {
        Task = fields.Text("task"),
        Target = fields.Text("target"),
        Rows = fields.Whole("rows"),
        TrainRows = fields.Whole("train_rows"),
        ValidationRows = fields.Whole("validation_rows"),
        TestRows = fields.Whole("test_rows"),
        Parameters = fields.Whole("parameters"),
        PeakBytes = fields.Whole("peak_bytes"),
        Loss = fields.Text("loss"),
        Optimizer = fields.Text("optimizer"),
        Seed = (int)fields.Whole("seed"),
        BatchSize = (int)fields.Whole("batch_size"),
        Epochs = (int)fields.Whole("epochs"),
        FirstEpoch = (int)fields.Whole("first_epoch", 1),
        BaselineLoss = fields.Number("baseline_loss"),
        Baseline = fields.Numbers("baseline"),
        Layers = [.. fields.Objects("layers").Select(layer => new LayerSummary(layer.Text("path"), layer.Text("layer"), layer.Text("output"), layer.Whole("parameters")))],
    };

    private static void WriteEpoch(Utf8JsonWriter writer, EpochFinished epoch)
    {
        writer.WriteNumber("epoch", epoch.Epoch);
        writer.WriteNumber("step", epoch.Step);
        Number(writer, "train_loss", epoch.TrainLoss);
        Number(writer, "validation_loss", epoch.ValidationLoss);
        Numbers(writer, "metrics", epoch.Metrics);
        Number(writer, "learning_rate", epoch.LearningRate);
        Number(writer, "gradient_norm", epoch.GradientNorm);
        Number(writer, "examples_per_second", epoch.ExamplesPerSecond);
        Number(writer, "seconds", epoch.Seconds);
        writer.WriteBoolean("best", epoch.IsBest);
    }

    private static EpochFinished ReadEpoch(RunEventFields fields) => new()
    {
        Epoch = (int)fields.Whole("epoch"),
        Step = fields.Whole("step"),
        TrainLoss = fields.Number("train_loss"),
        ValidationLoss = fields.Number("validation_loss"),
        Metrics = fields.Numbers("metrics"),
        LearningRate = fields.Number("learning_rate"),
        GradientNorm = fields.Number("gradient_norm"),
        ExamplesPerSecond = fields.Number("examples_per_second"),
        Seconds = fields.Number("seconds"),
        IsBest = fields.Flag("best"),
    };

    private static void WriteFinished(Utf8JsonWriter writer, RunFinished finished)
    {
        writer.WriteString("reason", NameOf(finished.Reason));
        writer.WriteNumber("best_epoch", finished.BestEpoch);
        Numbers(writer, "validation", finished.Validation);
        Numbers(writer, "test", finished.Test);
        writer.WriteString("model", finished.Model);
        Number(writer, "seconds", finished.Seconds);
        if (finished.Divergence is not { } divergence) return;
        writer.WriteStartObject("divergence");
        writer.WriteNumber("epoch", divergence.Epoch);
        writer.WriteNumber("step", divergence.Step);
        writer.WriteString("layer", divergence.Layer);
        writer.WriteString("operation", divergence.Operation);
        writer.WriteStartArray("rows");
        foreach (int row in divergence.Rows) writer.WriteNumberValue(row);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static RunFinished ReadFinished(RunEventFields fields)
    {
        string name = fields.Text("reason");
        return new RunFinished
        {
            Reason = Enum.GetValues<FinishReason>().Where(reason => NameOf(reason) == name).Cast<FinishReason?>().FirstOrDefault() ?? throw new FormatException($"no run ends by '{name}'"),
            BestEpoch = (int)fields.Whole("best_epoch"),
            Validation = fields.Numbers("validation"),
            Test = fields.Numbers("test"),
            Model = fields.Text("model"),
            Seconds = fields.Number("seconds"),
            Divergence = fields.Object("divergence") is not { } divergence ? null : new Divergence((int)divergence.Whole("epoch"), divergence.Whole("step"), divergence.Text("layer"),
                divergence.Text("operation"), [.. divergence.WholeNumbers("rows").Select(row => (int)row)]),
        };
    }

    private static void Number(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumber(name, value);
        else writer.WriteNull(name);
    }

    private static void Numbers(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, double> values)
    {
        writer.WriteStartObject(name);
        foreach ((string key, double value) in values) Number(writer, key, value);
        writer.WriteEndObject();
    }
}
