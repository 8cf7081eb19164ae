using System.Globalization;
using System.Text.Json;

namespace Glissade.Cli;

/// <summary>What is in data, as a screen and as JSON: a table's columns with their figures and what a person should know of them; the classes of pictures.</summary>
internal static class InspectData
{
    private const int MostColumns = 200, Wide = 120, Narrow = 60, LongestValue = 24;

    public static IEnumerable<Line> Screen(PictureData pictures, int width, bool unicode)
    {
        yield return new Line($"{Cells.Safe(pictures.Name)}: {Figures.Counted(pictures.Pictures.Count, "picture")} of {pictures.Pictures.InputShape}, {pictures.Pictures.Labels.Count} classes", Ink.Strong).Cut(width, unicode);
        if (pictures.Test is { } test) yield return new Line($"its own test set: {Figures.Counted(test.Count, "picture")}").Cut(width, unicode);
        TextTable classes = new TextTable("class", "pictures").Numbers(1);
        foreach ((string label, int count) in Counts(pictures)) classes.Add(label, Figures.Count(count));
        foreach (Line line in classes.Lines(width, unicode)) yield return line;
    }

    /// <summary>A table at any width: figures in columns of their own where there is room, else in words.</summary>
    public static IEnumerable<Line> Screen(TableSummary summary, string target, bool isGuess, int width, bool unicode)
    {
        yield return new Line($"{Cells.Safe(summary.Path)}: {Figures.Counted(summary.Rows, "row")}, {Figures.Counted(summary.Columns.Count, "column")}", Ink.Strong).Cut(width, unicode);
        foreach (string line in Cells.Wrap(summary.Format.ToString(), width)) yield return new Line(line, Ink.Faint);
        ColumnSummary[] shown = [.. summary.Columns.Take(MostColumns)];
        IEnumerable<Line> lines = width >= Wide ? InColumns(shown, unicode).Lines(width, unicode) : width >= Narrow ? InWords(shown, unicode).Lines(width, unicode) : InParagraphs(shown, width, unicode);
        foreach (Line line in lines) yield return line;
        if (summary.Columns.Count > MostColumns) yield return new Line($"and {Figures.Counted(summary.Columns.Count - MostColumns, "more column")}; --json lists all", Ink.Faint).Cut(width, unicode);
        if (summary.Columns.Count > 1)
        {
            string said = isGuess ? $"the column to predict is taken to be the last one, {target}; --target names another" : $"the column to predict: {target}";
            foreach (string line in Cells.Wrap(Cells.Safe(said), width)) yield return new Line(line, Ink.Faint);
        }

        foreach (string warning in summary.Warnings)
            foreach (string line in Cells.Wrap(Cells.Safe("warning: " + warning), width)) yield return new Line(line, Ink.Bad);
    }

    public static void Json(Utf8JsonWriter writer, PictureData pictures)
    {
        writer.WriteString("kind", "pictures");
        writer.WriteString("name", pictures.Name);
        writer.WriteNumber("rows", pictures.Pictures.Count);
        writer.WriteNumber("test_rows", pictures.Test?.Count ?? 0);
        writer.WriteStartArray("shape");
        foreach (int extent in pictures.Pictures.InputShape.Extents) writer.WriteNumberValue(extent);
        writer.WriteEndArray();
        writer.WriteStartObject("classes");
        foreach ((string label, int count) in Counts(pictures)) writer.WriteNumber(label, count);
        writer.WriteEndObject();
    }

