using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// The inner loop of every product: rows × (one or two vectors) of sums kept in registers, k ascending. Rows beyond
/// <typeparamref name="TRows"/> and the second vector of a narrow tile vanish when the method is compiled. With <typeparamref name="TCopies"/> it
/// leaves a copy of the panel behind, side by side, for the tiles that follow: the multiply-adds leave the time for it.
/// </summary>
/// <remarks>
/// Several terms a round, at distances that <typeparamref name="TLayout"/> knows where it can: whatever is neither a multiply-add nor a load costs its place at the
/// front of the processor. Rows of A without a known distance are addressed from one pointer in three, plus one or two strides: 12 pointers would not fit
/// the registers. It is unrolled by hand because arrays of vectors do not stay in registers.
/// </remarks>
internal static unsafe class TileKernel<T, V, W, TRows, TVectors, TCopies, TLayout>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
    where TRows : unmanaged, INumber
    where TVectors : unmanaged, INumber
    where TCopies : unmanaged, INumber
    where TLayout : unmanaged, ITileLayout
{
    /// <summary>Computes one tile, or several that follow each other down the same panel.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run(ref readonly Tile<T> tile, long tiles)
    {
        long aStep = (tile.ATileStride != 0 ? tile.ATileStride : sizeof(TRows) * tile.ARowStride) * sizeof(T);
        long startStep = sizeof(TRows) * tile.StartRowStride * sizeof(T);
        byte* nextA = (byte*)tile.A;
        byte* nextStart = (byte*)tile.Start;
        byte* end = (byte*)tile.End;
        FetchedRows rows = tile.Ahead;
        while (tiles-- > 0)
        {
            if (rows.Arrays > 0)
                rows.Fetch(sizeof(TRows), sizeof(TVectors) * W.Count * sizeof(T));

            if (tile.Depth >= Blocking.FetchingTerms)
                FetchRows(end, tile.EndRowStride * sizeof(T));

            long second = ((sizeof(TLayout) & TileLayouts.AnySecond) != 0 ? tile.Second : W.Count) * sizeof(T);
            V s0 = default, t0 = default;
            V s1 = default, t1 = default;
            V s2 = default, t2 = default;
            V s3 = default, t3 = default;
            V s4 = default, t4 = default;
            V s5 = default, t5 = default;
            V s6 = default, t6 = default;
            V s7 = default, t7 = default;
            V s8 = default, t8 = default;
            V s9 = default, t9 = default;
            V s10 = default, t10 = default;
            V s11 = default, t11 = default;
            if (nextStart != null)
            {
                byte* start = nextStart;
                nextStart += startStep;
                long startRow = tile.StartRowStride * sizeof(T);
                Load(start, second, out s0, out t0);
                if (sizeof(TRows) > 1) Load(start += startRow, second, out s1, out t1);
                if (sizeof(TRows) > 2) Load(start += startRow, second, out s2, out t2);
                if (sizeof(TRows) > 3) Load(start += startRow, second, out s3, out t3);
                if (sizeof(TRows) > 4) Load(start += startRow, second, out s4, out t4);
                if (sizeof(TRows) > 5) Load(start += startRow, second, out s5, out t5);
                if (sizeof(TRows) > 6) Load(start += startRow, second, out s6, out t6);
                if (sizeof(TRows) > 7) Load(start += startRow, second, out s7, out t7);
                if (sizeof(TRows) > 8) Load(start += startRow, second, out s8, out t8);
                if (sizeof(TRows) > 9) Load(start += startRow, second, out s9, out t9);
                if (sizeof(TRows) > 10) Load(start += startRow, second, out s10, out t10);
                if (sizeof(TRows) > 11) Load(start += startRow, second, out s11, out t11);
            }

            byte* b = (byte*)tile.B;
            long bInner = ((sizeof(TLayout) & TileLayouts.Places) != 0 ? 0 : (sizeof(TLayout) & TileLayouts.Panel) != 0 ? 2 * W.Count : tile.BInnerStride) * sizeof(T);
            long* places = tile.Places;
            long aRow = ((sizeof(TLayout) & TileLayouts.RowsTouch) != 0 ? 1 : tile.ARowStride) * sizeof(T);
            long aInner = ((sizeof(TLayout) & TileLayouts.TermsOfTile) != 0 ? W.TileRows : (sizeof(TLayout) & TileLayouts.AnyTerms) != 0 ? tile.AInnerStride : 1) * sizeof(T);
            long ahead = bInner * (Blocking.BytesAheadInPassing / (2 * W.Count * sizeof(T)));
            byte* copy = typeof(TCopies) != typeof(Zero) ? (byte*)tile.Copy : null;
            byte* a0 = nextA;
            nextA += aStep;
            byte* a3 = a0 + (aRow * 3);
            byte* a6 = a3 + (aRow * 3);
            byte* a9 = a6 + (aRow * 3);
            V b0, b1;
            long k = tile.Depth;
            // More terms a round, with any distances, would need more registers than they save instructions.
            long round = typeof(TLayout) == typeof(AnyLayout) ? 2 : 4;
            for (; k >= round; k -= round)
            {
                LoadPanel(b, places, bInner, 0, second, ahead, ref copy, out b0, out b1);
                MultiplyAdd(a0, a3, aRow, aInner, 0, 0, b0, b1, ref s0, ref t0, ref s1, ref t1, ref s2, ref t2, ref s3, ref t3, ref s4, ref t4, ref s5, ref t5);
                if (sizeof(TRows) > 6)
                    MultiplyAdd((sizeof(TLayout) & TileLayouts.RowsTouch) != 0 ? a0 : a6, a9, aRow, aInner, 0, 6, b0, b1, ref s6, ref t6, ref s7, ref t7, ref s8, ref t8, ref s9, ref t9, ref s10, ref t10, ref s11, ref t11);

                LoadPanel(b, places, bInner, 1, second, ahead, ref copy, out b0, out b1);
                MultiplyAdd(a0, a3, aRow, aInner, 1, 0, b0, b1, ref s0, ref t0, ref s1, ref t1, ref s2, ref t2, ref s3, ref t3, ref s4, ref t4, ref s5, ref t5);
                if (sizeof(TRows) > 6)
                    MultiplyAdd((sizeof(TLayout) & TileLayouts.RowsTouch) != 0 ? a0 : a6, a9, aRow, aInner, 1, 6, b0, b1, ref s6, ref t6, ref s7, ref t7, ref s8, ref t8, ref s9, ref t9, ref s10, ref t10, ref s11, ref t11);

                if (typeof(TLayout) != typeof(AnyLayout))
                {
                    LoadPanel(b, places, bInner, 2, second, ahead, ref copy, out b0, out b1);
                    MultiplyAdd(a0, a3, aRow, aInner, 2, 0, b0, b1, ref s0, ref t0, ref s1, ref t1, ref s2, ref t2, ref s3, ref t3, ref s4, ref t4, ref s5, ref t5);
                    if (sizeof(TRows) > 6)
                        MultiplyAdd((sizeof(TLayout) & TileLayouts.RowsTouch) != 0 ? a0 : a6, a9, aRow, aInner, 2, 6, b0, b1, ref s6, ref t6, ref s7, ref t7, ref s8, ref t8, ref s9, ref t9, ref s10, ref t10, ref s11, ref t11);

                    LoadPanel(b, places, bInner, 3, second, ahead, ref copy, out b0, out b1);
                    MultiplyAdd(a0, a3, aRow, aInner, 3, 0, b0, b1, ref s0, ref t0, ref s1, ref t1, ref s2, ref t2, ref s3, ref t3, ref s4, ref t4, ref s5, ref t5);
                    if (sizeof(TRows) > 6)
                        MultiplyAdd((sizeof(TLayout) & TileLayouts.RowsTouch) != 0 ? a0 : a6, a9, aRow, aInner, 3, 6, b0, b1, ref s6, ref t6, ref s7, ref t7, ref s8, ref t8, ref s9, ref t9, ref s10, ref t10, ref s11, ref t11);
                }

                Advance(ref a0, ref a3, ref a6, ref a9, aInner * round);
                b += bInner * round;
                if ((sizeof(TLayout) & TileLayouts.Places) != 0)
                    places += round;
            }

            for (; k > 0; k--)
            {
                LoadPanel(b, places, bInner, 0, second, ahead, ref copy, out b0, out b1);
                MultiplyAdd(a0, a3, aRow, aInner, 0, 0, b0, b1, ref s0, ref t0, ref s1, ref t1, ref s2, ref t2, ref s3, ref t3, ref s4, ref t4, ref s5, ref t5);
                if (sizeof(TRows) > 6)
                    MultiplyAdd((sizeof(TLayout) & TileLayouts.RowsTouch) != 0 ? a0 : a6, a9, aRow, aInner, 0, 6, b0, b1, ref s6, ref t6, ref s7, ref t7, ref s8, ref t8, ref s9, ref t9, ref s10, ref t10, ref s11, ref t11);

                Advance(ref a0, ref a3, ref a6, ref a9, aInner);
                b += bInner;
                if ((sizeof(TLayout) & TileLayouts.Places) != 0)
                    places++;
            }

            long endRow = tile.EndRowStride * sizeof(T);
            if (tile.AddToEnd)
            {
                Add(end, second, ref s0, ref t0);
                if (sizeof(TRows) > 1) Add(end + endRow, second, ref s1, ref t1);
                if (sizeof(TRows) > 2) Add(end + (2 * endRow), second, ref s2, ref t2);
                if (sizeof(TRows) > 3) Add(end + (3 * endRow), second, ref s3, ref t3);
                if (sizeof(TRows) > 4) Add(end + (4 * endRow), second, ref s4, ref t4);
                if (sizeof(TRows) > 5) Add(end + (5 * endRow), second, ref s5, ref t5);
                if (sizeof(TRows) > 6) Add(end + (6 * endRow), second, ref s6, ref t6);
                if (sizeof(TRows) > 7) Add(end + (7 * endRow), second, ref s7, ref t7);
                if (sizeof(TRows) > 8) Add(end + (8 * endRow), second, ref s8, ref t8);
                if (sizeof(TRows) > 9) Add(end + (9 * endRow), second, ref s9, ref t9);
                if (sizeof(TRows) > 10) Add(end + (10 * endRow), second, ref s10, ref t10);
                if (sizeof(TRows) > 11) Add(end + (11 * endRow), second, ref s11, ref t11);
            }

            Store(end, second, s0, t0);
            if (sizeof(TRows) > 1) Store(end += endRow, second, s1, t1);
            if (sizeof(TRows) > 2) Store(end += endRow, second, s2, t2);
            if (sizeof(TRows) > 3) Store(end += endRow, second, s3, t3);
            if (sizeof(TRows) > 4) Store(end += endRow, second, s4, t4);
            if (sizeof(TRows) > 5) Store(end += endRow, second, s5, t5);
            if (sizeof(TRows) > 6) Store(end += endRow, second, s6, t6);
            if (sizeof(TRows) > 7) Store(end += endRow, second, s7, t7);
            if (sizeof(TRows) > 8) Store(end += endRow, second, s8, t8);
            if (sizeof(TRows) > 9) Store(end += endRow, second, s9, t9);
            if (sizeof(TRows) > 10) Store(end += endRow, second, s10, t10);
            if (sizeof(TRows) > 11) Store(end += endRow, second, s11, t11);
            end += endRow;
        }
    }

    /// <summary>Where the sums will be stored: while they are made, the lines arrive. Rows a power of two apart are but a few sets of the cache, and stores to them wait for each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchRows(byte* row, long rowStride)
    {
        for (int rows = sizeof(TRows); rows > 0; rows--, row += rowStride)
            CacheLines<V>.Fetch(row, sizeof(TVectors));
    }

    /// <summary>One term of B. What is known of its place becomes a part of the instructions that load it; from a variable it may become one of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadPanel(byte* b, long* places, long inner, int term, long second, long ahead, ref byte* copy, out V b0, out V b1)
    {
        if ((sizeof(TLayout) & TileLayouts.Panel) != 0)
        {
            b0 = W.Load(b + ((long)term * 2 * W.Count * sizeof(T)));
            b1 = sizeof(TVectors) > 1 ? W.Load(b + (((long)term * 2) + 1) * W.Count * sizeof(T)) : default;
            return;
        }

        b += (sizeof(TLayout) & TileLayouts.Places) != 0 ? places[term] : inner * term;
        b0 = W.Load(b);
        b1 = sizeof(TVectors) > 1 ? W.Load(b + second) : default;
        if (typeof(TCopies) == typeof(Zero))
            return;

        CacheLines<V>.FetchTwo(b + ahead);
        Store(copy, second, b0, b1);
        copy += 2 * W.Count * sizeof(T);
    }

    /// <summary>One term of six rows, those from <paramref name="first"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAdd(
        byte* low, byte* high, long row, long inner, int term, int first, V b0, V b1,
        ref V s0, ref V t0, ref V s1, ref V t1, ref V s2, ref V t2, ref V s3, ref V t3, ref V s4, ref V t4, ref V s5, ref V t5)
    {
        if ((sizeof(TLayout) & TileLayouts.RowsTouch) != 0)
        {
            MultiplyAdd(low + (((sizeof(TLayout) & TileLayouts.TermsOfTile) != 0 ? (long)term * W.TileRows * sizeof(T) : inner * term) + ((long)first * sizeof(T))), b0, b1, ref s0, ref t0);
            if (sizeof(TRows) > first + 1) MultiplyAdd(low + (((sizeof(TLayout) & TileLayouts.TermsOfTile) != 0 ? (long)term * W.TileRows * sizeof(T) : inner * term) + ((first + 1L) * sizeof(T))), b0, b1, ref s1, ref t1);
            if (sizeof(TRows) > first + 2) MultiplyAdd(low + (((sizeof(TLayout) & TileLayouts.TermsOfTile) != 0 ? (long)term * W.TileRows * sizeof(T) : inner * term) + ((first + 2L) * sizeof(T))), b0, b1, ref s2, ref t2);
            if (sizeof(TRows) > first + 3) MultiplyAdd(low + (((sizeof(TLayout) & TileLayouts.TermsOfTile) != 0 ? (long)term * W.TileRows * sizeof(T) : inner * term) + ((first + 3L) * sizeof(T))), b0, b1, ref s3, ref t3);
            if (sizeof(TRows) > first + 4) MultiplyAdd(low + (((sizeof(TLayout) & TileLayouts.TermsOfTile) != 0 ? (long)term * W.TileRows * sizeof(T) : inner * term) + ((first + 4L) * sizeof(T))), b0, b1, ref s4, ref t4);
            if (sizeof(TRows) > first + 5) MultiplyAdd(low + (((sizeof(TLayout) & TileLayouts.TermsOfTile) != 0 ? (long)term * W.TileRows * sizeof(T) : inner * term) + ((first + 5L) * sizeof(T))), b0, b1, ref s5, ref t5);
            return;
        }

        long at = inner * term;
        MultiplyAdd(low + at, b0, b1, ref s0, ref t0);
        if (sizeof(TRows) > first + 1) MultiplyAdd(low + (row + at), b0, b1, ref s1, ref t1);
        if (sizeof(TRows) > first + 2) MultiplyAdd(low + ((row * 2) + at), b0, b1, ref s2, ref t2);
        if (sizeof(TRows) > first + 3) MultiplyAdd(high + at, b0, b1, ref s3, ref t3);
        if (sizeof(TRows) > first + 4) MultiplyAdd(high + (row + at), b0, b1, ref s4, ref t4);
        if (sizeof(TRows) > first + 5) MultiplyAdd(high + ((row * 2) + at), b0, b1, ref s5, ref t5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAdd(byte* from, V b0, V b1, ref V s, ref V t)
    {
        V a = W.Broadcast(from);
        s = W.MultiplyAdd(a, b0, s);
        if (sizeof(TVectors) > 1)
            t = W.MultiplyAdd(a, b1, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Advance(ref byte* a0, ref byte* a3, ref byte* a6, ref byte* a9, long bytes)
    {
        a0 += bytes;
        if ((sizeof(TLayout) & TileLayouts.RowsTouch) != 0)
            return;

        if (sizeof(TRows) > 3)
            a3 += bytes;

        if (sizeof(TRows) > 6)
            a6 += bytes;

        if (sizeof(TRows) > 9)
            a9 += bytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(byte* start, long second, out V s, out V t)
    {
        s = W.Load(start);
        t = sizeof(TVectors) > 1 ? W.Load(start + second) : default;
    }

    /// <summary>All totals are read before any is written: where the two vectors overlap, each must add to what was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(byte* end, long second, ref V s, ref V t)
    {
        s = W.Add(W.Load(end), s);
        if (sizeof(TVectors) > 1)
            t = W.Add(W.Load(end + second), t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(byte* end, long second, V s, V t)
    {
        W.Store(s, end);
        if (sizeof(TVectors) > 1)
            W.Store(t, end + second);
    }
}
