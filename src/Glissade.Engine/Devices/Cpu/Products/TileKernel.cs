using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// The inner loop of every product: rows × (one or two vectors) of sums kept in registers, k ascending. Rows beyond
/// <typeparamref name="TRows"/> and the second vector of a narrow tile vanish when the method is compiled.
/// </summary>
/// <remarks>
/// Rows of A are addressed from one pointer in three, plus one or two strides: 12 pointers would not fit the registers.
/// It is unrolled by hand because arrays of vectors do not stay in registers.
/// </remarks>
internal static unsafe class TileKernel<T, V, W, TRows, TVectors>
    where T : unmanaged
    where V : struct
    where W : IWidth<T, V>
    where TRows : INumber
    where TVectors : INumber
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
        byte* a0 = (byte*)tile.A;
        byte* a3 = a0 + (aRow * 3);
        byte* a6 = a3 + (aRow * 3);
        byte* a9 = a6 + (aRow * 3);
        for (long k = tile.Depth; k > 0; k--)
        {
            V b0 = W.Load(b);
            V b1 = TVectors.Value > 1 ? W.Load(b + second) : default;
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
            a3 += aInner;
            a6 += aInner;
            a9 += aInner;
        }

        byte* end = (byte*)tile.End;
        long endRow = tile.EndRowStride * sizeof(T);
        bool add = tile.AddToEnd;
        Finish(end, second, s0, t0, add);
        if (TRows.Value > 1)
            Finish(end += endRow, second, s1, t1, add);

        if (TRows.Value > 2)
            Finish(end += endRow, second, s2, t2, add);

        if (TRows.Value > 3)
            Finish(end += endRow, second, s3, t3, add);

        if (TRows.Value > 4)
            Finish(end += endRow, second, s4, t4, add);

        if (TRows.Value > 5)
            Finish(end += endRow, second, s5, t5, add);

        if (TRows.Value > 6)
            Finish(end += endRow, second, s6, t6, add);

        if (TRows.Value > 7)
            Finish(end += endRow, second, s7, t7, add);

        if (TRows.Value > 8)
            Finish(end += endRow, second, s8, t8, add);

        if (TRows.Value > 9)
            Finish(end += endRow, second, s9, t9, add);

        if (TRows.Value > 10)
            Finish(end += endRow, second, s10, t10, add);

        if (TRows.Value > 11)
            Finish(end += endRow, second, s11, t11, add);
    }

    /// <summary>Both vectors are read before either is written: where they overlap, each adds to the total that was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(byte* end, long second, V s, V t, bool add)
    {
        if (add)
        {
            s = W.Add(W.Load(end), s);
            t = TVectors.Value > 1 ? W.Add(W.Load(end + second), t) : default;
        }

        W.Store(s, end);
        if (TVectors.Value > 1)
            W.Store(t, end + second);
    }
}
