using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// Rows times their weights, added up: a stretch of the product of one row with a matrix, in its order. Up to eight vectors are under way at once, so that no sum waits for itself; the last
/// vector reaches back over columns of the one before, and keeps sums of its own for them. Meanwhile the rows that come after these are fetched.
/// </summary>
internal abstract unsafe class RowSums<T>
    where T : unmanaged
{
    /// <summary>Elements of the sums, with room for the rest of a narrow matrix.</summary>
    public abstract long Length { get; }

    /// <summary>For rows of so many elements, in the vector or, if they are shorter than it, a narrower one.</summary>
    public static RowSums<T> Of(long columns, ProductWidth width) => Fitting(columns * sizeof(T), width) switch
    {
        ProductWidth.Vector512 => typeof(T) == typeof(float) ? new RowSums<T, Vector512<float>, Single512>(columns) : new RowSums<T, Vector512<double>, Double512>(columns),
        ProductWidth.Vector256 => typeof(T) == typeof(float) ? new RowSums<T, Vector256<float>, Single256>(columns) : new RowSums<T, Vector256<double>, Double256>(columns),
        _ => typeof(T) == typeof(float) ? new RowSums<T, Vector128<float>, Single128>(columns) : new RowSums<T, Vector128<double>, Double128>(columns),
    };

    // A shorter row would need a vector's lanes masked.
    private static ProductWidth Fitting(long bytes, ProductWidth width) =>
        width == ProductWidth.Vector512 && bytes < Vector512<byte>.Count ? Fitting(bytes, ProductWidth.Vector256)
        : width == ProductWidth.Vector256 && bytes < Vector256<byte>.Count ? ProductWidth.Vector128
        : width;

    /// <summary>Continues the sums, or begins them.</summary>
    /// <param name="weights">One for each row.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="rowStride">From one to the next, in elements.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="sums"><see cref="Length"/> elements.</param>
    /// <param name="begin">Whether the sums begin with zero.</param>
    public abstract void Add(T* weights, T* rows, long rowStride, long count, T* sums, bool begin);

    /// <summary>Adds finished sums to the totals, or makes them the totals.</summary>
    public abstract void AddTo(T* total, T* sums, bool isFirst);
}

/// <summary>The same for one width of vector.</summary>
internal sealed unsafe class RowSums<T, V, W>(long columns) : RowSums<T>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    private readonly long _vectors = (columns + W.Count - 1) / W.Count;

    public override long Length => columns < W.Count ? columns + W.Count : _vectors * W.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Add(T* weights, T* rows, long rowStride, long count, T* sums, bool begin)
    {
        Tile<T> tile = default;
        tile.A = weights;
        tile.AInnerStride = 1;
        tile.BInnerStride = rowStride;
        tile.Depth = count;
        if (columns < W.Count)
        {
            tile.B = rows;
            tile.End = sums;
            tile.Start = begin ? null : sums;
            Tiles<T, V, W>.Run(ref tile, 1, columns, sums + columns);
            return;
        }

        const int most = RowKernel<T, V, W>.Vectors;
        for (long vector = 0; vector < _vectors; vector += most)
        {
            long vectors = Math.Min(most, _vectors - vector), column = vector * W.Count;
            tile.B = rows + column;
            tile.End = sums + column;
            tile.Start = begin ? null : tile.End;
            RowKernel<T, V, W>.Run(in tile, vectors, Math.Min((vectors - 1) * W.Count, columns - W.Count - column), count * rowStride);
        }
    }

    public override void AddTo(T* total, T* sums, bool isFirst)
    {
        long last = columns < W.Count ? columns : (_vectors - 1) * W.Count, back = columns < W.Count ? 0 : (_vectors * W.Count) - columns;
        for (long column = 0; column < columns; column++)
        {
            T sum = sums[column < last ? column : column + back];
            total[column] = isFirst ? sum : Scalars.Add(total[column], sum);
        }
    }
}
