namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// Cuts columns into panels two vectors wide. No panel is narrower than a vector unless there are fewer columns than that in all: a short rest takes
/// a vector from the panel before it, and its two vectors overlap. So nothing needs padding, and nothing beyond the columns is touched.
/// </summary>
internal readonly struct ColumnPanels(long columns, long vector)
{
    public long Count => (columns + (2 * vector) - 1) / (2 * vector);

    private bool Borrows => columns > 2 * vector && columns % (2 * vector) is long rest && rest > 0 && rest < vector;

    /// <summary>The first column of a panel; the number of columns for the panel after the last.</summary>
    public long Start(long panel) =>
        panel == Count ? columns : (panel * 2 * vector) - (panel == Count - 1 && Borrows ? vector : 0);

    public long Width(long panel) => Start(panel + 1) - Start(panel);
}
