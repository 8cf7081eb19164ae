using System.Numerics;
using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

/// <summary>
/// Windows whose rows are pairs of neighbours, one pair after the other and none in the padding, as those of most pooling layers: both halves of a vector of outputs are read
/// where they stand, without lines, and the way back writes every pair once. The last vector of a row begins earlier instead of ending behind it.
/// </summary>
internal static unsafe class WindowPairs<T> where T : unmanaged, INumber<T>
{
    /// <summary>Whether windows are such, there and back.</summary>
    public static bool Suit(WindowRows rows) =>
        VectorPairs.AreFast<T>() && rows is { Stride: 2, RowTaps: 2, Dilation: 1, Before: 0 } && 2L * rows.Outputs <= rows.Width;

    /// <summary>Whether no row of the input is read twice, either.</summary>
    public static bool SuitBack(WindowRows rows)
    {
        if (!Suit(rows)) return false;
        int[] read = [.. rows.Rows.Where(row => row >= 0)];
        return read.Distinct().Count() == read.Length;
    }

    /// <summary>A row of outputs. Up to <paramref name="room"/> elements from its beginning on may be written, those behind it being written later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Fold<TFold>(T* plane, T* behind, long width, ReadOnlySpan<int> rows, T* to, long count, long room) where TFold : struct, IWindowFold<T>
    {
        if (rows.Length == 2 && rows[0] >= 0 && rows[1] >= 0
            && (count >= Vector<T>.Count || (room >= Vector<T>.Count && behind - plane - Math.Max(rows[0], rows[1]) * width >= 2 * Vector<T>.Count)))
        {
            FoldTwo<TFold>(plane + rows[0] * width, plane + rows[1] * width, to, count);
            return;
        }

        T* end = stackalloc T[2 * Vector<T>.Count];
        for (long i = 0; i < count; i += Vector<T>.Count)
        {
            if (count >= Vector<T>.Count) i = Math.Min(i, count - Vector<T>.Count);
            var result = new Vector<T>(TFold.Nothing);
            Vector<T> numbers = Vector<T>.AllBitsSet;
            foreach (int row in rows)
            {
                if (row < 0) continue;
                (Vector<T> even, Vector<T> odd) = Load(plane + row * width + 2 * i, behind, end);
                if (TFold.MissesNaN) numbers &= Vector.Equals(even, even) & Vector.Equals(odd, odd);
                result = TFold.Fold(TFold.Fold(result, even), odd);
            }

            if (TFold.MissesNaN && Vector.AsVectorInt32(numbers) != Vector<int>.AllBitsSet)
            {
                result = new Vector<T>(TFold.Nothing);
                foreach (int row in rows)
                {
                    if (row < 0) continue;
                    (Vector<T> even, Vector<T> odd) = Load(plane + row * width + 2 * i, behind, end);
                    result = WindowLargestOrNaN<T>.Fold(WindowLargestOrNaN<T>.Fold(result, even), odd);
                }
            }

            if (i + Vector<T>.Count <= room)
            {
                Vector.Store(result, to + i);
                continue;
            }

            Vector.Store(result, end);
            for (long k = i; k < count; k++) to[k] = end[k - i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FoldTwo<TFold>(T* first, T* second, T* to, long count) where TFold : struct, IWindowFold<T>
    {
        for (long i = 0; i < count; i += Vector<T>.Count)
        {
            i = Math.Max(0, Math.Min(i, count - Vector<T>.Count));
            (Vector<T> a, Vector<T> b) = VectorPairs.Load(first + 2 * i);
            (Vector<T> c, Vector<T> d) = VectorPairs.Load(second + 2 * i);
            var nothing = new Vector<T>(TFold.Nothing);
            Vector<T> result = TFold.Fold(TFold.Fold(TFold.Fold(TFold.Fold(nothing, a), b), c), d);
            if (TFold.MissesNaN && !AreNumbers(a, b, c, d))
                result = WindowLargestOrNaN<T>.Fold(WindowLargestOrNaN<T>.Fold(WindowLargestOrNaN<T>.Fold(a, b), c), d);
            Vector.Store(result, to + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreNumbers(Vector<T> a, Vector<T> b, Vector<T> c, Vector<T> d) =>
        Vector.AsVectorInt32(Vector.Equals(a, a) & Vector.Equals(b, b) & Vector.Equals(c, c) & Vector.Equals(d, d)) == Vector<int>.AllBitsSet;

    /// <summary>Gives both of every pair of a row of the input what their output was given. What no window reads is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Give(T* given, T* behind, T* to, long width, long count)
    {
        T* end = stackalloc T[2 * Vector<T>.Count];
        for (long i = 0; i < count && count >= Vector<T>.Count; i += Vector<T>.Count)
        {
            i = Math.Min(i, count - Vector<T>.Count);
            Vector<T> value = Sum(given + i);
            VectorPairs.Store(value, value, to + 2 * i);
        }

        if (count < Vector<T>.Count)
        {
            if (behind - given < Vector<T>.Count)
            {
                for (long k = 0; k < count; k++) end[k] = given[k];
                given = end;
            }

            Vector<T> value = Sum(given);
            VectorPairs.Store(value, value, end);
            for (long k = 0; k < 2 * count; k += 2) (to[k], to[k + 1]) = (end[k], end[k + 1]);
        }

        for (long k = 2 * count; k < width; k++) to[k] = T.Zero;
    }

    // A sum that begins with +0: there is no −0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Sum(T* given) => Vector.Load(given) + Vector<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<T> Even, Vector<T> Odd) Load(T* from, T* behind, T* end)
    {
        if (behind - from >= 2 * Vector<T>.Count) return VectorPairs.Load(from);
        new Span<T>(from, (int)(behind - from)).CopyTo(new Span<T>(end, 2 * Vector<T>.Count));
        return VectorPairs.Load(end);
    }
}
