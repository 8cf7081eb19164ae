using Glissade.Devices.Cpu.Products;

namespace Glissade.Devices.Cpu;

/// <summary>
/// How the weights of a convolution lie for its tiles: tile after tile of a group's rows, each term after term, so that every distance is part of an instruction. A single
/// row, and weights that meet too few places to be laid out anew, lie row after row.
/// </summary>
internal sealed unsafe class WeightTiles<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    private readonly long _groups, _rows, _terms;

    /// <param name="extents">Rows are those of a group.</param>
    /// <param name="terms">Of a row.</param>
    /// <param name="laidOut">Whether they are worth laying out anew.</param>
    public WeightTiles(ConvolutionExtents extents, long terms, bool laidOut)
    {
        (_groups, _rows, _terms) = (extents.Groups, extents.Rows, terms);
        Anew = laidOut && _rows > 1;
        if (!Anew)
        {
            (TermStride, GroupStride) = (1, _rows * terms);
            return;
        }

        long rest = _rows;
        for (; rest >= 2 * W.TileRows || rest == W.TileRows; rest -= W.TileRows) Whole++;
        for (Count = Whole; rest > 0; rest -= Tiles<T, V, W>.Height(rest, W.TileRows)) Count++;
        TermStride = W.TileRows;

        // A vector more: rows are turned in registers, which are stored whole.
        TileStride = W.TileRows * terms + ProductLayout.LeadingPad(sizeof(T));
        GroupStride = Count * TileStride;
    }

    /// <summary>Whether they lie as tiles, not row after row.</summary>
    public bool Anew { get; }

    /// <summary>Tiles of a group.</summary>
    public int Count { get; }

    /// <summary>The first of them that have all the rows that a tile has at most.</summary>
    public int Whole { get; }

    /// <summary>From tile to tile; 0 where they lie row after row.</summary>
    public long TileStride { get; }

    /// <summary>From term to term.</summary>
    public long TermStride { get; }

    public long GroupStride { get; }

    /// <summary>Elements of all groups.</summary>
    public long Size => _groups * GroupStride;

    /// <summary>Where the first term of a group's row lies.</summary>
    public long Place(long row)
    {
        if (!Anew) return row * _terms;
        long tile = 0;
        while (Row(tile + 1) <= row) tile++;
        return tile * TileStride + row - Row(tile);
    }

    /// <summary>The first row of a tile of a group; all rows for the tile after the last.</summary>
    public long Row(long tile) =>
        tile <= Whole ? tile * W.TileRows : tile == Count ? _rows : Whole * W.TileRows + Tiles<T, V, W>.Height(_rows - Whole * W.TileRows, W.TileRows);

    /// <summary>Lays weights out that lie row after row.</summary>
    public void LayOut(T* weights, T* to, WorkerPool pool)
    {
        LayOutJob job = new(this, weights, to);
        pool.Run(ref job, job.Cut.Tasks);
    }

    /// <summary>Lays one tile of a group's rows out.</summary>
    public void LayOut(T* rows, long tile, T* to) => Packing<T, V, W>.TermsOfRows(rows + Row(tile) * _terms, _terms, Row(tile + 1) - Row(tile), _terms, to, TileStride);

    private readonly struct LayOutJob(WeightTiles<T, V, W> tiles, T* weights, T* to) : IJob
    {
        public TaskCut Cut => new(tiles._groups * tiles.Count, tiles._terms * W.TileRows);

        public void Run(int task, int worker)
        {
            TaskCut cut = Cut;
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                (long group, long tile) = Math.DivRem(item, tiles.Count);
                tiles.LayOut(weights + group * tiles._rows * tiles._terms, tile, to + item * tiles.TileStride);
            }
        }
    }
}
