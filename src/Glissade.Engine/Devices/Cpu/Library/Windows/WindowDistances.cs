namespace Glissade.Devices.Cpu;

/// <summary>How far from a plane's beginning the first output of a row of windows sees through a tap; the next output sees a stride further. From a table, unless that would be large.</summary>
internal sealed class WindowDistances
{
    private const long LargestTable = 1 << 16;

    private readonly WindowRows _rows;
    private readonly int[] _table;

    public WindowDistances(WindowRows rows)
    {
        _rows = rows;
        long distances = (long)rows.OutputRows * rows.Taps;
        _table = new int[distances <= LargestTable && rows.InputPlane <= int.MaxValue ? distances : 0];
        for (int i = 0; i < _table.Length; i++) _table[i] = (int)Of(i / rows.Taps, i % rows.Taps);
    }

    /// <summary>Those of a row's taps; empty if there is no table.</summary>
    public ReadOnlySpan<int> OfRow(int row) => _table.Length == 0 ? [] : _table.AsSpan(row * _rows.Taps, _rows.Taps);

    /// <summary>That of one tap, which must not be in the padding.</summary>
    public long Of(int row, int tap)
    {
        (int tapRow, int within) = Math.DivRem(tap, _rows.RowTaps);
        return (long)_rows.Rows[row * _rows.TapRows + tapRow] * _rows.Width + (long)within * _rows.Dilation - _rows.Before;
    }
}
