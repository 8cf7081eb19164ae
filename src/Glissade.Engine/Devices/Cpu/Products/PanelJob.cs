using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// Small products. A task takes its panels of columns one after another; each is read where it lies, or copied, a step deep, to the task's
/// own scratch: by its first tile of rows in passing, where its rows lie near each other. An A that lies transposed, or is more than stays near, is copied first, if it is read often.
/// </summary>
internal readonly unsafe struct PanelJob<T, V, W, TEpilogue>(ProductLayout layout, Operand<T> a, Operand<T> b, Target<T> c, TEpilogue epilogue, byte* workers)
    : IJob
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
    where TEpilogue : struct, IProductEpilogue
{
    private readonly ProductLayout _layout = layout;
    private readonly TEpilogue _epilogue = epilogue;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int task, int worker)
    {
        ref readonly ProductShape shape = ref _layout.Shape;
        (long batchBlock, long rowBlock, long columnBlock) = _layout.Place(task);
        (long batch, long lastBatch) = ProductLayout.Part(shape.Batch, 1, _layout.BatchBlocks, batchBlock);
        (long row, long lastRow) = ProductLayout.Part(shape.Rows, _layout.RowUnit, _layout.RowBlocks, rowBlock);
        (long firstPanel, long lastPanel) = ProductLayout.Part(_layout.Panels.Count, _layout.PanelUnit, _layout.ColumnBlocks, columnBlock);
        RunBlock(batch, lastBatch, row, lastRow, firstPanel, lastPanel, worker);
    }

    /// <summary>The whole product, without the divisions that find a task's part of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void RunAll() => RunBlock(0, _layout.Shape.Batch, 0, _layout.Shape.Rows, 0, _layout.Panels.Count, 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunBlock(long batch, long lastBatch, long row, long lastRow, long firstPanel, long lastPanel, int worker)
    {
        byte* scratch = workers + (worker * _layout.WorkerBytes);
        for (; batch < lastBatch; batch++)
        {
            if (_layout.Small)
            {
                SmallProduct<T, V, W>.Run(_layout, a, b, c, batch);
                _epilogue.Run(batch, 0, _layout.Shape.Rows, 0, _layout.Shape.Columns, worker, null);
                continue;
            }

            if (_layout.CopiesA)
            {
                T* block = a.Matrix(batch) + (row * a.RowStride);
                T* copied = (T*)(scratch + _layout.BlockOffset);
                if (a.RowStride == 1)
                    Packing<T, V, W>.Terms(block, a.ColumnStride, lastRow - row, _layout.Shape.Inner, copied, _layout.ATileStride);
                else
                    Packing<T, V, W>.TermsOfRows(block, a.RowStride, lastRow - row, _layout.Shape.Inner, copied, _layout.ATileStride);
            }

            for (long strip = firstPanel; strip < lastPanel; strip += Blocking.StripPanels)
            {
                long stripEnd = Math.Min(strip + Blocking.StripPanels, lastPanel);
                long column = _layout.Panels.Start(strip);
                T* passing = _layout.Shape.Passing ? (T*)(scratch + _layout.PassingOffset) : null;
                Target<T> target = passing != null
                    ? new(passing, _layout.PassingStride)
                    : new(c.Data + (batch * c.BatchStride) + (row * c.RowStride) + column, c.RowStride);
                RunStrip(batch, row, lastRow - row, strip, stripEnd, target, scratch);
                _epilogue.Run(batch, row, lastRow - row, column, _layout.Panels.Start(stripEnd) - column, worker, passing);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunStrip(long batch, long row, long rows, long panel, long lastPanel, in Target<T> target, byte* scratch)
    {
        long first = _layout.Panels.Start(panel);
        bool copies = _layout.Path == ProductPath.Panels && !_layout.IsPacked;
        while (panel < lastPanel)
        {
            long column = _layout.Panels.Start(panel);
            long next = panel + 1;
            if (rows == 1 && _layout.Path == ProductPath.Direct && panel + 4 <= lastPanel && _layout.Panels.Start(panel + 4) - column == 4 * _layout.PanelColumns)
                next = panel + 4;

            RunPanel(batch, row, rows, panel, column, _layout.Panels.Start(next) - column, copies, target.Data + (column - first), target.RowStride, scratch);
            panel = next;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunPanel(long batch, long row, long rows, long panel, long column, long width, bool copies, T* total, long totalRowStride, byte* scratch)
    {
        T* rowsOfA = a.Matrix(batch) + (row * a.RowStride);
        T* columnsOfB = _layout.IsPacked ? b.Data + (panel * _layout.Shape.Inner * _layout.PanelColumns) : b.Matrix(batch) + (column * b.ColumnStride);
        T* copy = (T*)scratch;
        Tile<T> tile = default;
        tile.ARowStride = a.RowStride;
        tile.AInnerStride = a.ColumnStride;
        if (_layout.CopiesA)
        {
            rowsOfA = (T*)(scratch + _layout.BlockOffset);
            tile.ARowStride = 1;
            tile.AInnerStride = W.TileRows;
            tile.ATileStride = _layout.ATileStride;
        }

        bool copiesInPassing = _layout.CopiesInPassing && rows >= 2 * W.TileRows && width > W.Count;
        DepthSteps steps = new(0, _layout.Shape.Inner, _layout.Shape.Cut, _layout.Depth, _layout.Shape.Continues);
        while (steps.MoveNext())
        {
            tile.A = rowsOfA + (steps.Start * tile.AInnerStride);
            tile.B = columnsOfB + (steps.Start * b.RowStride);
            tile.BInnerStride = b.RowStride;
            tile.Depth = steps.Length;
            tile.Ahead = steps.Start + steps.Length == _layout.Shape.Inner ? _epilogue.Reads(batch, row, column) : default;
            if (copiesInPassing)
            {
                tile.Copy = copy;
            }
            else if (copies)
            {
                Packing<T, V, W>.Panel(tile.B, b.RowStride, b.ColumnStride, steps.Length, width, copy);
                tile.B = copy;
                tile.BInnerStride = _layout.PanelColumns;
            }

            steps.Aim(ref tile, total, totalRowStride, (T*)(scratch + _layout.PartialOffset), _layout.PanelColumns);
            Tiles<T, V, W>.Run(ref tile, rows, width, (T*)(scratch + _layout.EdgeOffset));
        }
    }
}
