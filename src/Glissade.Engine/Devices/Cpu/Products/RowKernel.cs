using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// One row times a matrix: the outputs of eight vectors are under way at once, so that the sums do not wait for each other and B is read in long runs.
/// </summary>
internal static unsafe class RowKernel<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    /// <summary>Vectors of columns in a call.</summary>
    public const int Vectors = 8;

    /// <summary>Rows of B fetched ahead: the processor follows one run of lines, but each row is a new one. Rows 4 KiB apart share a set of the nearest cache, of 8 ways.</summary>
    private const int Ahead = 4;

    /// <summary>Picks the loop: what lies in the nearest cache is not fetched ahead, which would take as long as the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(ref readonly Tile<T> tile)
    {
        if (tile.Places != null)
            Run<Zero, One>(in tile);
        else if (tile.Depth * Vectors * W.Count * sizeof(T) > Blocking.NearBytes)
            Run<One, Zero>(in tile);
        else
            Run<Zero, Zero>(in tile);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Run<TFetches, TPlaces>(ref readonly Tile<T> tile)
        where TFetches : struct, INumber
        where TPlaces : struct, INumber
    {
        long count = W.Count;
        V s0 = default;
        V s1 = default;
        V s2 = default;
        V s3 = default;
        V s4 = default;
        V s5 = default;
        V s6 = default;
        V s7 = default;
        if (tile.Start != null)
        {
            s0 = W.Load(tile.Start);
            s1 = W.Load(tile.Start + count);
            s2 = W.Load(tile.Start + (2 * count));
            s3 = W.Load(tile.Start + (3 * count));
            s4 = W.Load(tile.Start + (4 * count));
            s5 = W.Load(tile.Start + (5 * count));
            s6 = W.Load(tile.Start + (6 * count));
            s7 = W.Load(tile.Start + (7 * count));
        }

        T* a = tile.A;
        T* b = tile.B;
        long aInner = tile.AInnerStride;
        long bInner = tile.BInnerStride;
        long* places = tile.Places;
        for (long k = tile.Depth; k > 0; k--)
        {
            if (typeof(TFetches) != typeof(Zero))
            {
                T* ahead = b + (bInner * Ahead);
                CacheLines<V>.FetchTwo(ahead);
                CacheLines<V>.FetchTwo(ahead + (2 * count));
                CacheLines<V>.FetchTwo(ahead + (4 * count));
                CacheLines<V>.FetchTwo(ahead + (6 * count));
            }

            if (typeof(TPlaces) != typeof(Zero))
                b = (T*)((byte*)tile.B + *places++);

            V x = W.Broadcast(a);
            s0 = W.MultiplyAdd(x, W.Load(b), s0);
            s1 = W.MultiplyAdd(x, W.Load(b + count), s1);
            s2 = W.MultiplyAdd(x, W.Load(b + (2 * count)), s2);
            s3 = W.MultiplyAdd(x, W.Load(b + (3 * count)), s3);
            s4 = W.MultiplyAdd(x, W.Load(b + (4 * count)), s4);
            s5 = W.MultiplyAdd(x, W.Load(b + (5 * count)), s5);
            s6 = W.MultiplyAdd(x, W.Load(b + (6 * count)), s6);
            s7 = W.MultiplyAdd(x, W.Load(b + (7 * count)), s7);
            a += aInner;
            b += bInner;
        }

        bool add = tile.AddToEnd;
        T* end = tile.End;
        Finish(end + 0, s0, add);
        Finish(end + count, s1, add);
        Finish(end + (2 * count), s2, add);
        Finish(end + (3 * count), s3, add);
        Finish(end + (4 * count), s4, add);
        Finish(end + (5 * count), s5, add);
        Finish(end + (6 * count), s6, add);
        Finish(end + (7 * count), s7, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(T* end, V sum, bool add) => W.Store(add ? W.Add(W.Load(end), sum) : sum, end);
}
