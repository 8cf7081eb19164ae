using System.Numerics;
using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

/// <summary>
/// A stretch of a row as windows read it: each phase for itself, padding put around, and more behind it than a vector takes. Every tap is then a contiguous load, whatever
/// the stride and wherever the row ends.
/// </summary>
internal sealed unsafe class WindowLine<T>(WindowRows rows, long outputs) where T : unmanaged
{
    private readonly int[] _low = rows.Low, _high = rows.High, _phases = rows.Phases;
    private readonly bool _halves = rows.Stride == 2 && rows.Phases.Length == 2 && VectorPairs.AreFast<T>();

    /// <summary>Elements of one phase.</summary>
    private readonly long _length = outputs + rows.MostShift + 2 * Vector<T>.Count;

    /// <summary>Elements of a line.</summary>
    public long Size => _length * _phases.Length;

    /// <summary>Where each tap of the last axis finds the first output's element.</summary>
    public int[] Taps { get; } = [.. rows.Phase.Zip(rows.Shift, (phase, shift) => (int)(phase * (outputs + rows.MostShift + 2 * Vector<T>.Count) + shift))];

    /// <summary>
    /// Fills lines with what outputs [<paramref name="begin"/>, + <paramref name="count"/>) read in some rows of the input, one behind the other. Up to
    /// <paramref name="behind"/>, the end of all rows, may be read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(T* row, long many, T* behind, long begin, long count, T padding, T* line)
    {
        long needed = count + rows.MostShift, stride = rows.Stride, skipped = begin * stride - rows.Before, width = rows.Width;
        if (_halves)
        {
            Halves(row + skipped, many, behind, begin, needed, padding, line);
            return;
        }

        for (int phase = 0; phase < _phases.Length; phase++)
        {
            (long low, long high) = Inside(phase, begin, needed);
            T* from = row + skipped + _phases[phase], to = line + phase * _length;
            for (long rest = many; rest > 0; rest--, from += width, to += Size)
            {
                long i = low;
                if (stride == 1)
                {
                    // What is read behind the row is overwritten by padding.
                    long whole = Math.Min(high, behind - from - Vector<T>.Count + 1);
                    for (; i < whole; i += Vector<T>.Count) Vector.Store(Vector.Load(from + i), to + i);
                }

                for (; i < high; i++) to[i] = from[i * stride];
                Pad(to, low, high, needed, padding);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Halves(T* from, long many, T* behind, long begin, long needed, T padding, T* even)
    {
        (long low, long high) = Inside(0, begin, needed);
        (long oddLow, long oddHigh) = Inside(1, begin, needed);
        long both = Math.Max(low, oddLow), end = Math.Min(high, oddHigh), width = rows.Width;
        for (; many > 0; many--, from += width, even += Size)
        {
            T* odd = even + _length;
            long i = both, room = behind - from - 2 * Vector<T>.Count, whole = room < 0 ? 0 : Math.Min(end, room / 2 + 1);
            for (; i < whole; i += Vector<T>.Count)
            {
                (Vector<T> first, Vector<T> second) = VectorPairs.Load(from + 2 * i);
                Vector.Store(first, even + i);
                Vector.Store(second, odd + i);
            }

            i = Math.Max(both, Math.Min(i, end));
            for (long k = low; k < both; k++) even[k] = from[2 * k];
            for (long k = oddLow; k < both; k++) odd[k] = from[2 * k + 1];
            for (long k = i; k < high; k++) even[k] = from[2 * k];
            for (long k = i; k < oddHigh; k++) odd[k] = from[2 * k + 1];
            Pad(even, low, high, needed, padding);
            Pad(odd, oddLow, oddHigh, needed, padding);
        }
    }

    private (long Low, long High) Inside(int phase, long begin, long needed)
    {
        long low = Math.Clamp(_low[phase] - begin, 0, needed);
        return (low, Math.Clamp(_high[phase] - begin, low, needed));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pad(T* line, long low, long high, long needed, T padding)
    {
        for (long i = 0; i < low; i++) line[i] = padding;
        for (long i = high; i < needed + Vector<T>.Count; i += Vector<T>.Count) Vector.Store(new Vector<T>(padding), line + i);
    }
}
