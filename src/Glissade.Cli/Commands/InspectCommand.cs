using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Glissade.Cli;

/// <summary>What is in a model, or in data.</summary>
internal static class InspectCommand
{
    private const int MostColumns = 200;

    public static int Run(Invocation invocation, Terminal terminal)
    {
        string path = invocation.Argument(0);
        int width = terminal.IsInteractive ? terminal.Width() : 160;
        bool json = invocation.Has("json"), unicode = terminal.IsUnicode;
        if (ModelOnData.Find(path) is { } file)
        {
            Model model = Model.Load(file);
            if (json) Write(terminal, writer => ModelJson(writer, model));
            else terminal.WriteLines(ModelScreen(model, width, unicode));
            return ExitCodes.Done;
        }

        TrainingData data = TrainingData.Read(path);
        if (data is PictureData pictures)
        {
            if (json) Write(terminal, writer => InspectData.Json(writer, pictures));
            else terminal.WriteLines(InspectData.Screen(pictures, width, unicode));
            return ExitCodes.Done;
        }

        Table table = ((TableData)data).Table;
        TableColumn target = table.Columns[invocation["target"] is { } named ? table.Find(named) : table.Columns.Count - 1];
        var summary = TableSummary.Of(table, table.Columns.Count > 1 ? target : null);
        if (json) Write(terminal, writer => InspectData.Json(writer, data.Name, summary, target.Name));
        else terminal.WriteLines(InspectData.Screen(summary, target.Name, invocation["target"] is null, width, unicode));
        return ExitCodes.Done;
    }

    private static IEnumerable<Line> ModelScreen(Model model, int width, bool unicode)
    {
        string classes = model.Labels.Count > 0 ? $": {string.Join(", ", model.Labels.Take(20))}{(model.Labels.Count > 20 ? ", …" : "")}" : "";
        foreach (string line in Cells.Wrap(Cells.Safe($"{model.Task} of {model.Target}{classes}"), width)) yield return new Line(line, Ink.Strong);
        if (model.Columns.Count > 0)
        {
            string columns = string.Join(", ", model.Columns.Take(MostColumns).Select(column => column.IsNumeric ? column.Name : $"{column.Name} (text)"));
            foreach (string line in Cells.Wrap(Cells.Safe($"from {columns}{(model.Columns.Count > MostColumns ? ", …" : "")}"), width)) yield return new Line(line);
        }

        yield return new Line();
        TextTable layers = new TextTable("layer", "what", "gives", "parameters").Numbers(3);
        foreach (LayerSummary layer in model.Layers) layers.Add(layer.Path, layer.Layer, layer.Output, Figures.Count(layer.Parameters));
        foreach (Line line in layers.Lines(width, unicode)) yield return line;
        foreach (string line in Cells.Wrap(Cells.Safe($"{Figures.Counted(model.ParameterCount, "parameter")}; input {model.InputShape}; {model.Loss}, {model.Optimizer}"), width)) yield return new Line(line, Ink.Faint);
        yield return new Line();
        bool tested = model.Test.Count > 0;
        TextTable figures = new TextTable(["", "validation", .. tested ? ["test"] : Array.Empty<string>()]).Numbers(1, 2);
        foreach ((string name, double value) in model.Validation)
            figures.Add([name, Figures.Short(value), .. tested ? [Figures.Short(model.Test.GetValueOrDefault(name, double.NaN))] : Array.Empty<string>()]);
        if (figures.Count > 0)
            foreach (Line line in figures.Lines(width, unicode)) yield return line;
        foreach ((string name, string text) in model.Records.Where(record => !record.Value.Contains('\n', StringComparison.Ordinal)))
            yield return new Line(Cells.Safe($"{name}: {text}"), Ink.Faint).Cut(width, unicode);
        yield return new Line($"written by Glissade {model.Version}", Ink.Faint).Cut(width, unicode);
    }

    private static void ModelJson(Utf8JsonWriter writer, Model model)
    {
        writer.WriteString("kind", "model");
        writer.WriteString("task", model.Task);
        writer.WriteString("target", model.Target);
        writer.WriteStartArray("labels");
        foreach (string label in model.Labels) writer.WriteStringValue(label);
        writer.WriteEndArray();
        writer.WriteStartArray("columns");
        foreach (InputColumn column in model.Columns) writer.WriteStringValue(column.Name);
        writer.WriteEndArray();
        writer.WriteNumber("parameters", model.ParameterCount);
        writer.WriteString("loss", model.Loss);
        writer.WriteString("optimizer", model.Optimizer);
        writer.WriteStartArray("layers");
        foreach (LayerSummary layer in model.Layers)
        {
            writer.WriteStartObject();
            writer.WriteString("path", layer.Path);
            writer.WriteString("layer", layer.Layer);
            writer.WriteString("output", layer.Output);
            writer.WriteNumber("parameters", layer.Parameters);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        Numbers(writer, "validation", model.Validation);
        Numbers(writer, "test", model.Test);
        writer.WriteStartObject("records");
        foreach ((string name, string text) in model.Records) writer.WriteString(name, text);
        writer.WriteEndObject();
        writer.WriteString("version", model.Version);
    }

    private static void Numbers(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, double> values)
    {
        writer.WriteStartObject(name);
        foreach ((string key, double value) in values)
        {
            if (double.IsFinite(value)) writer.WriteNumber(key, value);
            else writer.WriteNull(key);
        }

        writer.WriteEndObject();
    }

    private static void Write(Terminal terminal, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        terminal.Out.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }
}
