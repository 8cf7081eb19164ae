using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu.Products;

/// <summary>Rows times their weights, added up: a stretch of the product of one row with a matrix, in its order.</summary>
internal static unsafe class RowSums<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<T, V>
{
    /// <summary>Elements of <c>edge</c>: a vector of any width.</summary>
    public const int EdgeElements = 16;

    /// <summary>Continues <paramref name="sums"/>, or begins them.</summary>
    /// <param name="weights">One for each row.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="rowStride">From one to the next, in elements.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="columns">Elements of a row.</param>
    /// <param name="sums">One for each column.</param>
    /// <param name="begin">Whether the sums begin with zero.</param>
    /// <param name="edge">Scratch.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(T* weights, T* rows, long rowStride, long count, long columns, T* sums, bool begin, T* edge)
    {
        Tile<T> tile = default;
        tile.A = weights;
        tile.AInnerStride = 1;
        tile.BInnerStride = rowStride;
        tile.Depth = count;
        var panels = new ColumnPanels(columns, W.Count);
        long wide = RowKernel<T, V, W>.Vectors * W.Count;
        for (long panel = 0; panel < panels.Count;)
        {
            long column = panels.Start(panel), next = panel + 1;
            if (panel + 4 <= panels.Count && panels.Start(panel + 4) - column == wide) next = panel + 4;
            tile.B = rows + column;
            tile.End = sums + column;
            tile.Start = begin ? null : tile.End;
            Tiles<T, V, W>.Run(ref tile, 1, panels.Start(next) - column, edge);
            panel = next;
        }
    }
}
