using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Devices.Cpu.Products;

/// <summary>Copies pieces of an operand to where the kernels like them: close together, columns side by side.</summary>
internal static unsafe class Packing<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    /// <summary>Copies a panel of B, at most two vectors wide, row after row. A panel narrower than a vector is filled up with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panel(T* from, long innerStride, long columnStride, long depth, long width, T* to)
    {
        long panel = 2 * W.Count;
        if (width < W.Count)
        {
            for (long k = 0; k < depth; k++)
            {
                for (long column = 0; column < W.Count; column++)
                    to[(k * panel) + column] = column < width ? from[(k * innerStride) + (column * columnStride)] : default;
            }
        }
        else if (columnStride == 1)
        {
            long second = width - W.Count;
            for (long k = 0; k < depth; k++)
            {
                CacheLines<V>.FetchTwo(from + (innerStride * Blocking.RowsAhead));
                V low = W.Load(from);
                V high = W.Load(from + second);
                W.Store(low, to);
                W.Store(high, to + second);
                from += innerStride;
                to += panel;
            }
        }
        else
        {
            Block(from, innerStride, columnStride, depth, width, to, panel);
        }
    }

    /// <summary>
    /// Copies panels of B that follow each other, each two whole vectors wide, where a row's elements lie side by side. Whole stretches of rows are read, because rows of a
    /// power of two fall into the same few sets of a cache, and lines fetched ahead for one panel would drive each other out.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panels(T* from, long innerStride, long depth, long panels, T* to)
    {
        long panel = 2 * W.Count;
        for (long k = depth; k > 0; k--)
        {
            T* source = from;
            T* target = to;
            for (long i = panels; i > 0; i--)
            {
                CacheLines<V>.FetchTwo(source + (innerStride * Blocking.RowsAhead));
                V low = W.Load(source);
                V high = W.Load(source + W.Count);
                W.Store(low, target);
                W.Store(high, target + W.Count);
                source += panel;
                target += depth * panel;
            }

            from += innerStride;
            to += panel;
        }
    }

    /// <summary>
    /// Copies a block of A whose columns lie side by side: tile after tile, each term after term, so that the kernel reads one stream. Rows of
    /// different tiles are a fixed length apart, whatever the height of the tile.
    /// </summary>
    /// <param name="from">The block's first element.</param>
    /// <param name="innerStride">From term to term there.</param>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="depth">Terms.</param>
    /// <param name="to">The copy.</param>
    /// <param name="tileStride">From tile to tile there: room for the terms, and for a vector more.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Terms(T* from, long innerStride, long rows, long depth, T* to, long tileStride)
    {
        // What a store writes too much, the next term's overwrites. Where a load would reach beyond the block, single elements are copied.
        long reach = (W.TileRows + W.Count - 1) / W.Count * W.Count;
        long row = 0;
        long tiles = 0;
        for (; row + reach <= rows && rows - row >= 2 * W.TileRows; row += W.TileRows)
            tiles++;

        FullTiles(from, innerStride, tiles, depth, to, tileStride);
        for (to += tiles * tileStride; row < rows; to += tileStride)
        {
            long height = Tiles<T, V, W>.Height(rows - row, W.TileRows);
            CopyEach(from + row, innerStride, 1, depth, height, to, W.TileRows);
            row += height;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FullTiles(T* from, long innerStride, long tiles, long depth, T* to, long tileStride)
    {
        for (; depth > 0; depth--)
        {
            T* source = from;
            T* target = to;
            for (long tile = tiles; tile > 0; tile--)
            {
                if (Sse.IsSupported)
                    Sse.Prefetch0(source + (innerStride * Blocking.TermsAhead));

                W.Store(W.Load(source), target);
                if (W.TileRows > W.Count)
                    W.Store(W.Load(source + W.Count), target + W.Count);

                if (W.TileRows > 2 * W.Count)
                    W.Store(W.Load(source + (2 * W.Count)), target + (2 * W.Count));

                source += W.TileRows;
                target += tileStride;
            }

            from += innerStride;
            to += W.TileRows;
        }
    }

    /// <summary>The same for a block of A whose rows each lie side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TermsOfRows(T* from, long rowStride, long rows, long depth, T* to, long tileStride)
    {
        while (rows > 0)
        {
            long height = Tiles<T, V, W>.Height(rows, W.TileRows);
            long turned = Avx.IsSupported ? TurnTile(from, rowStride, height, depth, to) : 0;
            CopyEach(from + turned, 1, rowStride, depth - turned, height, to + (turned * W.TileRows), W.TileRows);
            from += height * rowStride;
            to += tileStride;
            rows -= height;
        }
    }

    /// <summary>Turns the rows of a tile in registers; the number of terms that it did.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long TurnTile(T* from, long rowStride, long height, long depth, T* to)
    {
        long side = Vector256<T>.Count;
        long k = 0;
        if (W.TileRows < side)
        {
            // Lanes without a row of their own hold the last row; the next term's store overwrites them.
            long last = (height - 1) * rowStride, r1 = Math.Min(rowStride, last), r2 = Math.Min(2 * rowStride, last), r3 = Math.Min(3 * rowStride, last), r4 = Math.Min(4 * rowStride, last);
            for (; k <= depth - side; k += side)
            {
                float* source = (float*)(from + k);
                float* target = (float*)(to + (k * W.TileRows));
                for (long half = 0; half < 8; half += 4)
                {
                    float* f = source + half;
                    TurnHalf(Halves(f, f + r4), Halves(f + r1, f + last), Halves(f + r2, f + last), Halves(f + r3, f + last), target + (half * W.TileRows), W.TileRows);
                }
            }

            return k;
        }

        if (height < side)
            return 0;

        for (; k <= depth - side; k += side)
        {
            for (long row = 0; row < height; row += side)
            {
                // The last rows begin a little earlier: some are turned twice, to the same place.
                long first = Math.Min(row, height - side);
                T* source = from + k + (first * rowStride);
                T* target = to + (k * W.TileRows) + first;
                if (typeof(T) == typeof(float))
                    Turn((float*)source, rowStride, (float*)target, W.TileRows);
                else
                    Turn((double*)source, rowStride, (double*)target, W.TileRows);
            }
        }

        return k;
    }

    /// <summary>Copies a matrix of any strides to one whose rows lie side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Block(T* from, long rowStride, long columnStride, long rows, long columns, T* to, long toRowStride)
    {
        if (columnStride == 1)
        {
            for (long row = 0; row < rows; row++)
                CopyRow(from + (row * rowStride), columns, to + (row * toRowStride), rowStride);
        }
        else if (rowStride == 1 && Avx.IsSupported)
        {
            Transpose(from, columnStride, rows, columns, to, toRowStride);
        }
        else
        {
            CopyEach(from, rowStride, columnStride, rows, columns, to, toRowStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRow(T* from, long count, T* to, long next)
    {
        long i = 0;
        for (; i <= count - W.Count; i += W.Count)
        {
            if (Sse.IsSupported)
                Sse.Prefetch0(from + i + next);

            W.Store(W.Load(from + i), to + i);
        }

        for (; i < count; i++)
            to[i] = from[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyEach(T* from, long rowStride, long columnStride, long rows, long columns, T* to, long toRowStride)
    {
        for (long row = 0; row < rows; row++)
        {
            for (long column = 0; column < columns; column++)
                to[(row * toRowStride) + column] = from[(row * rowStride) + (column * columnStride)];
        }
    }

    /// <summary>Copies columns that each lie side by side to rows: square blocks are turned in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(T* from, long columnStride, long rows, long columns, T* to, long toRowStride)
    {
        long side = Vector256<T>.Count;
        long column = 0;
        for (; column <= columns - side; column += side)
        {
            T* source = from + (column * columnStride);
            T* target = to + column;
            long row = 0;
            for (; row <= rows - side; row += side)
            {
                if (typeof(T) == typeof(float))
                    Turn((float*)(source + row), columnStride, (float*)(target + (row * toRowStride)), toRowStride);
                else
                    Turn((double*)(source + row), columnStride, (double*)(target + (row * toRowStride)), toRowStride);
            }

            CopyEach(source + row, 1, columnStride, rows - row, side, target + (row * toRowStride), toRowStride);
        }

        CopyEach(from + (column * columnStride), 1, columnStride, rows, columns - column, to + column, toRowStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(double* from, long fromStride, double* to, long toStride)
    {
        Vector256<double> r0 = Vector256.Load(from);
        Vector256<double> r1 = Vector256.Load(from + fromStride);
        Vector256<double> r2 = Vector256.Load(from + (2 * fromStride));
        Vector256<double> r3 = Vector256.Load(from + (3 * fromStride));
        Vector256<double> low01 = Avx.UnpackLow(r0, r1);
        Vector256<double> high01 = Avx.UnpackHigh(r0, r1);
        Vector256<double> low23 = Avx.UnpackLow(r2, r3);
        Vector256<double> high23 = Avx.UnpackHigh(r2, r3);
        Avx.Permute2x128(low01, low23, 0x20).Store(to);
        Avx.Permute2x128(high01, high23, 0x20).Store(to + toStride);
        Avx.Permute2x128(low01, low23, 0x31).Store(to + (2 * toStride));
        Avx.Permute2x128(high01, high23, 0x31).Store(to + (3 * toStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(float* from, long fromStride, float* to, long toStride)
    {
        // Halves of rows i and i + 4 share a register, so that the two shuffles that follow end in whole rows of the result.
        Vector256<float> low04 = Halves(from, from + (4 * fromStride));
        Vector256<float> low15 = Halves(from + fromStride, from + (5 * fromStride));
        Vector256<float> low26 = Halves(from + (2 * fromStride), from + (6 * fromStride));
        Vector256<float> low37 = Halves(from + (3 * fromStride), from + (7 * fromStride));
        TurnHalf(low04, low15, low26, low37, to, toStride);
        from += 4;
        to += 4 * toStride;
        Vector256<float> high04 = Halves(from, from + (4 * fromStride));
        Vector256<float> high15 = Halves(from + fromStride, from + (5 * fromStride));
        Vector256<float> high26 = Halves(from + (2 * fromStride), from + (6 * fromStride));
        Vector256<float> high37 = Halves(from + (3 * fromStride), from + (7 * fromStride));
        TurnHalf(high04, high15, high26, high37, to, toStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(float* lower, float* upper) =>
        Vector256.Create(Vector128.Load(lower), Vector128.Load(upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TurnHalf(Vector256<float> r0, Vector256<float> r1, Vector256<float> r2, Vector256<float> r3, float* to, long toStride)
    {
        Vector256<double> low01 = Avx.UnpackLow(r0, r1).AsDouble();
        Vector256<double> high01 = Avx.UnpackHigh(r0, r1).AsDouble();
        Vector256<double> low23 = Avx.UnpackLow(r2, r3).AsDouble();
        Vector256<double> high23 = Avx.UnpackHigh(r2, r3).AsDouble();
        Avx.UnpackLow(low01, low23).AsSingle().Store(to);
        Avx.UnpackHigh(low01, low23).AsSingle().Store(to + toStride);
        Avx.UnpackLow(high01, high23).AsSingle().Store(to + (2 * toStride));
        Avx.UnpackHigh(high01, high23).AsSingle().Store(to + (3 * toStride));
    }
}
