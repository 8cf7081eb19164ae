using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// One row times a matrix: the outputs of up to eight vectors are under way at once, so that the sums do not wait for each other and B is read in long runs.
/// </summary>
internal static unsafe class RowKernel<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    /// <summary>The most vectors of columns in a call.</summary>
    public const int Vectors = 8;

    /// <summary>Rows of B fetched ahead: the processor follows one run of lines, but each row is a new one. Rows 4 KiB apart share a set of the nearest cache, of 8 ways.</summary>
    private const int Ahead = 4;

    /// <summary>All eight vectors. Picks the loop: what lies in the nearest cache is not fetched ahead, which would take as long as the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(ref readonly Tile<T> tile)
    {
        if (tile.Places != null)
            Run<Zero, One, Eight>(in tile, (Vectors - 1) * W.Count, 0);
        else if (tile.Depth * Vectors * W.Count * sizeof(T) > Blocking.NearBytes)
            Run<One, Zero, Eight>(in tile, (Vectors - 1) * W.Count, tile.BInnerStride * Ahead);
        else
            Run<Zero, Zero, Eight>(in tile, (Vectors - 1) * W.Count, 0);
    }

    /// <summary>Of fewer vectors, too; each row brings another one, from which more will be made, into the nearest cache.</summary>
    /// <param name="tile">Its sums lie vector after vector.</param>
    /// <param name="vectors">How many, up to eight.</param>
    /// <param name="last">The column of B where the last vector begins, which may be one of the vector before it.</param>
    /// <param name="ahead">From a row of B to the one that is fetched, in elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ref readonly Tile<T> tile, long vectors, long last, long ahead)
    {
        switch (vectors)
        {
            case 1: Run<One, Zero, One>(in tile, last, ahead); break;
            case 2: Run<One, Zero, Two>(in tile, last, ahead); break;
            case 3: Run<One, Zero, Three>(in tile, last, ahead); break;
            case 4: Run<One, Zero, Four>(in tile, last, ahead); break;
            case 5: Run<One, Zero, Five>(in tile, last, ahead); break;
            case 6: Run<One, Zero, Six>(in tile, last, ahead); break;
            case 7: Run<One, Zero, Seven>(in tile, last, ahead); break;
            default: Run<One, Zero, Eight>(in tile, last, ahead); break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Run<TFetches, TPlaces, TVectors>(ref readonly Tile<T> tile, long last, long ahead)
        where TFetches : struct, INumber
        where TPlaces : struct, INumber
        where TVectors : unmanaged, INumber
    {
        long count = W.Count;
        V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        if (tile.Start != null)
        {
            T* start = tile.Start;
            s0 = W.Load(start);
            if (sizeof(TVectors) > 1) s1 = W.Load(start + count);
            if (sizeof(TVectors) > 2) s2 = W.Load(start + (2 * count));
            if (sizeof(TVectors) > 3) s3 = W.Load(start + (3 * count));
            if (sizeof(TVectors) > 4) s4 = W.Load(start + (4 * count));
            if (sizeof(TVectors) > 5) s5 = W.Load(start + (5 * count));
            if (sizeof(TVectors) > 6) s6 = W.Load(start + (6 * count));
            if (sizeof(TVectors) > 7) s7 = W.Load(start + (7 * count));
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
                CacheLines<V>.FetchTwo(b + ahead);
                if (sizeof(TVectors) > 2) CacheLines<V>.FetchTwo(b + ahead + (2 * count));
                if (sizeof(TVectors) > 4) CacheLines<V>.FetchTwo(b + ahead + (4 * count));
                if (sizeof(TVectors) > 6) CacheLines<V>.FetchTwo(b + ahead + (6 * count));
            }

            if (typeof(TPlaces) != typeof(Zero))
                b = (T*)((byte*)tile.B + *places++);

            V x = W.Broadcast(a);
            Add<TVectors, One>(x, b, last, ref s0);
            Add<TVectors, Two>(x, b, last, ref s1);
            Add<TVectors, Three>(x, b, last, ref s2);
            Add<TVectors, Four>(x, b, last, ref s3);
            Add<TVectors, Five>(x, b, last, ref s4);
            Add<TVectors, Six>(x, b, last, ref s5);
            Add<TVectors, Seven>(x, b, last, ref s6);
            Add<TVectors, Eight>(x, b, last, ref s7);
            a += aInner;
            b += bInner;
        }

        bool add = tile.AddToEnd;
        T* end = tile.End;
        Finish(end, s0, add);
        if (sizeof(TVectors) > 1) Finish(end + count, s1, add);
        if (sizeof(TVectors) > 2) Finish(end + (2 * count), s2, add);
        if (sizeof(TVectors) > 3) Finish(end + (3 * count), s3, add);
        if (sizeof(TVectors) > 4) Finish(end + (4 * count), s4, add);
        if (sizeof(TVectors) > 5) Finish(end + (5 * count), s5, add);
        if (sizeof(TVectors) > 6) Finish(end + (6 * count), s6, add);
        if (sizeof(TVectors) > 7) Finish(end + (7 * count), s7, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TVectors, TVector>(V x, T* b, long last, ref V sum)
        where TVectors : unmanaged, INumber
        where TVector : unmanaged, INumber
    {
        if (sizeof(TVector) < sizeof(TVectors)) sum = W.MultiplyAdd(x, W.Load(b + ((sizeof(TVector) - 1) * W.Count)), sum);
        if (sizeof(TVector) == sizeof(TVectors)) sum = W.MultiplyAdd(x, W.Load(b + last), sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(T* end, V sum, bool add) => W.Store(add ? W.Add(W.Load(end), sum) : sum, end);
}
