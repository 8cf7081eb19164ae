using System.Numerics;
using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

/// <summary>
/// Windows of any kind with their places: the largest of each together with its tap's number, and the way back, on which each window adds to its place. Of the element type, so that a place is found
/// by comparing vectors.
/// </summary>
internal sealed unsafe class PlacedWindows<T> where T : unmanaged, INumber<T>
{
    private const long LargestTable = 1 << 16;

    private readonly WindowRows _rows;
    private readonly WindowLine<T> _line;
    private readonly WindowPlaces<T> _places;
    private readonly long _stretch;

    /// <summary>The distance for every row of outputs and tap; empty where that would be too many.</summary>
    private readonly int[] _table;

    /// <param name="rows">The windows.</param>
    /// <param name="line">How a row, or a stretch of it, is laid out.</param>
    /// <param name="stretch">Outputs of a stretch.</param>
    public PlacedWindows(WindowRows rows, WindowLine<T> line, long stretch)
    {
        (_rows, _line, _stretch) = (rows, line, stretch);
        _places = new WindowPlaces<T>(rows, line);
        long distances = (long)rows.OutputRows * rows.Taps;
        _table = new int[distances <= LargestTable && rows.InputPlane <= int.MaxValue ? distances : 0];
        for (int i = 0; i < _table.Length; i++) _table[i] = (int)Distance(i / rows.Taps, i % rows.Taps);
    }

    /// <summary>Elements beside the lines: the largest and the places of a stretch.</summary>
    public long Spare => 2 * (_stretch + 2 * Vector<T>.Count);

    /// <summary>A plane whose lines lie in memory, all of them at once. From the outputs on as much may be written as is written later: up to <paramref name="end"/>, of places as much.</summary>
    public void Plane(T* source, T* behind, T* to, T* places, T* end, T* lines)
    {
        T* largest = lines + _rows.InputRows * _line.Size, found = largest + Spare / 2;
        _line.Fill(source, _rows.InputRows, behind, 0, _rows.Outputs, Lowest<T>.Value, lines);
        for (int row = 0; row < _rows.OutputRows; row++, to += _rows.Outputs, places += _rows.Outputs)
        {
            bool hasRoom = end - to >= _rows.Outputs + Vector<T>.Count - 1;
            _places.Find(lines, _line.Size, TapRows(row), 0, _rows.Outputs, 0, hasRoom ? to : largest, false, hasRoom ? places : found);
            if (!hasRoom) Put(largest, found, to, places, _rows.Outputs);
        }
    }

    /// <summary>A row of outputs of a plane, a stretch after the other.</summary>
    public void Row(T* source, T* behind, int row, T* to, T* places, T* line)
    {
        T* largest = line + _line.Size, found = largest + Spare / 2;
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

    /// <summary>Adds what the windows of a row of outputs were given to their places in a plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Give(int row, T* given, T* places, T* plane)
    {
        long stride = _rows.Stride, outputs = _rows.Outputs;
        if (_table.Length == 0)
        {
            for (long i = 0; i < outputs; i++, plane += stride) plane[Distance(row, Number(places[i]))] += given[i];
            return;
        }

        ReadOnlySpan<int> distances = _table.AsSpan(row * _rows.Taps, _rows.Taps);
        for (long i = 0; i < outputs; i++, plane += stride) plane[distances[Number(places[i])]] += given[i];
    }

    // From the plane's beginning to what a tap of a row's first output sees. A place is never in the padding.
    private long Distance(int row, int tap)
    {
        (int tapRow, int within) = Math.DivRem(tap, _rows.RowTaps);
        return (long)Math.Max(0, _rows.Rows[row * _rows.TapRows + tapRow]) * _rows.Width + (long)within * _rows.Dilation - _rows.Before;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Number(T place) =>
        typeof(T) == typeof(float) ? (int)(float)(object)place : typeof(T) == typeof(double) ? (int)(double)(object)place : int.CreateTruncating(place);

    private ReadOnlySpan<int> TapRows(int row) => _rows.Rows.AsSpan(row * _rows.TapRows, _rows.TapRows);

    private static void Put(T* largest, T* found, T* to, T* places, long count)
    {
        new Span<T>(largest, (int)count).CopyTo(new Span<T>(to, (int)count));
        new Span<T>(found, (int)count).CopyTo(new Span<T>(places, (int)count));
    }
}
