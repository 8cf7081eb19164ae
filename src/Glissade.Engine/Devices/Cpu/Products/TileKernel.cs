using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// The inner loop of every product: rows × (one or two vectors) of sums kept in registers, k ascending. Rows beyond
/// <typeparamref name="TRows"/> and the second vector of a narrow tile vanish when the method is compiled. With <typeparamref name="TCopies"/> it
/// leaves a copy of the panel behind, side by side, for the tiles that follow: the multiply-adds leave the time for it.
/// </summary>
/// <remarks>
/// Rows of A are addressed from one pointer in three, plus one or two strides: 12 pointers would not fit the registers.
/// It is unrolled by hand because arrays of vectors do not stay in registers.
/// </remarks>
internal static unsafe class TileKernel<T, V, W, TRows, TVectors, TCopies>
    where T : unmanaged
    where V : struct
    where W : IWidth<T, V>
    where TRows : INumber
    where TVectors : INumber
    where TCopies : INumber
{
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run(ref readonly Tile<T> tile)
    {
        long second = tile.Second * sizeof(T);
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
        if (tile.Start != null)
        {
            byte* start = (byte*)tile.Start;
            long startRow = tile.StartRowStride * sizeof(T);
            s0 = W.Load(start);
            t0 = TVectors.Value > 1 ? W.Load(start + second) : default;

            if (TRows.Value > 1)
            {
                start += startRow;
                s1 = W.Load(start);
                t1 = TVectors.Value > 1 ? W.Load(start + second) : default;
            }

            if (TRows.Value > 2)
            {
                start += startRow;
                s2 = W.Load(start);
                t2 = TVectors.Value > 1 ? W.Load(start + second) : default;
            }

            if (TRows.Value > 3)
            {
                start += startRow;
                s3 = W.Load(start);
                t3 = TVectors.Value > 1 ? W.Load(start + second) : default;
            }

            if (TRows.Value > 4)
            {
                start += startRow;
                s4 = W.Load(start);
                t4 = TVectors.Value > 1 ? W.Load(start + second) : default;
            }

            if (TRows.Value > 5)
            {
                start += startRow;
                s5 = W.Load(start);
                t5 = TVectors.Value > 1 ? W.Load(start + second) : default;
            }

            if (TRows.Value > 6)
            {
                start += startRow;
                s6 = W.Load(start);
                t6 = TVectors.Value > 1 ? W.Load(start + second) : default;
            }

            if (TRows.Value > 7)
            {
                start += startRow;
                s7 = W.Load(start);
                t7 = TVectors.Value > 1 ? W.Load(start + second) : default;
            }

            if (TRows.Value > 8)
            {
                start += startRow;
                s8 = W.Load(start);
                t8 = TVectors.Value > 1 ? W.Load(start + second) : default;
            }

            if (TRows.Value > 9)
            {
                start += startRow;
                s9 = W.Load(start);
                t9 = TVectors.Value > 1 ? W.Load(start + second) : default;
            }

            if (TRows.Value > 10)
            {
                start += startRow;
                s10 = W.Load(start);
                t10 = TVectors.Value > 1 ? W.Load(start + second) : default;
            }

            if (TRows.Value > 11)
            {
                start += startRow;
                s11 = W.Load(start);
                t11 = TVectors.Value > 1 ? W.Load(start + second) : default;
            }
        }

        byte* b = (byte*)tile.B;
        long bInner = tile.BInnerStride * sizeof(T);
        long aRow = tile.ARowStride * sizeof(T);
        long aInner = tile.AInnerStride * sizeof(T);
        byte* copy = TCopies.Value > 0 ? (byte*)tile.Copy : null;
        byte* a0 = (byte*)tile.A;
        byte* a3 = a0 + (aRow * 3);
        byte* a6 = a3 + (aRow * 3);
        byte* a9 = a6 + (aRow * 3);
        for (long k = tile.Depth; k > 0; k--)
        {
            V b0 = W.Load(b);
            V b1 = TVectors.Value > 1 ? W.Load(b + second) : default;
            if (TCopies.Value > 0)
            {
                if (Sse.IsSupported)
                    Sse.Prefetch0(b + (bInner * Blocking.RowsAhead));

                Store(copy, second, b0, b1);
                copy += 2 * W.Count * sizeof(T);
            }

            b += bInner;
            V first = W.Broadcast(a0);
            s0 = W.MultiplyAdd(first, b0, s0);
            t0 = TVectors.Value > 1 ? W.MultiplyAdd(first, b1, t0) : default;

            if (TRows.Value > 1)
            {
                V a = W.Broadcast(a0 + aRow);
                s1 = W.MultiplyAdd(a, b0, s1);
                t1 = TVectors.Value > 1 ? W.MultiplyAdd(a, b1, t1) : default;
            }

            if (TRows.Value > 2)
            {
                V a = W.Broadcast(a0 + (aRow * 2));
                s2 = W.MultiplyAdd(a, b0, s2);
                t2 = TVectors.Value > 1 ? W.MultiplyAdd(a, b1, t2) : default;
            }

            if (TRows.Value > 3)
            {
                V a = W.Broadcast(a3);
                s3 = W.MultiplyAdd(a, b0, s3);
                t3 = TVectors.Value > 1 ? W.MultiplyAdd(a, b1, t3) : default;
            }

            if (TRows.Value > 4)
            {
                V a = W.Broadcast(a3 + aRow);
                s4 = W.MultiplyAdd(a, b0, s4);
                t4 = TVectors.Value > 1 ? W.MultiplyAdd(a, b1, t4) : default;
            }

            if (TRows.Value > 5)
            {
                V a = W.Broadcast(a3 + (aRow * 2));
                s5 = W.MultiplyAdd(a, b0, s5);
                t5 = TVectors.Value > 1 ? W.MultiplyAdd(a, b1, t5) : default;
            }

            if (TRows.Value > 6)
            {
                V a = W.Broadcast(a6);
                s6 = W.MultiplyAdd(a, b0, s6);
                t6 = TVectors.Value > 1 ? W.MultiplyAdd(a, b1, t6) : default;
            }

            if (TRows.Value > 7)
            {
                V a = W.Broadcast(a6 + aRow);
                s7 = W.MultiplyAdd(a, b0, s7);
                t7 = TVectors.Value > 1 ? W.MultiplyAdd(a, b1, t7) : default;
            }

            if (TRows.Value > 8)
            {
                V a = W.Broadcast(a6 + (aRow * 2));
                s8 = W.MultiplyAdd(a, b0, s8);
                t8 = TVectors.Value > 1 ? W.MultiplyAdd(a, b1, t8) : default;
            }

            if (TRows.Value > 9)
            {
                V a = W.Broadcast(a9);
                s9 = W.MultiplyAdd(a, b0, s9);
                t9 = TVectors.Value > 1 ? W.MultiplyAdd(a, b1, t9) : default;
            }

            if (TRows.Value > 10)
            {
                V a = W.Broadcast(a9 + aRow);
                s10 = W.MultiplyAdd(a, b0, s10);
                t10 = TVectors.Value > 1 ? W.MultiplyAdd(a, b1, t10) : default;
            }

            if (TRows.Value > 11)
            {
                V a = W.Broadcast(a9 + (aRow * 2));
                s11 = W.MultiplyAdd(a, b0, s11);
                t11 = TVectors.Value > 1 ? W.MultiplyAdd(a, b1, t11) : default;
            }

            a0 += aInner;
            if (TRows.Value > 3)
                a3 += aInner;

            if (TRows.Value > 6)
                a6 += aInner;

            if (TRows.Value > 9)
                a9 += aInner;
        }

        byte* end = (byte*)tile.End;
        long endRow = tile.EndRowStride * sizeof(T);
        if (tile.AddToEnd)
        {
            Add(end, second, ref s0, ref t0);
            if (TRows.Value > 1)
                Add(end + endRow, second, ref s1, ref t1);

            if (TRows.Value > 2)
                Add(end + (2 * endRow), second, ref s2, ref t2);

            if (TRows.Value > 3)
                Add(end + (3 * endRow), second, ref s3, ref t3);

            if (TRows.Value > 4)
                Add(end + (4 * endRow), second, ref s4, ref t4);

            if (TRows.Value > 5)
                Add(end + (5 * endRow), second, ref s5, ref t5);

            if (TRows.Value > 6)
                Add(end + (6 * endRow), second, ref s6, ref t6);

            if (TRows.Value > 7)
                Add(end + (7 * endRow), second, ref s7, ref t7);

            if (TRows.Value > 8)
                Add(end + (8 * endRow), second, ref s8, ref t8);

            if (TRows.Value > 9)
                Add(end + (9 * endRow), second, ref s9, ref t9);

            if (TRows.Value > 10)
                Add(end + (10 * endRow), second, ref s10, ref t10);

            if (TRows.Value > 11)
                Add(end + (11 * endRow), second, ref s11, ref t11);
        }

        Store(end, second, s0, t0);
        if (TRows.Value > 1)
            Store(end += endRow, second, s1, t1);

        if (TRows.Value > 2)
            Store(end += endRow, second, s2, t2);

        if (TRows.Value > 3)
            Store(end += endRow, second, s3, t3);

        if (TRows.Value > 4)
            Store(end += endRow, second, s4, t4);

        if (TRows.Value > 5)
            Store(end += endRow, second, s5, t5);

        if (TRows.Value > 6)
            Store(end += endRow, second, s6, t6);

        if (TRows.Value > 7)
            Store(end += endRow, second, s7, t7);

        if (TRows.Value > 8)
            Store(end += endRow, second, s8, t8);

        if (TRows.Value > 9)
            Store(end += endRow, second, s9, t9);

        if (TRows.Value > 10)
            Store(end += endRow, second, s10, t10);

        if (TRows.Value > 11)
            Store(end += endRow, second, s11, t11);
    }

    /// <summary>All totals are read before any is written: where the two vectors overlap, each must add to what was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(byte* end, long second, ref V s, ref V t)
    {
        s = W.Add(W.Load(end), s);
        if (TVectors.Value > 1)
            t = W.Add(W.Load(end + second), t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(byte* end, long second, V s, V t)
    {
        W.Store(s, end);
        if (TVectors.Value > 1)
            W.Store(t, end + second);
    }
}
