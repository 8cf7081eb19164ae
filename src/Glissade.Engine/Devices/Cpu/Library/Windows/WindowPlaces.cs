using System.Numerics;
using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

/// <summary>Which tap of each window holds its largest: its number, in the element type, so that comparing it makes a mask of the elements' width.</summary>
internal sealed unsafe class WindowPlaces<T> where T : unmanaged, INumber<T>
{
    private readonly WindowRows _rows;
    private readonly WindowLine<T> _line;

    /// <summary>For every output the first tap of the last axis that is not in the padding.</summary>
    private readonly T[] _first;

    public WindowPlaces(WindowRows rows, WindowLine<T> line)
    {
        (_rows, _line) = (rows, line);
        _first = new T[rows.Outputs + Vector<T>.Count];
        for (long output = 0; output < rows.Outputs; output++)
        {
            long ahead = rows.Before - output * rows.Stride;
            _first[output] = T.CreateTruncating(ahead <= 0 ? 0 : (ahead + rows.Dilation - 1) / rows.Dilation);
        }
    }

    /// <summary>
    /// Looks through some rows of taps, the first tap being number <paramref name="firstTap"/>, for <paramref name="count"/> outputs from <paramref name="begin"/> on;
    /// <paramref name="rows"/> says which of the <paramref name="lines"/> each reads, −1 being padding. Where <paramref name="largest"/> is not null, it gets the largest so
    /// far, and the search <paramref name="goesOn"/> from there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Find(T* lines, long size, ReadOnlySpan<int> rows, long begin, long count, long firstTap, T* largest, bool goesOn, T* places)
    {
        int before = 0;
        while (rows[before] < 0) before++;
        var skipped = new Vector<T>(T.CreateTruncating(firstTap + before * (long)_rows.RowTaps));
        ReadOnlySpan<int> taps = _line.Taps;
        Vector<T> two = Vector<T>.One + Vector<T>.One;
        for (long i = 0; i < count; i += Vector<T>.Count)
        {
            Vector<T> best = goesOn ? Vector.Load(largest + i) : new Vector<T>(Lowest<T>.Value), numbers = Vector<T>.AllBitsSet;
            Vector<T> place = goesOn ? Vector.Load(places + i) : new Vector<T>(_first, (int)(begin + i)) + skipped;
            Vector<T> bestBefore = best, placeBefore = place;
            for (int row = before; row < rows.Length; row++)
            {
                if (rows[row] < 0) continue;
                var number = new Vector<T>(T.CreateTruncating(firstTap + row * (long)_rows.RowTaps));
                T* line = lines + rows[row] * size + i;
                if (taps.Length == 3)
                {
                    Vector<T> first = Vector.Load(line + taps[0]), second = Vector.Load(line + taps[1]), third = Vector.Load(line + taps[2]);
                    numbers &= Vector.Equals(first, first) & Vector.Equals(second, second) & Vector.Equals(third, third);
                    (best, place) = Better(first, number, best, place);
                    (best, place) = Better(second, number + Vector<T>.One, best, place);
                    (best, place) = Better(third, number + two, best, place);
                    continue;
                }

                foreach (int tap in taps)
                {
                    Vector<T> next = Vector.Load(line + tap);
                    numbers &= Vector.Equals(next, next);
                    (best, place) = Better(next, number, best, place);
                    number += Vector<T>.One;
                }
            }

            if (Vector.AsVectorInt32(numbers) != Vector<int>.AllBitsSet) (best, place) = WithNaN(lines + i, size, rows, firstTap, bestBefore, placeBefore);
            if (largest != null) Vector.Store(best, largest + i);
            Vector.Store(place, places + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<T> Best, Vector<T> Place) Better(Vector<T> next, Vector<T> number, Vector<T> best, Vector<T> place)
    {
        Vector<T> beats = Vector.GreaterThan(next, best);
        return (Vector.ConditionalSelect(beats, next, best), Vector.ConditionalSelect(beats, number, place));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (Vector<T>, Vector<T>) WithNaN(T* lines, long size, ReadOnlySpan<int> rows, long firstTap, Vector<T> best, Vector<T> place)
    {
        for (int row = 0; row < rows.Length; row++)
        {
            if (rows[row] < 0) continue;
            for (int tap = 0; tap < _line.Taps.Length; tap++)
            {
                Vector<T> next = Vector.Load(lines + rows[row] * size + _line.Taps[tap]), beats = WindowLargestOrNaN<T>.Beats(next, best);
                best = Vector.ConditionalSelect(beats, next, best);
                place = Vector.ConditionalSelect(beats, new Vector<T>(T.CreateTruncating(firstTap + row * (long)_rows.RowTaps + tap)), place);
            }
        }

        return (best, place);
    }
}
