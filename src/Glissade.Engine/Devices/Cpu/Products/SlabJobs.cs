using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu.Products;

/// <summary>A piece of B that all threads copy together and then share.</summary>
internal readonly record struct Slab(long Batch, long FirstPanel, long LastPanel, long From, long To);

/// <summary>Which block of A a worker's copy holds: tasks that follow each other often want the same.</summary>
internal readonly record struct HeldBlock(long Row, long Term)
{
    public static readonly HeldBlock None = new(-1, -1);
}

/// <summary>Copies a piece of B to panels that lie one after another; each of the tasks copies a few of them.</summary>
internal readonly unsafe struct PanelsCopyJob<T, V, W>(ColumnPanels panels, long tasks, Operand<T> b, Slab slab, T* to) : IJob
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    private readonly ColumnPanels _panels = panels;

    public int Tasks => (int)tasks;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int task, int worker)
    {
        long depth = slab.To - slab.From;
        (long panel, long last) = ProductLayout.Part(slab.LastPanel - slab.FirstPanel, 1, tasks, task);
        panel += slab.FirstPanel;
        last += slab.FirstPanel;
        T* from = b.Matrix(slab.Batch) + (slab.From * b.RowStride);
        while (panel < last)
        {
            T* columns = from + (_panels.Start(panel) * b.ColumnStride);
            T* target = to + ((panel - slab.FirstPanel) * depth * 2 * W.Count);
            long whole = b.ColumnStride == 1 ? _panels.Whole(panel, last) : 0;
            if (whole > 0)
                Packing<T, V, W>.Panels(columns, b.RowStride, depth, whole, target);
            else
                Packing<T, V, W>.Panel(columns, b.RowStride, b.ColumnStride, depth, _panels.Width(panel), target);

            panel += Math.Max(whole, 1);
        }
    }
}

/// <summary>Large products, when a slab of B lies in panels: a task multiplies a block of A's rows with some of them.</summary>
internal readonly unsafe struct SlabProductJob<T, V, W, TEpilogue>(
    ProductLayout layout, Operand<T> a, Target<T> c, TEpilogue epilogue, Slab slab, T* shared, byte* workers)
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
        (long rowBlock, long columnBlock) = Math.DivRem(task, _layout.ColumnBlocks);
        (long row, long lastRow) = ProductLayout.Part(shape.Rows, _layout.RowUnit, _layout.RowBlocks, rowBlock);
        (long first, long last) = ProductLayout.Part(slab.LastPanel - slab.FirstPanel, 1, _layout.ColumnBlocks, columnBlock);
        if (first == last)
            return;

        first += slab.FirstPanel;
        last += slab.FirstPanel;
        long rows = lastRow - row;
        byte* scratch = workers + (worker * _layout.WorkerBytes);
        DepthSteps steps = new(slab.From, slab.To, shape.Cut, _layout.Depth, shape.Continues);
        while (steps.MoveNext())
        {
            Tile<T> block = CopyBlock(in steps, row, rows, scratch);
            bool finished = steps.Start + steps.Length == shape.Inner;
            for (long strip = first; strip < last; strip += Blocking.StripPanels)
            {
                long stripEnd = Math.Min(strip + Blocking.StripPanels, last);
                for (long panel = strip; panel < stripEnd; panel++)
                    RunPanel(in steps, block, row, rows, panel, strip, first, scratch);

                if (finished)
                {
                    long column = _layout.Panels.Start(strip);
                    T* passing = _layout.Shape.Passing ? PassingAt(scratch, first, strip, column) : null;
                    _epilogue.Run(slab.Batch, row, rows, column, _layout.Panels.Start(stripEnd) - column, worker, passing);
                }
            }
        }
    }

    /// <summary>Brings the rows of a step together, each lying side by side: a tile then reads every cache line of its six or twelve rows to the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Tile<T> CopyBlock(ref readonly DepthSteps steps, long row, long rows, byte* scratch)
    {
        T* copy = (T*)scratch;
        HeldBlock wanted = new(row, steps.Start);
        HeldBlock* held = (HeldBlock*)(scratch + _layout.HeldOffset);
        bool isHeld = *held == wanted;
        *held = wanted;
        T* from = a.Matrix(slab.Batch) + (row * a.RowStride) + (steps.Start * a.ColumnStride);
        Tile<T> tile = default;
        tile.A = copy;
        tile.Depth = steps.Length;
        tile.BInnerStride = _layout.PanelColumns;
        if (_layout.CopiesA)
        {
            tile.ARowStride = 1;
            tile.AInnerStride = W.TileRows;
            tile.ATileStride = _layout.ATileStride;
            if (!isHeld && a.RowStride == 1)
                Packing<T, V, W>.Terms(from, a.ColumnStride, rows, steps.Length, copy, tile.ATileStride);
            else if (!isHeld)
                Packing<T, V, W>.TermsOfRows(from, a.RowStride, rows, steps.Length, copy, tile.ATileStride);

            return tile;
        }

        tile.ARowStride = steps.Length + ProductLayout.LeadingPad(sizeof(T));
        tile.AInnerStride = 1;
        if (!isHeld)
            Packing<T, V, W>.Block(from, a.RowStride, a.ColumnStride, rows, steps.Length, copy, tile.ARowStride);

        return tile;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunPanel(ref readonly DepthSteps steps, Tile<T> tile, long row, long rows, long panel, long strip, long firstPanel, byte* scratch)
    {
        // Of a packed B, panels are as deep as the product, and the first slab begins with the first of them.
        long panelLength = (_layout.IsPacked ? _layout.Shape.Inner : slab.To - slab.From) * _layout.PanelColumns;
        long firstOfShared = _layout.IsPacked ? 0 : slab.FirstPanel, from = _layout.IsPacked ? 0 : slab.From;
        long column = _layout.Panels.Start(panel);
        long width = _layout.Panels.Width(panel);
        tile.B = shared + ((panel - firstOfShared) * panelLength) + ((steps.Start - from) * _layout.PanelColumns);
        bool passes = _layout.Shape.Passing;
        T* total = passes ? PassingAt(scratch, firstPanel, strip, column) : c.Data + (slab.Batch * c.BatchStride) + (row * c.RowStride) + column;
        T* partial = (T*)(scratch + _layout.PartialOffset) + ((panel - firstPanel) * rows * _layout.PanelColumns);
        tile.Ahead = steps.Start + steps.Length == _layout.Shape.Inner ? _epilogue.Reads(slab.Batch, row, column) : default;
        steps.Aim(ref tile, total, passes ? _layout.PassingStride : c.RowStride, partial, _layout.PanelColumns);
        Tiles<T, V, W>.Run(ref tile, rows, width, (T*)(scratch + _layout.EdgeOffset));
    }

    /// <summary>Where a column of a passing block lies.</summary>
    private T* PassingAt(byte* scratch, long firstPanel, long strip, long column) =>
        (T*)(scratch + _layout.PassingOffset) + (column - _layout.Panels.Start(_layout.PassesWhole ? firstPanel : strip));
}
