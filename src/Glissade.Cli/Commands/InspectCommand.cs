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
        if (json) Write(terminal, writer => DataJson(writer, data));
        else terminal.WriteLines(DataScreen(data, width, unicode));
        return ExitCodes.Done;
    }

    private static IEnumerable<Line> DataScreen(TrainingData data, int width, bool unicode)
    {
        if (data is PictureData pictures)
        {
            yield return new Line($"{data.Name}: {Figures.Counted(pictures.Pictures.Count, "picture")} of {pictures.Pictures.InputShape}, {pictures.Pictures.Labels.Count} classes", Ink.Strong).Cut(width, unicode);
            if (pictures.Test is { } test) yield return new Line($"its own test set: {Figures.Counted(test.Count, "picture")}").Cut(width, unicode);
            TextTable classes = new TextTable("class", "pictures").Numbers(1);
            foreach ((string label, int count) in Counts(pictures)) classes.Add(label, Figures.Count(count));
            foreach (Line line in classes.Lines(width, unicode)) yield return line;
            yield break;
        }

        Table table = ((TableData)data).Table;
        yield return new Line($"{Cells.Safe(data.Source)}: {Figures.Counted(table.Rows, "row")}, {Figures.Counted(table.Columns.Count, "column")}", Ink.Strong).Cut(width, unicode);
        foreach (string line in Cells.Wrap(table.Format.ToString(), width)) yield return new Line(line, Ink.Faint);
        TextTable columns = new TextTable("", "column", "kind", "different", "gaps", "such as").Numbers(0, 3, 4);
        for (int i = 0; i < Math.Min(table.Columns.Count, MostColumns); i++)
        {
            TableColumn column = table.Columns[i];
            columns.Add((i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), column.Name, Kind(column), Figures.Count(column.Distinct), Figures.Count(column.Gaps), Cells.Cut(Sample(column), 40, unicode));
        }

        foreach (Line line in columns.Lines(width, unicode)) yield return line;
        if (table.Columns.Count > MostColumns) yield return new Line($"and {Figures.Counted(table.Columns.Count - MostColumns, "more column")}; --json lists all", Ink.Faint).Cut(width, unicode);
        foreach (string warning in table.Warnings)
            foreach (string line in Cells.Wrap(Cells.Safe("warning: " + warning), width)) yield return new Line(line, Ink.Bad);
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

    private static void DataJson(Utf8JsonWriter writer, TrainingData data)
    {
        writer.WriteString("kind", data is PictureData ? "pictures" : "table");
        writer.WriteString("name", data.Name);
        if (data is PictureData pictures)
        {
            writer.WriteNumber("rows", pictures.Pictures.Count);
            writer.WriteNumber("test_rows", pictures.Test?.Count ?? 0);
            writer.WriteStartArray("shape");
            foreach (int extent in pictures.Pictures.InputShape.Extents) writer.WriteNumberValue(extent);
            writer.WriteEndArray();
            writer.WriteStartObject("classes");
            foreach ((string label, int count) in Counts(pictures)) writer.WriteNumber(label, count);
            writer.WriteEndObject();
            return;
        }

        Table table = ((TableData)data).Table;
        writer.WriteNumber("rows", table.Rows);
        writer.WriteString("format", table.Format.ToString());
        writer.WriteStartArray("columns");
        foreach (TableColumn column in table.Columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteString("kind", Kind(column));
            writer.WriteNumber("distinct", column.Distinct);
            writer.WriteNumber("gaps", column.Gaps);
            writer.WriteString("sample", Sample(column));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("warnings");
        foreach (string warning in table.Warnings) writer.WriteStringValue(warning);
        writer.WriteEndArray();
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

    private static IEnumerable<(string Label, int Count)> Counts(PictureData pictures)
    {
        var counts = new int[pictures.Pictures.Labels.Count];
        for (int i = 0; i < pictures.Pictures.Count; i++) counts[(int)pictures.Pictures.Targets!.Number(i, 0)]++;
        return pictures.Pictures.Labels.Zip(counts);
    }

    private static string Kind(TableColumn column) => ColumnLook.Of(column).Kind.ToString().ToLowerInvariant();

    private static string Sample(TableColumn column)
    {
        var values = new List<string>();
        for (int row = 0; row < Math.Min(column.Count, 100) && values.Count < 3; row++)
            if (!column.IsGap(row) && !values.Contains(column.Text(row))) values.Add(column.Text(row));
        return string.Join(", ", values);
    }
}
