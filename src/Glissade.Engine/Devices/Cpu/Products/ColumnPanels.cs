namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// Cuts columns into panels two vectors wide. No panel is narrower than a vector unless there are fewer columns than that in all: a short rest takes
/// a vector from the panel before it, and its two vectors overlap. So nothing needs padding, and nothing beyond the columns is touched.
/// </summary>
internal readonly struct ColumnPanels
{
    private readonly long _columns;
    private readonly long _panel;
    private readonly long _borrowed;

    public ColumnPanels(long columns, long vector)
    {
        _columns = columns;
        _panel = 2 * vector;
        Count = (columns + _panel - 1) / _panel;
        _borrowed = columns > _panel && columns % _panel is long rest && rest > 0 && rest < vector ? vector : 0;
    }

    public long Count { get; }

    /// <summary>The first column of a panel; the number of columns for the panel after the last.</summary>
    public long Start(long panel) =>
        panel == Count ? _columns : (panel * _panel) - (panel == Count - 1 ? _borrowed : 0);

    public long Width(long panel) => Start(panel + 1) - Start(panel);

    /// <summary>How many panels from <paramref name="panel"/> on, and before <paramref name="last"/>, are two whole vectors wide and lie side by side.</summary>
    public long Whole(long panel, long last) => Math.Max(0, Math.Min(last, (_columns / _panel) - (_borrowed > 0 ? 1 : 0)) - panel);
}
