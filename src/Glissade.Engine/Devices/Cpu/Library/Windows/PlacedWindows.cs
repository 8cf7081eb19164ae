using System.Numerics;

namespace Glissade.Devices.Cpu;

/// <summary>
/// Windows of any kind: the largest of each together with its place, the number of its tap. It is of the element type, so that a place is found by comparing vectors.
/// </summary>
internal sealed unsafe class PlacedWindows<T> where T : unmanaged, INumber<T>
{
    /// <summary>Outputs of a stretch, where a row is cut.</summary>
    private const long LongestStretch = 1024;

    private readonly WindowRows _rows;
    private readonly WindowLine<T> _line;
    private readonly WindowPlaces<T> _places;
    private readonly long _stretch;

    public PlacedWindows(WindowRows rows)
    {
        (_rows, _stretch) = (rows, Math.Min(rows.Outputs, LongestStretch));
        _line = new WindowLine<T>(rows, _stretch);
        _places = new WindowPlaces<T>(rows, _line);
    }

    /// <summary>Whether a row of outputs is one stretch; only then are planes found as a whole.</summary>
    public bool RowsAreWhole => _stretch == _rows.Outputs;

    /// <summary>Elements of memory for a plane.</summary>
    public long PlaneSize => _rows.InputRows * _line.Size + 2 * FoundSize;

    /// <summary>Elements of memory for a row.</summary>
    public long RowSize => _line.Size + 2 * FoundSize;

    // The largest, or the places, of a stretch.
    private long FoundSize => _stretch + 2 * Vector<T>.Count;

    /// <summary>Finds those of a plane, whose lines all lie in memory at once. From the outputs on as much may be written as is written later: up to <paramref name="end"/>, of places as much.</summary>
    public void FindPlane(T* source, T* behind, T* to, T* places, T* end, T* lines)
    {
        T* largest = lines + _rows.InputRows * _line.Size, found = largest + FoundSize;
        _line.Fill(source, _rows.InputRows, behind, 0, _rows.Outputs, Lowest<T>.Value, lines);
        for (int row = 0; row < _rows.OutputRows; row++, to += _rows.Outputs, places += _rows.Outputs)
        {
            bool hasRoom = end - to >= _rows.Outputs + Vector<T>.Count - 1;
            _places.Find(lines, _line.Size, TapRows(row), 0, _rows.Outputs, 0, hasRoom ? to : largest, false, hasRoom ? places : found);
            if (!hasRoom) Put(largest, found, to, places, _rows.Outputs);
        }
    }

    /// <summary>Finds those of a row of outputs of a plane, a stretch after the other.</summary>
    public void FindRow(T* source, T* behind, int row, T* to, T* places, T* line)
    {
        T* largest = line + _line.Size, found = largest + FoundSize;
        ReadOnlySpan<int> rows = TapRows(row);
        for (long begin = 0; begin < _rows.Outputs; begin += _stretch)
        {
            long count = Math.Min(_stretch, _rows.Outputs - begin);
            bool goesOn = false;
            for (int tap = 0; tap < rows.Length; tap++)
            {
                if (rows[tap] < 0) continue;
                _line.Fill(source + (long)rows[tap] * _rows.Width, 1, behind, begin, count, Lowest<T>.Value, line);
                _places.Find(line, 0, [0], begin, count, (long)tap * _rows.RowTaps, largest, goesOn, found);
                goesOn = true;
            }

            Put(largest, found, to + begin, places + begin, count);
        }
    }

    private ReadOnlySpan<int> TapRows(int row) => _rows.Rows.AsSpan(row * _rows.TapRows, _rows.TapRows);

    private static void Put(T* largest, T* found, T* to, T* places, long count)
    {
        new Span<T>(largest, (int)count).CopyTo(new Span<T>(to, (int)count));
        new Span<T>(found, (int)count).CopyTo(new Span<T>(places, (int)count));
    }
}
