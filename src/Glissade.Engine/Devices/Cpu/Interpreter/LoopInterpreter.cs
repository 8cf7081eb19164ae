using Glissade.Compiler;

namespace Glissade.Devices.Cpu;

/// <summary>
/// Runs a loop nest without making code: tile by tile, one vector routine for each instruction, with the bits of an emitted kernel. A tile is a few rows by a part of the lanes (in a map or a
/// column), or a part of a row.
/// </summary>
internal sealed unsafe class LoopInterpreter(LoopKernel kernel, int bits) : LoopRunner(kernel)
{
    private readonly TilePlan _plan = new(kernel, bits);
    private readonly int _passes = kernel.Passes;

    public override long ScratchBytes => _plan.ScratchBytes;

    public override void Run(byte** buffers, byte* scratch, long rowBegin, long rowEnd, long innerBegin, long innerEnd)
    {
        if (rowBegin >= rowEnd || (innerBegin >= innerEnd && Kernel.Kind != LoopKind.Row)) return;
        var frame = new TileFrame(Kernel, _plan, buffers, scratch);
        int rank = Kernel.Extents.Length;
        switch (Kernel.Kind)
        {
            case LoopKind.Map:
                frame.Start(rank - 1, rowBegin);
                for (long row = rowBegin, rows; row < rowEnd; row += rows)
                {
                    rows = RowsOfTile(frame, rowEnd - row, innerEnd - innerBegin);
                    Lanes(frame, innerBegin, innerEnd, rows);
                    frame.Advance(rank - 1, rows);
                }

                break;
            case LoopKind.Row:
                frame.Start(rank - 1, rowBegin);
                for (long row = rowBegin; row < rowEnd; row++)
                {
                    Row(frame);
                    frame.Advance(rank - 1, 1);
                }

                break;
            default:
                frame.Start(rank - 2, rowBegin);
                for (long row = rowBegin; row < rowEnd; row++)
                {
                    for (long inner = innerBegin; inner < innerEnd; inner += _plan.Block) Column(frame, inner, Math.Min(_plan.Block, innerEnd - inner));
                    frame.Advance(rank - 2, 1);
                }

                break;
        }
    }

    // As many rows as fit into a tile, up to the end of their axis.
    private long RowsOfTile(TileFrame frame, long rows, long width)
    {
        int axis = Kernel.Extents.Length - 2;
        return axis < 0 ? 1 : Math.Min(Math.Min(rows, Kernel.Extents[axis] - frame.Coordinates[axis]), Math.Max(1, _plan.Block / width));
    }

    private void Lanes(TileFrame frame, long innerBegin, long innerEnd, long rows)
    {
        for (long inner = innerBegin; inner < innerEnd; inner += _plan.Block)
        {
            var area = new TileArea(0, rows, inner, Math.Min(_plan.Block, innerEnd - inner));
            frame.Do(_plan.Elements[0], area);
            frame.Do(_plan.Stores[0], area);
        }
    }

    private void Row(TileFrame frame)
    {
        var whole = new TileArea(0, 1, 0, 1);
        for (int pass = 0; pass < _passes; pass++)
        {
            frame.Do(_plan.Between[pass], whole);
            TileStep[] reductions = _plan.Reductions[pass];
            if (_plan.Elements[pass].Length + reductions.Length + _plan.Stores[pass].Length == 0) continue;
            foreach (TileStep step in reductions) frame.Clear(step, TileOperands.CellElements);
            for (long inner = 0; inner < Kernel.Inner; inner += _plan.Block)
            {
                var area = new TileArea(0, 1, inner, Math.Min(_plan.Block, Kernel.Inner - inner));
                frame.Do(_plan.Elements[pass], area);
                foreach (TileStep step in reductions) frame.AlongRow(step, area);
                frame.Do(_plan.Stores[pass], area);
            }

            foreach (TileStep step in reductions) frame.EndRow(step);
        }

        frame.Do(_plan.Between[_passes], whole);
    }

    private void Column(TileFrame frame, long inner, long width)
    {
        long terms = Kernel.Extents[^2], rows = Math.Max(1, Math.Min(_plan.Block / width, terms));
        var whole = new TileArea(0, 1, inner, width);
        for (int pass = 0; pass < _passes; pass++)
        {
            frame.Do(_plan.Between[pass], whole);
            frame.Repeat(_plan.Between[pass], width, rows);
            TileStep[] reductions = _plan.Reductions[pass];
            if (_plan.Elements[pass].Length + reductions.Length + _plan.Stores[pass].Length == 0) continue;
            foreach (TileStep step in reductions) frame.Clear(step, width);
            for (long term = 0; term < terms; term += rows)
            {
                var area = new TileArea(term, Math.Min(rows, terms - term), inner, width);
                frame.Do(_plan.Elements[pass], area);
                foreach (TileStep step in reductions) frame.DownColumn(step, area);
                frame.Do(_plan.Stores[pass], area);
            }

            foreach (TileStep step in reductions) frame.EndColumn(step, terms, width);
            frame.Repeat(reductions, width, rows);
        }

        frame.Do(_plan.Between[_passes], whole);
    }
}
