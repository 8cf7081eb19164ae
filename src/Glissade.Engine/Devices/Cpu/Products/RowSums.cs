using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// Rows times their weights, added up: a stretch of the product of one row with a matrix, in its order. Panels of eight vectors are under way at once, so that no sum waits for itself; the last
/// panel reaches back over columns of the one before, and keeps sums of its own for them.
/// </summary>
internal abstract unsafe class RowSums<T>
    where T : unmanaged
{
    /// <summary>Elements of the sums, with room for the rest of a narrow matrix.</summary>
    public abstract long Length { get; }

    /// <summary>For rows of so many elements, in the vector or a narrower one of which eight fit.</summary>
    public static RowSums<T> Of(long columns, ProductWidth width) => Fitting(columns * sizeof(T), width) switch
    {
        ProductWidth.Vector512 => typeof(T) == typeof(float) ? new RowSums<T, Vector512<float>, Single512>(columns) : new RowSums<T, Vector512<double>, Double512>(columns),
        ProductWidth.Vector256 => typeof(T) == typeof(float) ? new RowSums<T, Vector256<float>, Single256>(columns) : new RowSums<T, Vector256<double>, Double256>(columns),
        _ => typeof(T) == typeof(float) ? new RowSums<T, Vector128<float>, Single128>(columns) : new RowSums<T, Vector128<double>, Double128>(columns),
    };

    // A narrower vector with enough sums under way is faster than a wider one whose sums wait for each other.
    private static ProductWidth Fitting(long bytes, ProductWidth width) =>
        width == ProductWidth.Vector512 && bytes < 8 * Vector512<byte>.Count ? Fitting(bytes, ProductWidth.Vector256)
        : width == ProductWidth.Vector256 && bytes < 8 * Vector256<byte>.Count ? ProductWidth.Vector128
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
    private static long Wide => RowKernel<T, V, W>.Vectors * W.Count;

    private long Panels => (columns + Wide - 1) / Wide;

    public override long Length => columns < Wide ? columns + W.Count : Panels * Wide;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Add(T* weights, T* rows, long rowStride, long count, T* sums, bool begin)
    {
        Tile<T> tile = default;
        tile.A = weights;
        tile.AInnerStride = 1;
        tile.BInnerStride = rowStride;
        tile.Depth = count;
        if (columns < Wide)
        {
            AddNarrow(ref tile, rows, sums, begin);
            return;
        }

        for (long panel = 0; panel < Panels; panel++)
        {
            tile.B = rows + Math.Min(panel * Wide, columns - Wide);
            tile.End = sums + (panel * Wide);
            tile.Start = begin ? null : tile.End;
            RowKernel<T, V, W>.Run(in tile);
        }
    }

    public override void AddTo(T* total, T* sums, bool isFirst)
    {
        long last = columns < Wide ? columns : (Panels - 1) * Wide, back = columns < Wide ? 0 : (Panels * Wide) - columns;
        for (long column = 0; column < columns; column++)
        {
            T sum = sums[column < last ? column : column + back];
            total[column] = isFirst ? sum : Scalars.Add(total[column], sum);
        }
    }

    private void AddNarrow(ref Tile<T> tile, T* rows, T* sums, bool begin)
    {
        var panels = new ColumnPanels(columns, W.Count);
        for (long panel = 0; panel < panels.Count; panel++)
        {
            long column = panels.Start(panel);
            tile.B = rows + column;
            tile.End = sums + column;
            tile.Start = begin ? null : tile.End;
            Tiles<T, V, W>.Run(ref tile, 1, panels.Width(panel), sums + columns);
        }
    }
}
