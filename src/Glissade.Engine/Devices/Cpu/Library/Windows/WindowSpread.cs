using System.Numerics;
using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

/// <summary>
/// The way back of windows, seen from the input: an element of phase φ gathers what the windows that read it were given, in the order of the windows, so that every row is
/// written once, whole vectors at a time. What a row of outputs was given stands in a line with zeros around it.
/// </summary>
internal sealed unsafe class WindowSpread<T> where T : unmanaged, INumber<T>
{
    private readonly WindowRows _rows;
    private readonly bool _halves;

    /// <summary>For every row of the input and phase of the stride what is gathered, in order, and where each begins.</summary>
    private readonly long[] _parts;
    private readonly int[] _first;
    private readonly int _phases;

    private readonly int _elements, _firstElement;

    public WindowSpread(WindowRows rows)
    {
        _rows = rows;
        _halves = rows.Stride == 2 && VectorPairs.AreFast<T>();
        // The rows of outputs that read each row of the input, in order.
        var readers = new List<int>[rows.InputRows];
        for (int row = 0; row < readers.Length; row++) readers[row] = [];
        for (int i = 0; i < rows.Rows.Length; i++)
            if (rows.Rows[i] >= 0) readers[rows.Rows[i]].Add(i / rows.TapRows);
        Unread = [.. Enumerable.Range(0, rows.InputRows).Where(row => readers[row].Count == 0)];

        _firstElement = rows.Before / rows.Stride;
        _elements = rows.Width == 0 ? 0 : (rows.Before + rows.Width - 1) / rows.Stride + 1 - _firstElement;
        LineSize = rows.MostShift + Math.Max(rows.Outputs, _firstElement + _elements) + 2 * Vector<T>.Count;

        // Later taps are those of earlier outputs.
        _phases = Math.Min(rows.Stride, Math.Max(1, rows.Width + rows.Before));
        var parts = new List<long>();
        _first = new int[rows.InputRows * _phases + 1];
        for (int row = 0; row < rows.InputRows; row++)
        {
            for (int phase = 0; phase < _phases; phase++)
            {
                int number = Array.BinarySearch(rows.Phases, phase);
                foreach (int reader in readers[row])
                    for (int tap = rows.RowTaps - 1; tap >= 0; tap--)
                        if (rows.Phase[tap] == number) parts.Add((long)reader * LineSize - rows.Shift[tap]);
                _first[row * _phases + phase + 1] = parts.Count;
            }
        }

        _parts = [.. parts];
    }

    /// <summary>The rows of the input that no window reads.</summary>
    public int[] Unread { get; }

    /// <summary>Elements of a line.</summary>
    public int LineSize { get; }

    /// <summary>What a row of the input costs, in plain operations: what gathers goes through all taps for every row of outputs that reads it.</summary>
    public long Cost => _parts.LongLength * ((_elements + 7) / 8) * 5 / Math.Max(1, _rows.InputRows);

    /// <summary>Puts a row of what outputs were given into its line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(T* row, T* line)
    {
        T* to = line + _rows.MostShift;
        long i = 0, count = _rows.Outputs;
        for (T* at = line; at < to; at += Vector<T>.Count) Vector.Store(Vector<T>.Zero, at);
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count) Vector.Store(Vector.Load(row + i), to + i);
        for (; i < count; i++) to[i] = row[i];
        for (T* end = line + LineSize - Vector<T>.Count; to + i < end; i += Vector<T>.Count) Vector.Store(Vector<T>.Zero, to + i);
        Vector.Store(Vector<T>.Zero, to + Math.Max(count, LineSize - _rows.MostShift - Vector<T>.Count));
    }

    /// <summary>
    /// One row of the input, from the lines of what all rows of outputs were <paramref name="given"/>. From the row's beginning on <paramref name="room"/> elements may be written: what stands behind
    /// the row comes later.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public void Row(int row, T* given, T* to, long room)
    {
        T* pair = stackalloc T[2 * Vector<T>.Count];
        long stride = _rows.Stride, width = _rows.Width, at = _firstElement * stride - _rows.Before;
        long begin = _rows.MostShift + _firstElement, end = begin + _elements;
        ReadOnlySpan<long> first = Parts(row, 0), second = _halves && _phases > 1 ? Parts(row, 1) : default;
        for (long i = begin; i < end; i += Vector<T>.Count, at += stride * Vector<T>.Count)
        {
            if (_halves)
            {
                Vector<T> even = Gather(first, given + i), odd = Gather(second, given + i);
                bool direct = at >= 0 && at + 2 * Vector<T>.Count <= room;
                VectorPairs.Store(even, odd, direct ? to + at : pair);
                if (!direct) Copy(pair, at, 2 * Vector<T>.Count, width, to);
            }
            else if (stride == 1)
            {
                if (end - i > Vector<T>.Count && at + 2 * Vector<T>.Count <= room)
                {
                    GatherTwo(first, given + i, to + at);
                    i += Vector<T>.Count;
                    at += Vector<T>.Count;
                    continue;
                }

                Vector<T> sums = Gather(first, given + i);
                bool direct = at + Vector<T>.Count <= room;
                Vector.Store(sums, direct ? to + at : pair);
                if (!direct) Copy(pair, at, Vector<T>.Count, width, to);
            }
            else
            {
                for (int phase = 0; phase < stride; phase++)
                {
                    Vector.Store(phase < _phases ? Gather(Parts(row, phase), given + i) : Vector<T>.Zero, pair);
                    long place = at + phase;
                    for (int k = 0; k < Vector<T>.Count && place < width; k++, place += stride)
                        if (place >= 0) to[place] = pair[k];
                }
            }
        }
    }

    private ReadOnlySpan<long> Parts(int row, int phase) => _parts.AsSpan(_first[row * _phases + phase].._first[row * _phases + phase + 1]);

    // Adding +0 changes nothing: a sum that began with +0 is never −0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Gather(ReadOnlySpan<long> parts, T* given)
    {
        Vector<T> sum = Vector<T>.Zero;
        foreach (long line in parts) sum += Vector.Load(given + line);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GatherTwo(ReadOnlySpan<long> parts, T* given, T* to)
    {
        Vector<T> sum = Vector<T>.Zero, next = Vector<T>.Zero;
        foreach (long line in parts)
        {
            sum += Vector.Load(given + line);
            next += Vector.Load(given + line + Vector<T>.Count);
        }

        Vector.Store(sum, to);
        Vector.Store(next, to + Vector<T>.Count);
    }

    private static void Copy(T* from, long at, long count, long width, T* to)
    {
        for (long i = Math.Max(0, -at); i < Math.Min(count, width - at); i++) to[at + i] = from[i];
    }
}
