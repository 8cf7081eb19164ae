using System.Numerics;
using System.Runtime.InteropServices;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Tests.Devices.Cpu.Products;

/// <summary>The declared order of arithmetic, one element at a time.</summary>
internal static unsafe class ProductReference
{
    public static T[] Multiply<T>(in ProductShape shape, Operand<T> a, Operand<T> b, T[]? begin = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] product = new T[shape.Batch * shape.Rows * shape.Columns];
        long next = 0;
        for (long batch = 0; batch < shape.Batch; batch++)
        {
            for (long row = 0; row < shape.Rows; row++)
            {
                for (long column = 0; column < shape.Columns; column++)
                {
                    T* left = a.Matrix(batch) + (row * a.RowStride);
                    T* right = b.Matrix(batch) + (column * b.ColumnStride);
                    product[next] = Sum(shape, left, a.ColumnStride, right, b.RowStride, begin is null ? T.Zero : begin[next]);
                    next++;
                }
            }
        }

        return product;
    }

    public static bool SameBits<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : unmanaged => MemoryMarshal.AsBytes(left).SequenceEqual(MemoryMarshal.AsBytes(right));

    private static T Sum<T>(in ProductShape shape, T* a, long aStride, T* b, long bStride, T begin)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T total = begin;
        for (long from = 0; from < shape.Inner;)
        {
            long length = Math.Min(shape.Cut, shape.Inner - from);
            T partial = Partial(shape.Lanes ? 16 : 1, length, a + (from * aStride), aStride, b + (from * bStride), bStride, from == 0 ? begin : T.Zero);
            total = from == 0 ? partial : total + partial;
            from += length;
        }

        return total;
    }

    private static T Partial<T>(int lanes, long length, T* a, long aStride, T* b, long bStride, T begin)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* sums = stackalloc T[16];
        new Span<T>(sums, 16).Clear();
        sums[0] = begin;
        for (long k = 0; k < length; k++)
            sums[k % lanes] = T.FusedMultiplyAdd(a[k * aStride], b[k * bStride], sums[k % lanes]);

        for (int half = lanes / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
                sums[i] += sums[i + half];
        }

        return sums[0];
    }
}
