using System.Numerics;
using System.Runtime.CompilerServices;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>The outputs of <see cref="Winograd"/>: from the sixteen sums of each tile to a band of a plane.</summary>
internal static unsafe class WinogradOutputs<T>
    where T : unmanaged
{
    /// <summary>Writes some rows of a plane, and nothing beyond them.</summary>
    /// <param name="sums">The first sums of the tiles, which lie side by side; a vector beyond them may be read.</param>
    /// <param name="step">From there to the second sums.</param>
    /// <param name="to">The first row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="width">Of a row.</param>
    /// <param name="plane">From this plane to the one that comes next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform(T* sums, long step, T* to, long rows, long width, long plane)
    {
        long tiles = Winograd.Tiles((int)width), last = (tiles - 1) / Vector<T>.Count * Vector<T>.Count;
        T* end = to + rows * width;
        for (long row = 0; row < rows; row += 2, sums += tiles, to += 2 * width)
        {
            FetchAhead.Lines(to + plane, 2 * width * sizeof(T));

            // Backwards: what is stored beyond a row is the beginning of the next one, which is written later.
            for (long t = last; t >= 0; t -= Vector<T>.Count)
            {
                T* m = sums + t;
                (Vector<T> upper0, Vector<T> lower0) = Column(m, step);
                (Vector<T> upper1, Vector<T> lower1) = Column(m + step, step);
                (Vector<T> upper2, Vector<T> lower2) = Column(m + 2 * step, step);
                (Vector<T> upper3, Vector<T> lower3) = Column(m + 3 * step, step);
                Put(upper0 + upper1 + upper2, upper1 - upper2 - upper3, to + 2 * t, width - 2 * t, end);
                if (row + 1 < rows) Put(lower0 + lower1 + lower2, lower1 - lower2 - lower3, to + width + 2 * t, width - 2 * t, end);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<T> Upper, Vector<T> Lower) Column(T* m, long step)
    {
        Vector<T> second = Vector.Load(m + 4 * step), third = Vector.Load(m + 8 * step);
        return (Vector.Load(m) + second + third, second - third - Vector.Load(m + 12 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector<T> even, Vector<T> odd, T* to, long count, T* end)
    {
        if (VectorPairs.AreFast<T>() && to + 2 * Vector<T>.Count <= end) VectorPairs.Store(even, odd, to);
        else PutEach(even, odd, to, Math.Min(count, 2 * Vector<T>.Count));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PutEach(Vector<T> even, Vector<T> odd, T* to, long count)
    {
        T* pair = stackalloc T[2 * Vector<T>.Count];
        even.Store(pair);
        odd.Store(pair + Vector<T>.Count);
        for (long i = 0; i < count; i++) to[i] = pair[i / 2 + i % 2 * Vector<T>.Count];
    }
}
