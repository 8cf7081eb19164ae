namespace Glissade.Cli;

/// <summary>Rows under headings, in a given width: columns take what they need; the widest give way when it is too little, and their text is wrapped.</summary>
internal sealed class TextTable(params string[] headings)
{
    private const int Gap = 2;
    private readonly List<string[]> _rows = [];
    private readonly HashSet<int> _numbers = [];

    public int Count => _rows.Count;

    public TextTable Numbers(params int[] columns)
    {
        _numbers.UnionWith(columns);
        return this;
    }

    public TextTable Add(params string[] row)
    {
        _rows.Add([.. row.Select(Cells.Safe)]);
        return this;
    }

    public IEnumerable<Line> Lines(int width, bool unicode = true)
    {
        if (headings.Length * (Gap + 1) > width)
        {
            foreach (string[] row in _rows) yield return new Line(Cells.Cut(string.Join(' ', row), width, unicode));
            yield break;
        }

        int[] widths = Widths(width);
        if (headings.Any(heading => heading.Length > 0))
        {
            foreach (Line line in Row(headings, widths, Ink.Faint)) yield return line;
        }

        foreach (string[] row in _rows)
            foreach (Line line in Row(row, widths, Ink.Plain)) yield return line;
    }

    private int[] Widths(int width)
    {
        int[] widths = [.. headings.Select((heading, column) => Math.Max(1, Math.Max(Cells.Width(heading), _rows.Count == 0 ? 0 : _rows.Max(row => Cells.Width(row[column])))))];
        int room = width - Gap * (headings.Length - 1);
        while (widths.Sum() > room)
        {
            // The widest gives way, at most to the width of the one after it.
            int most = widths.Max(), widest = Array.LastIndexOf(widths, most);
            int second = widths.Where((_, column) => column != widest).DefaultIfEmpty(0).Max();
            int excess = widths.Sum() - room;
            widths[widest] = Math.Max(1, Math.Max(most - excess, Math.Min(second, most - 1)));
        }

        return widths;
    }

    private IEnumerable<Line> Row(string[] row, int[] widths, Ink ink)
    {
        string[][] wrapped = [.. row.Select((text, column) => Cells.Wrap(text, widths[column]).ToArray())];
        int lines = Math.Max(1, wrapped.Max(cell => cell.Length));
        for (int i = 0; i < lines; i++)
        {
            var line = new Line();
            for (int column = 0; column < row.Length; column++)
            {
                string text = i < wrapped[column].Length ? wrapped[column][i] : "";
                bool last = column == row.Length - 1;
                string cell = _numbers.Contains(column) ? Cells.Right(text, widths[column]) : last ? text : Cells.Left(text, widths[column]);
                line.Add(last ? cell : cell + new string(' ', Gap), ink);
            }

            yield return line;
        }
    }
}