    public static void Json(Utf8JsonWriter writer, string name, TableSummary summary, string target)
    {
        writer.WriteString("kind", "table");
        writer.WriteString("name", name);
        writer.WriteNumber("rows", summary.Rows);
        writer.WriteNumber("duplicate_rows", summary.DuplicateRows);
        writer.WriteString("format", summary.Format.ToString());
        writer.WriteString("target", target);
        writer.WriteStartArray("columns");
        foreach (ColumnSummary column in summary.Columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteString("kind", Kind(column));
            writer.WriteString("reason", column.Look.Reason);
            writer.WriteNumber("gaps", column.Gaps);
            writer.WriteNumber("distinct", column.Distinct);
            Number("minimum", column.Minimum);
            Number("maximum", column.Maximum);
            Number("mean", column.Mean);
            Number("deviation", column.Deviation);
            writer.WriteStartArray("common");
            foreach ((string value, int count) in column.Common)
            {
                writer.WriteStartObject();
                writer.WriteString("value", value);
                writer.WriteNumber("count", count);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("warnings");
        foreach (string warning in summary.Warnings) writer.WriteStringValue(warning);
        writer.WriteEndArray();

        void Number(string key, double value)
        {
            if (double.IsFinite(value)) writer.WriteNumber(key, value);
            else writer.WriteNull(key);
        }
    }

    private static TextTable InColumns(ColumnSummary[] columns, bool unicode)
    {
        TextTable table = new TextTable("", "column", "kind", "gaps", "different", "minimum", "maximum", "mean", "deviation", "most often").Numbers(0, 3, 4, 5, 6, 7, 8);
        for (int i = 0; i < columns.Length; i++)
        {
            ColumnSummary column = columns[i];
            table.Add(Place(i), column.Name, Kind(column), Figures.Count(column.Gaps), Figures.Count(column.Distinct), Value(column.Minimum), Value(column.Maximum), Value(column.Mean), Value(column.Deviation), Often(column, unicode));
        }

        return table;
    }

    private static TextTable InWords(ColumnSummary[] columns, bool unicode)
    {
        TextTable table = new TextTable("", "column", "kind", "gaps", "different", "values").Numbers(0, 3, 4);
        for (int i = 0; i < columns.Length; i++)
            table.Add(Place(i), columns[i].Name, Kind(columns[i]), Figures.Count(columns[i].Gaps), Figures.Count(columns[i].Distinct), Values(columns[i], unicode));
        return table;
    }

    private static IEnumerable<Line> InParagraphs(ColumnSummary[] columns, int width, bool unicode)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            ColumnSummary column = columns[i];
            yield return new Line($"{Place(i)} {Cells.Safe(column.Name)}", Ink.Strong).Cut(width, unicode);
            string text = $"{Kind(column)}, {Figures.Count(column.Distinct)} different, {(column.Gaps == 0 ? "no gaps" : Figures.Counted(column.Gaps, "gap"))}";
            if (Values(column, unicode) is { Length: > 0 } values) text += "; " + values;
            foreach (string line in Cells.Wrap(Cells.Safe(text), Math.Max(1, width - 2))) yield return new Line("  " + line);
        }
    }

    private static string Values(ColumnSummary column, bool unicode)
    {
        string range = double.IsNaN(column.Mean) ? "" : $"{Value(column.Minimum)} to {Value(column.Maximum)}, mean {Value(column.Mean)} {(unicode ? "±" : "+-")} {Value(column.Deviation)}";
        string often = Often(column, unicode);
        return range.Length > 0 && often.Length > 0 ? $"{range}; often {often}" : range + often;
    }

    // Values that hardly ever come again say nothing.
    private static string Often(ColumnSummary column, bool unicode) => column.Common.Count == 0 || column.Common[0].Count == 1 ? ""
        : string.Join(", ", column.Common.Take(3).Select(common => $"{Cells.Cut(common.Value, LongestValue, unicode)} ({Figures.Count(common.Count)})"));

    private static string Place(int column) => (column + 1).ToString(CultureInfo.InvariantCulture);

    private static string Value(double value) => double.IsNaN(value) ? ""
        : Math.Abs(value) < 1e9 && value == Math.Floor(value) ? value.ToString("0", CultureInfo.InvariantCulture)
        : Math.Abs(value) is >= 1000 and < 1e9 ? value.ToString("0.0", CultureInfo.InvariantCulture) : value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Kind(ColumnSummary column) => column.Look.Kind.ToString().ToLowerInvariant();

    private static IEnumerable<(string Label, int Count)> Counts(PictureData pictures)
    {
        var counts = new int[pictures.Pictures.Labels.Count];
        for (int i = 0; i < pictures.Pictures.Count; i++) counts[(int)pictures.Pictures.Targets!.Number(i, 0)]++;
        return pictures.Pictures.Labels.Zip(counts);
    }
}
