using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Glissade.Devices.Cpu;

/// <summary>The innermost loops of convolutions: sums[row, column] = fma(panel[k, column], scalar[row, k], sums[row, column]), k ascending.</summary>
internal static unsafe class ConvolutionTile<T, V, L> where T : unmanaged, INumber<T> where V : unmanaged where L : struct, ILanes<V>
{
    private static int Columns => 128 / sizeof(T);

    private static int Lane => sizeof(V) / sizeof(T);

    /// <summary>Four rows, two vectors of columns at a time: eight sums hide the latency of the multiply-add.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourRows(T* sums, T* panel, T* mask, Presence* presences, T* scalar, long rowStride, long* places, int terms)
    {
        var lanes = default(L);
        for (int column = 0; column < Columns; column += 2 * Lane)
        {
            V* s0 = (V*)(sums + column), s1 = (V*)(sums + column + Columns), s2 = (V*)(sums + column + 2 * Columns), s3 = (V*)(sums + column + 3 * Columns);
            V a0 = s0[0], a1 = s0[1], b0 = s1[0], b1 = s1[1], c0 = s2[0], c1 = s2[1], d0 = s3[0], d1 = s3[1];
            for (int k = 0; k < terms; k++)
            {
                V* p = (V*)(panel + k * Columns + column);
                V p0 = p[0], p1 = p[1];
                T* w = scalar + places[k];
                V wa = Broadcast(w[0]), wb = Broadcast(w[rowStride]), wc = Broadcast(w[2 * rowStride]), wd = Broadcast(w[3 * rowStride]);
                if (presences == null || presences[k] == Presence.Everywhere)
                {
                    a0 = lanes.FusedMultiplyAdd(p0, wa, a0);
                    a1 = lanes.FusedMultiplyAdd(p1, wa, a1);
                    b0 = lanes.FusedMultiplyAdd(p0, wb, b0);
                    b1 = lanes.FusedMultiplyAdd(p1, wb, b1);
                    c0 = lanes.FusedMultiplyAdd(p0, wc, c0);
                    c1 = lanes.FusedMultiplyAdd(p1, wc, c1);
                    d0 = lanes.FusedMultiplyAdd(p0, wd, d0);
                    d1 = lanes.FusedMultiplyAdd(p1, wd, d1);
                }
                else if (presences[k] == Presence.Somewhere)
                {
                    // A term left out is no product with zero, which would turn infinite weights into NaN.
                    V* m = (V*)(mask + k * Columns + column);
                    V m0 = m[0], m1 = m[1];
                    a0 = lanes.Select(m0, lanes.FusedMultiplyAdd(p0, wa, a0), a0);
                    a1 = lanes.Select(m1, lanes.FusedMultiplyAdd(p1, wa, a1), a1);
                    b0 = lanes.Select(m0, lanes.FusedMultiplyAdd(p0, wb, b0), b0);
                    b1 = lanes.Select(m1, lanes.FusedMultiplyAdd(p1, wb, b1), b1);
                    c0 = lanes.Select(m0, lanes.FusedMultiplyAdd(p0, wc, c0), c0);
                    c1 = lanes.Select(m1, lanes.FusedMultiplyAdd(p1, wc, c1), c1);
                    d0 = lanes.Select(m0, lanes.FusedMultiplyAdd(p0, wd, d0), d0);
                    d1 = lanes.Select(m1, lanes.FusedMultiplyAdd(p1, wd, d1), d1);
                }
            }

            (s0[0], s0[1], s1[0], s1[1]) = (a0, a1, b0, b1);
            (s2[0], s2[1], s3[0], s3[1]) = (c0, c1, d0, d1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OneRow(T* sums, T* panel, T* mask, Presence* presences, T* scalar, long* places, int terms)
    {
        var lanes = default(L);
        for (int column = 0; column < Columns; column += 2 * Lane)
        {
            V* s = (V*)(sums + column);
            V a0 = s[0], a1 = s[1];
            for (int k = 0; k < terms; k++)
            {
                V* p = (V*)(panel + k * Columns + column);
                V w = Broadcast(scalar[places[k]]);
                V n0 = lanes.FusedMultiplyAdd(p[0], w, a0), n1 = lanes.FusedMultiplyAdd(p[1], w, a1);
                if (presences != null && presences[k] != Presence.Everywhere)
                {
                    V* m = (V*)(mask + k * Columns + column);
                    n0 = lanes.Select(m[0], n0, a0);
                    n1 = lanes.Select(m[1], n1, a1);
                }

                (a0, a1) = (n0, n1);
            }

            (s[0], s[1]) = (a0, a1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Broadcast(T value)
    {
        if (sizeof(V) == 64) return Unsafe.BitCast<Vector512<T>, V>(Vector512.Create(value));
        if (sizeof(V) == 32) return Unsafe.BitCast<Vector256<T>, V>(Vector256.Create(value));
        return Unsafe.BitCast<Vector128<T>, V>(Vector128.Create(value));
    }
}
