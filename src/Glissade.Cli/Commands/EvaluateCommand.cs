using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Glissade.Cli;

/// <summary>Metrics of a model on labelled data.</summary>
internal static class EvaluateCommand
{
    public static int Run(Invocation invocation, Terminal terminal)
    {
        DataPart part = invocation["part"] switch
        {
            null => DataPart.Auto,
            "validation" => DataPart.Validation,
            "test" => DataPart.Test,
            "all" => DataPart.All,
            var other => throw OptionText.Wrong("part", other, "validation, test or all", Spelling.Nearest(other, ["validation", "test", "all"]) is { } nearest ? $"--part {nearest}" : "--part all"),
        };
        Model model = ModelOnData.Load(invocation.Argument(0), Threads(invocation));
        Metric[]? metrics = invocation["metrics"] is { } names ? [.. OptionText.Things(names).Select(Catalog.Metrics.Parse)] : null;
        (ModelEvaluation evaluation, DataPart taken) = ModelOnData.Evaluate(model, invocation.Argument(1), part, metrics is { Length: > 0 } ? metrics : null);
        if (invocation.Has("json")) WriteJson(evaluation, taken, terminal);
        else terminal.WriteLines(Screen(evaluation, model, taken, terminal.IsInteractive ? terminal.Width() : 160, terminal.IsUnicode));
        return ExitCodes.Done;
    }

    /// <summary>The option --threads.</summary>
    public static int? Threads(Invocation invocation) => invocation["threads"] is { } text ? OptionText.Integer("threads", text, 1, 1024) : null;

    private static IEnumerable<Line> Screen(ModelEvaluation evaluation, Model model, DataPart part, int width, bool unicode)
    {
        yield return new Line($"{model.Task}: {Cells.Safe(model.Target)}, {Figures.Counted(evaluation.Outcomes.Count, "row")} ({(part == DataPart.All ? "all" : $"the {part.ToString().ToLowerInvariant()} part of the training data")})", Ink.Strong).Cut(width, unicode);
        TextTable table = new TextTable("", "").Numbers(1).Add("loss", Figures.Short(evaluation.Loss));
        foreach ((string name, double value) in evaluation.Metrics) table.Add(name, Figures.Short(value));
        foreach (Line line in table.Lines(width, unicode)) yield return line;
        if (!evaluation.Outcomes.IsClassification || evaluation.Outcomes.ClassCount > 12) yield break;
        ConfusionMatrix matrix = ConfusionMatrix.Of(evaluation.Outcomes);
        IReadOnlyList<string> labels = model.Labels.Count == matrix.Classes ? model.Labels : [.. Enumerable.Range(0, matrix.Classes).Select(label => label.ToString(CultureInfo.InvariantCulture))];
        var confusion = new Confusion(labels, [.. Enumerable.Range(0, matrix.Classes).Select(truth => Enumerable.Range(0, matrix.Classes).Select(predicted => (int)matrix[truth, predicted]).ToArray())]);
        foreach (Line line in RunScreen.ConfusionTable(confusion, width, unicode)) yield return line;
    }

    private static void WriteJson(ModelEvaluation evaluation, DataPart part, Terminal terminal)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            Number(writer, "loss", evaluation.Loss);
            writer.WriteStartObject("metrics");
            foreach ((string name, double value) in evaluation.Metrics) Number(writer, name, value);
            writer.WriteEndObject();
            writer.WriteNumber("rows", evaluation.Outcomes.Count);
            writer.WriteString("part", part.ToString().ToLowerInvariant());
            writer.WriteEndObject();
        }

        terminal.Out.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    private static void Number(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumber(name, value);
        else writer.WriteNull(name);
    }
}
