using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Glissade.Devices.Cpu.Products;

/// <summary>Dot products of rows with one column, in the order of a product that is summed in lanes; the terms of both lie side by side and make one partial sum.</summary>
internal abstract unsafe class RowDots<T>
    where T : unmanaged
{
    /// <summary>For the vector.</summary>
    public static RowDots<T> Of(ProductWidth width) => width switch
    {
        ProductWidth.Vector512 => typeof(T) == typeof(float) ? new RowDots<T, Vector512<float>, Single512>() : new RowDots<T, Vector512<double>, Double512>(),
        ProductWidth.Vector256 => typeof(T) == typeof(float) ? new RowDots<T, Vector256<float>, Single256>() : new RowDots<T, Vector256<double>, Double256>(),
        _ => typeof(T) == typeof(float) ? new RowDots<T, Vector128<float>, Single128>() : new RowDots<T, Vector128<double>, Double128>(),
    };

    /// <summary>Computes the product of each row with the column.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="rowStride">From one to the next, in elements.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="column">The column.</param>
    /// <param name="terms">How long a row and the column are.</param>
    /// <param name="totals">One for each row.</param>
    public abstract void Run(T* rows, long rowStride, long count, T* column, long terms, T* totals);
}

/// <summary>The same for one width of vector.</summary>
internal sealed unsafe class RowDots<T, V, W> : RowDots<T>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    /// <summary>Fewer rows than a group come one at a time, each repeated to fill the group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(T* rows, long rowStride, long count, T* column, long terms, T* totals)
    {
        T* lanes = stackalloc T[LaneKernel<T, V, W>.Rows * LaneKernel<T, V, W>.Lanes];
        if (count >= LaneKernel<T, V, W>.Rows)
        {
            LaneKernel<T, V, W>.RunGroups(rows, rowStride, count, column, terms, totals, 1, lanes);
            return;
        }

        for (long row = 0; row < count; row++)
        {
            LaneKernel<T, V, W>.Run(rows + (row * rowStride), 0, column, terms, lanes, true);
            totals[row] = LaneKernel<T, V, W>.Sum(lanes);
        }
    }
}
