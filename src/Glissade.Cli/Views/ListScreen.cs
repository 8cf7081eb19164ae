namespace Glissade.Cli;

/// <summary>A thing that has a name, as lists show it.</summary>
internal sealed record ListItem(string Name, string Summary)
{
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public string Formula { get; init; } = "";

    public IReadOnlyList<ArgumentDescription> Arguments { get; init; } = [];

    public IReadOnlyList<string> Samples { get; init; } = [];
}

/// <summary>Lists of things by name: a table where there is room for all of their columns, else one below the other.</summary>
internal static class ListScreen
{
    /// <summary>Columns of a screen on which four of text can be read.</summary>
    private const int Wide = 160;

    public static IEnumerable<Line> Of(IReadOnlyList<ListItem> items, int width, bool unicode)
    {
        if (items.All(item => item.Formula.Length == 0)) return Table(items, width, unicode, ("name", Name), ("what it is", item => item.Summary));
        if (width < Wide || items.Count == 1) return items.SelectMany((item, index) => Card(item, index > 0, width, unicode));
        return items.Any(item => item.Arguments.Count > 0)
            ? Table(items, width, unicode, ("name", Name), ("formula", item => item.Formula), ("arguments", item => string.Join("; ", item.Arguments.Select(Argument))), ("what it is", item => item.Summary))
            : Table(items, width, unicode, ("name", Name), ("formula", item => item.Formula), ("what it is", item => item.Summary));
    }

    private static IEnumerable<Line> Table(IReadOnlyList<ListItem> items, int width, bool unicode, params (string Heading, Func<ListItem, string> Text)[] columns)
    {
        TextTable table = new([.. columns.Select(column => column.Heading)]);
        foreach (ListItem item in items) table.Add([.. columns.Select(column => PlainSigns.Of(column.Text(item), unicode))]);
        return table.Lines(width, unicode);
    }

    private static IEnumerable<Line> Card(ListItem item, bool isBelow, int width, bool unicode)
    {
        if (isBelow) yield return new Line();
        foreach (Line line in Text(Name(item), "", Ink.Strong)) yield return line;
        foreach (Line line in Text(item.Formula, "  ", Ink.Good)) yield return line;
        foreach (Line line in Text(item.Summary, "  ", Ink.Plain)) yield return line;
        foreach (Line line in item.Arguments.SelectMany(argument => Text(Argument(argument), "  ", Ink.Faint))) yield return line;

        // What does not fit goes on a step further in.
        IEnumerable<Line> Text(string text, string indent, Ink ink) =>
            Cells.Wrap(PlainSigns.Of(text, unicode), width - indent.Length - 2).Select((part, index) => new Line(indent + (index > 0 ? "  " : "") + part, ink));
    }

    private static string Name(ListItem item) => item.Aliases.Count == 0 ? item.Name : $"{item.Name} ({string.Join(", ", item.Aliases)})";

    private static string Argument(ArgumentDescription argument)
    {
        string value = argument.IsRequired ? " (must be given)" : argument.Default.Length > 0 ? $"={argument.Default}" : " (by the layer before)";
        return $"{argument.Name}{value}: {argument.Range}";
    }
}
