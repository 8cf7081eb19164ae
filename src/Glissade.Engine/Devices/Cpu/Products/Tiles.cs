using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu.Products;

/// <summary>Deals the rows of a panel of columns out to tiles, and picks the kernel for each.</summary>
internal static unsafe class Tiles<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    /// <summary>Tiles of one vector hold more rows, to have as many sums under way.</summary>
    private const int NarrowRows = 12;

    /// <summary>
    /// Computes all rows of a panel; the tile describes the first. All tiles are full but the last two, which share what is left, so that no small
    /// rest runs at a fraction of the speed. One row may be <see cref="RowKernel{T, V, W}.Vectors"/> wide.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ref Tile<T> tile, long rows, long width, T* edge)
    {
        if (width > 2 * W.Count)
        {
            RowKernel<T, V, W>.Run(in tile);
            return;
        }

        tile.Second = width - W.Count;
        long most = width > W.Count || tile.ATileStride != 0 ? W.TileRows : NarrowRows;
        if (tile.Copy != null)
        {
            RunCopying(in tile);
            tile.B = tile.Copy;
            tile.BInnerStride = 2 * W.Count;
            tile.Copy = null;
            Advance(ref tile, 1, most);
            rows -= most;
        }

        bool whole = tile.Second == W.Count, panel = tile.BInnerStride == 2 * W.Count;
        if (tile.Places != null && tile.ATileStride != 0 && whole)
            Run<TermsByPlacesLayout>(ref tile, rows, most, width, edge);
        else if (tile.Places != null && tile.ATileStride != 0)
            Run<NarrowTermsByPlacesLayout>(ref tile, rows, most, width, edge);
        else if (tile.Places != null && whole)
            Run<RowsByPlacesLayout>(ref tile, rows, most, width, edge);
        else if (tile.Places != null)
            Run<NarrowByPlacesLayout>(ref tile, rows, most, width, edge);
        else if (!whole)
            Run<AnyLayout>(ref tile, rows, most, width, edge);
        else if (tile.ARowStride == 1 && panel && tile.AInnerStride == W.TileRows)
            Run<TermsByPanelLayout>(ref tile, rows, most, width, edge);
        else if (tile.ARowStride == 1 && panel)
            Run<ColumnsByPanelLayout>(ref tile, rows, most, width, edge);
        else if (tile.AInnerStride == 1 && panel)
            Run<RowsByPanelLayout>(ref tile, rows, most, width, edge);
        else if (tile.AInnerStride == 1)
            Run<RowsLayout>(ref tile, rows, most, width, edge);
        else
            Run<AnyLayout>(ref tile, rows, most, width, edge);
    }

    /// <summary>Rows of the next tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Height(long rows, long most) => rows >= 2 * most || rows == most ? most : rows > most ? (rows + 1) / 2 : rows;

    // Tiles of full height before the two that share what is left.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Full(long rows, long most)
    {
        long full = rows / most;
        return full * most == rows ? full : Math.Max(1, full - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TLayout>(ref Tile<T> tile, long rows, long most, long width, T* edge)
        where TLayout : unmanaged, ITileLayout
    {
        while (rows > 0)
        {
            long height = Height(rows, most);
            long tiles = height == most ? Full(rows, most) : 1;
            if (width > W.Count)
                Run<Two, TLayout>(in tile, height, tiles);
            else if (width == W.Count)
                Run<One, TLayout>(in tile, height, tiles);
            else
                RunThroughEdge<TLayout>(in tile, height, width, edge);

            tiles = width < W.Count ? 1 : tiles;
            rows -= tiles * height;
            Advance(ref tile, tiles, height);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Advance(ref Tile<T> tile, long tiles, long rows)
    {
        tile.A += tiles * (tile.ATileStride != 0 ? tile.ATileStride : rows * tile.ARowStride);
        tile.End += tiles * rows * tile.EndRowStride;
        if (tile.Ahead.Arrays > 0)
            tile.Ahead.Skip(tiles * rows);

        if (tile.Start != null)
            tile.Start += tiles * rows * tile.StartRowStride;
    }

    /// <summary>The first tile of many.</summary>
    private static void RunCopying(ref readonly Tile<T> tile)
    {
        bool rows = tile.Second == W.Count && tile.AInnerStride == 1;
        if (W.TileRows == 6 && rows)
            TileKernel<T, V, W, Six, Two, One, RowsLayout>.Run(in tile, 1);
        else if (W.TileRows == 6)
            TileKernel<T, V, W, Six, Two, One, AnyLayout>.Run(in tile, 1);
        else if (rows)
            TileKernel<T, V, W, Twelve, Two, One, RowsLayout>.Run(in tile, 1);
        else
            TileKernel<T, V, W, Twelve, Two, One, AnyLayout>.Run(in tile, 1);
    }

    /// <summary>C has less than a vector of columns: the kernel works on a copy of whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunThroughEdge<TLayout>(ref readonly Tile<T> tile, long rows, long width, T* edge)
        where TLayout : unmanaged, ITileLayout
    {
        Tile<T> copy = tile;
        copy.End = edge;
        copy.EndRowStride = W.Count;
        copy.AddToEnd = false;
        if (tile.Start != null)
        {
            Packing<T, V, W>.Block(tile.Start, tile.StartRowStride, 1, rows, width, edge, W.Count);
            copy.Start = edge;
            copy.StartRowStride = W.Count;
        }

        Run<One, TLayout>(in copy, rows, 1);
        if (!tile.AddToEnd)
        {
            Packing<T, V, W>.Block(edge, W.Count, 1, rows, width, tile.End, tile.EndRowStride);
            return;
        }

        for (long row = 0; row < rows; row++)
        {
            T* total = tile.End + (row * tile.EndRowStride);
            for (long column = 0; column < width; column++)
                total[column] = Scalars.Add(total[column], edge[(row * W.Count) + column]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TVectors, TLayout>(ref readonly Tile<T> tile, long rows, long tiles)
        where TVectors : unmanaged, INumber
        where TLayout : unmanaged, ITileLayout
    {
        switch (rows)
        {
            case 1:
                TileKernel<T, V, W, One, TVectors, Zero, TLayout>.Run(in tile, tiles);
                break;
            case 2:
                TileKernel<T, V, W, Two, TVectors, Zero, TLayout>.Run(in tile, tiles);
                break;
            case 3:
                TileKernel<T, V, W, Three, TVectors, Zero, TLayout>.Run(in tile, tiles);
                break;
            case 4:
                TileKernel<T, V, W, Four, TVectors, Zero, TLayout>.Run(in tile, tiles);
                break;
            case 5:
                TileKernel<T, V, W, Five, TVectors, Zero, TLayout>.Run(in tile, tiles);
                break;
            case 6:
                TileKernel<T, V, W, Six, TVectors, Zero, TLayout>.Run(in tile, tiles);
                break;
            case 7:
                TileKernel<T, V, W, Seven, TVectors, Zero, TLayout>.Run(in tile, tiles);
                break;
            case 8:
                TileKernel<T, V, W, Eight, TVectors, Zero, TLayout>.Run(in tile, tiles);
                break;
            case 9:
                TileKernel<T, V, W, Nine, TVectors, Zero, TLayout>.Run(in tile, tiles);
                break;
            case 10:
                TileKernel<T, V, W, Ten, TVectors, Zero, TLayout>.Run(in tile, tiles);
                break;
            case 11:
                TileKernel<T, V, W, Eleven, TVectors, Zero, TLayout>.Run(in tile, tiles);
                break;
            default:
                TileKernel<T, V, W, Twelve, TVectors, Zero, TLayout>.Run(in tile, tiles);
                break;
        }
    }
}
