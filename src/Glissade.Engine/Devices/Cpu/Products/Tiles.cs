using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu.Products;

/// <summary>Deals the rows of a panel of columns out to tiles, and picks the kernel for each.</summary>
internal static unsafe class Tiles<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<T, V>
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
        bool wide = width > W.Count;
        long most = wide || tile.ATileStride != 0 ? W.TileRows : NarrowRows;
        if (tile.Copy != null)
        {
            RunCopying(in tile);
            tile.B = tile.Copy;
            tile.BInnerStride = 2 * W.Count;
            tile.Copy = null;
            Advance(ref tile, most);
            rows -= most;
        }

        while (rows > 0)
        {
            long now = Height(rows, most);
            if (wide)
                Run<Two>(in tile, now);
            else if (width == W.Count)
                Run<One>(in tile, now);
            else
                RunThroughEdge(in tile, now, width, edge);

            rows -= now;
            Advance(ref tile, now);
        }
    }

    /// <summary>Rows of the next tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Height(long rows, long most) => rows >= 2 * most || rows == most ? most : rows > most ? (rows + 1) / 2 : rows;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Advance(ref Tile<T> tile, long rows)
    {
        tile.A += tile.ATileStride != 0 ? tile.ATileStride : rows * tile.ARowStride;
        tile.End += rows * tile.EndRowStride;
        if (tile.Start != null)
            tile.Start += rows * tile.StartRowStride;
    }

    /// <summary>The first tile of many.</summary>
    private static void RunCopying(ref readonly Tile<T> tile)
    {
        if (W.TileRows == 6)
            TileKernel<T, V, W, Six, Two, One>.Run(in tile);
        else
            TileKernel<T, V, W, Twelve, Two, One>.Run(in tile);
    }

    /// <summary>C has less than a vector of columns: the kernel works on a copy of whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunThroughEdge(ref readonly Tile<T> tile, long rows, long width, T* edge)
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

        Run<One>(in copy, rows);
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
    private static void Run<TVectors>(ref readonly Tile<T> tile, long rows)
        where TVectors : INumber
    {
        switch (rows)
        {
            case 1:
                TileKernel<T, V, W, One, TVectors, Zero>.Run(in tile);
                break;
            case 2:
                TileKernel<T, V, W, Two, TVectors, Zero>.Run(in tile);
                break;
            case 3:
                TileKernel<T, V, W, Three, TVectors, Zero>.Run(in tile);
                break;
            case 4:
                TileKernel<T, V, W, Four, TVectors, Zero>.Run(in tile);
                break;
            case 5:
                TileKernel<T, V, W, Five, TVectors, Zero>.Run(in tile);
                break;
            case 6:
                TileKernel<T, V, W, Six, TVectors, Zero>.Run(in tile);
                break;
            case 7:
                TileKernel<T, V, W, Seven, TVectors, Zero>.Run(in tile);
                break;
            case 8:
                TileKernel<T, V, W, Eight, TVectors, Zero>.Run(in tile);
                break;
            case 9:
                TileKernel<T, V, W, Nine, TVectors, Zero>.Run(in tile);
                break;
            case 10:
                TileKernel<T, V, W, Ten, TVectors, Zero>.Run(in tile);
                break;
            case 11:
                TileKernel<T, V, W, Eleven, TVectors, Zero>.Run(in tile);
                break;
            default:
                TileKernel<T, V, W, Twelve, TVectors, Zero>.Run(in tile);
                break;
        }
    }
}
