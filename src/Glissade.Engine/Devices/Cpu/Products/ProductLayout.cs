namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// How a product is cut into tasks and its scratch into pieces. A function of shape, strides and vector width, never of the number of threads.
/// </summary>
internal readonly struct ProductLayout
{
    private const long LineBytes = 64;

    public readonly ProductShape Shape;

    /// <summary>The vector it is written in: one of the three.</summary>
    public readonly ProductWidth Width;

    public readonly ProductPath Path;

    /// <summary>B lies in panels already, each as deep as the whole product: <see cref="PackedPanels{T}"/>.</summary>
    public readonly bool IsPacked;

    public readonly ColumnPanels Panels;

    /// <summary>Elements in a row of a copied panel: two vectors.</summary>
    public readonly long PanelColumns;

    /// <summary>The longest step along the inner dimension.</summary>
    public readonly long Depth;

    /// <summary>The inner extent and the panels of a slab.</summary>
    public readonly long SlabDepth, SlabPanels;

    /// <summary>In how many tasks a slab is copied.</summary>
    public readonly long CopyTasks;

    /// <summary>In a small product the first tile of a panel copies it, as its rows lie near each other.</summary>
    public readonly bool CopiesInPassing;

    /// <summary>Tasks are blocks of batch × rows × columns; a block is a whole number of units.</summary>
    public readonly long BatchBlocks, RowBlocks, ColumnBlocks, RowUnit, PanelUnit;

    /// <summary>The largest number of rows in a block.</summary>
    public readonly long BlockRows;

    /// <summary>So small a product, and so simple, that it is done in one piece with both operands where they lie.</summary>
    public readonly bool Small;

    /// <summary>A task copies its rows of A term after term before it multiplies them with one panel after another.</summary>
    public readonly bool CopiesA;

    /// <summary>Elements from tile to tile of such a copy.</summary>
    public readonly long ATileStride;

    /// <summary>A task's whole block passes, because its sums take several steps; else a strip of it at a time.</summary>
    public readonly bool PassesWhole;

    /// <summary>Elements from row to row of a passing rectangle.</summary>
    public readonly long PassingStride;

    /// <summary>Byte offsets in a worker's scratch, after that for a copy of B, or a slab's of A.</summary>
    public readonly long BlockOffset, PartialOffset, HeldOffset, EdgeOffset, PassingOffset;

    /// <summary>Bytes of scratch that all workers share, and that each has besides.</summary>
    public readonly long SharedBytes, WorkerBytes;

    public ProductLayout(ProductWidth width, in ProductShape shape, Strides a, Strides b, long vector, long tileRows, long elementSize, ProductPath path, bool packed)
    {
        if (shape.Lanes && shape.Columns != 1)
            throw new ArgumentException($"Sums in lanes are for products with one column, not {shape.Columns}. Leave Lanes off.", nameof(shape));
        if (shape.Lanes && shape.Passing)
            throw new ArgumentException("Sums in lanes are not passing. Give them memory.", nameof(shape));

        Width = width;
        Shape = shape with { Cut = Math.Clamp(shape.Cut, 1, Math.Max(1, shape.Inner)) };
        PanelColumns = 2 * vector;
        Panels = new ColumnPanels(shape.Columns, vector);
        IsPacked = packed;
        Path = Choose(shape, a.Column, b.Column, vector, elementSize, path, packed);
        if (packed && Path == ProductPath.Direct) Path = ProductPath.Panels;
        Depth = Path == ProductPath.Direct ? Shape.Cut : Math.Min(Shape.Cut, Blocking.PanelBytes / (PanelColumns * elementSize));
        RowUnit = tileRows;
        PanelUnit = 1;
        double terms = (double)shape.Batch * shape.Rows * shape.Columns * shape.Inner;
        long pieces = (long)Math.Clamp(terms / Blocking.TaskTerms, 1, Blocking.MostTasks);
        long rowUnits = CeilingOf(shape.Rows, RowUnit);
        long stripColumns = Math.Min(shape.Columns, Blocking.StripPanels * PanelColumns);
        long copied;
        long partialPanels = 1;
        bool needsPartial = shape.Inner > Shape.Cut && Shape.Cut > Depth;
        if (shape.Lanes)
        {
            RowUnit = 8;
            BatchBlocks = Math.Min(shape.Batch, pieces);
            ColumnBlocks = 1;
            RowBlocks = Math.Min(CeilingOf(shape.Rows, RowUnit), CeilingOf(pieces, BatchBlocks));
            copied = (RowUnit + 1) * Blocking.LaneChunk;
            needsPartial = false;
        }
        else if (Path == ProductPath.Slabs)
        {
            // What is passing must be finished before the next slab.
            // A shallow slab is wide: each block of A, once copied, meets more columns.
            SlabDepth = shape.Passing ? shape.Inner
                : Shape.Cut >= shape.Inner ? Even(shape.Inner, Depth)
                : Shape.Cut * Math.Max(1, 4096 / Shape.Cut);
            long panelBytes = Math.Max(1, SlabDepth) * PanelColumns * elementSize;
            SlabPanels = Even(Panels.Count, Math.Max(1, Blocking.SlabBytes / panelBytes));
            SharedBytes = packed ? 0 : RoundedUp(SlabPanels * panelBytes) + LineBytes;
            CopyTasks = CopyTasksOf(SlabPanels);
            BatchBlocks = 1;
            long mostUnits = Math.Min(Blocking.BlockBytes / (RowUnit * Depth * elementSize), Blocking.StripBytes / (RowUnit * stripColumns * elementSize));
            RowBlocks = CeilingOf(rowUnits, Math.Max(1, mostUnits));
            ColumnBlocks = Math.Min(CeilingOf(Blocking.MostTasks / 2, RowBlocks), CeilingOf(SlabPanels, Blocking.StripPanels));
            RowBlocks = Math.Max(RowBlocks, Math.Min(CeilingOf(Blocking.FewTasks, ColumnBlocks), shape.Rows / Blocking.RowsPerCopy));
            RowBlocks = InFours(RowBlocks, ColumnBlocks, shape.Rows / Blocking.RowsPerCopy);
            RowUnit = UnitOf(rowUnits, tileRows);
            BlockRows = Math.Min(shape.Rows, CeilingOf(CeilingOf(shape.Rows, RowUnit), RowBlocks) * RowUnit);
            CopiesA = a.Row == 1 || a.Column == 1;
            ATileStride = CopiesA ? (tileRows * Depth) + LeadingPad(elementSize) : 0;
            copied = CopiesA
                ? (CeilingOf(BlockRows, tileRows) * ATileStride) + PanelColumns
                : BlockRows * (Depth + LeadingPad(elementSize));
            partialPanels = CeilingOf(SlabPanels, ColumnBlocks);
        }
        else
        {
            PanelUnit = shape.Rows == 1 ? 4 : 1;
            if (shape.Rows == 1)
            {
                // One row waits for memory, not for arithmetic.
                long bytes = shape.Inner * shape.Columns * elementSize;
                pieces = Math.Clamp(shape.Batch * bytes / Blocking.RowTaskBytes, 1, Blocking.MostTasks);
            }

            BatchBlocks = Math.Min(shape.Batch, pieces);
            long each = CeilingOf(pieces, BatchBlocks);
            bool inPanels = Path == ProductPath.Panels, copies = inPanels && !packed;
            long mostRowBlocks = copies ? Math.Max(1, shape.Rows / Blocking.RowsPerCopy) : rowUnits;
            CopiesA = inPanels && (a.Column == 1 ? shape.Rows * shape.Inner * elementSize > Blocking.InPlaceOftenBytes && Panels.Count >= Blocking.ManyPanels : a.Row == 1) && Panels.Count >= Blocking.PanelsPerCopy && shape.Rows >= 2 * Blocking.RowsPerCopy
                && shape.Inner >= Blocking.CopiedTerms && Blocking.RowsPerCopy * shape.Inner * elementSize <= Blocking.BlockBytes;
            if (CopiesA)
            {
                ATileStride = (tileRows * shape.Inner) + LeadingPad(elementSize);
                long mostUnits = Math.Max(1, Blocking.BlockBytes / (ATileStride * elementSize));
                RowBlocks = Math.Max(Math.Min(each, Math.Max(1, shape.Rows / Blocking.CopiedRows)), CeilingOf(rowUnits, mostUnits));
                long columnBlocks = CeilingOf(Math.Min(each, Blocking.FewCopyingTasks), RowBlocks);
                ColumnBlocks = Math.Min(columnBlocks, CeilingOf(Panels.Count, Blocking.PanelsPerCopy));
                RowBlocks = InFours(RowBlocks, BatchBlocks * ColumnBlocks, shape.Rows / Blocking.RowsPerCopy);
            }
            else
            {
                // A lies transposed where weights get their gradient: a thread updates the columns of them that it uses on the way forward, and in few pieces.
                bool isOfWeights = a.Column != 1 && shape.Rows * shape.Columns * elementSize <= Blocking.WeightBytes;
                ColumnBlocks = Math.Min(CeilingOf(Panels.Count, PanelUnit), each);
                RowBlocks = ColumnBlocks >= Blocking.FewTasks ? 1 : Math.Min(CeilingOf(isOfWeights ? Math.Min(each, Blocking.FewTasks) : each, ColumnBlocks), mostRowBlocks);
                RowsFirst = inPanels && !isOfWeights && IsTall(shape, elementSize);
                if (shape.Passing && !isOfWeights && stripColumns == shape.Columns && mostRowBlocks >= Blocking.FewTasks)
                {
                    // Its rows lie side by side in whatever the epilogue reads and writes.
                    RowBlocks = Math.Min(each, Blocking.FewTasks);
                    ColumnBlocks = 1;
                }
                else if (RowsFirst)
                {
                    RowBlocks = Math.Min(Math.Min(each, Blocking.TallBlocks), mostRowBlocks);
                    ColumnBlocks = Math.Min(Panels.Count, CeilingOf(each, RowBlocks));
                }
            }

            long stripBytes = shape.Rows * Math.Min(Blocking.StripPanels, CeilingOf(Panels.Count, ColumnBlocks)) * PanelColumns * elementSize;
            RowBlocks = Math.Min(Math.Max(RowBlocks, CeilingOf(stripBytes, Blocking.StripBytes)), rowUnits);
            if (!CopiesA && pieces > 1) RowBlocks = InFours(RowBlocks, BatchBlocks * ColumnBlocks, Math.Min(mostRowBlocks, CeilingOf(2 * pieces, BatchBlocks * ColumnBlocks)));
            RowUnit = UnitOf(rowUnits, tileRows);
            BlockRows = Math.Min(shape.Rows, CeilingOf(CeilingOf(shape.Rows, RowUnit), RowBlocks) * RowUnit);
            CopiesInPassing = copies && b.Column == 1 && (PanelColumns * elementSize > LineBytes || b.Row * elementSize < Blocking.FarBytes);
            copied = copies ? Depth * PanelColumns : 0;
            BlockOffset = RoundedUp(copied * elementSize);
            if (CopiesA)
                copied = (BlockOffset / elementSize) + (CeilingOf(BlockRows, tileRows) * ATileStride) + PanelColumns;
        }

        Tasks = checked((int)(BatchBlocks * RowBlocks * ColumnBlocks));
        Small = path == ProductPath.Fastest && !packed && !shape.Lanes && !shape.Passing && Path != ProductPath.Slabs && RowBlocks == 1 && ColumnBlocks == 1
            && terms <= (double)shape.Batch * Blocking.TaskTerms * 2 && shape.Rows <= Blocking.SmallRows && shape.Columns >= vector && b.Column == 1
            && shape.Inner <= Shape.Cut && (shape.Rows > 1 || shape.Columns <= PanelColumns);
        PartialOffset = RoundedUp(copied * elementSize);
        HeldOffset = PartialOffset + (needsPartial ? RoundedUp(BlockRows * partialPanels * PanelColumns * elementSize) : 0);
        EdgeOffset = HeldOffset + (Path == ProductPath.Slabs ? LineBytes : 0);
        long edge = shape.Lanes ? RowUnit * 16 : shape.Columns < vector ? 12 * vector : 0;
        PassingOffset = EdgeOffset + RoundedUp(edge * elementSize);

        // The gap keeps the rows of a tile out of each other's cache sets.
        PassesWhole = Path == ProductPath.Slabs && shape.Inner > Depth;
        long passingPanels = PassesWhole ? partialPanels : Math.Min(Blocking.StripPanels, Panels.Count);
        PassingStride = shape.Passing ? (passingPanels * PanelColumns) + LeadingPad(elementSize) : 0;
        WorkerBytes = PassingOffset + RoundedUp(BlockRows * PassingStride * elementSize);
    }

    public readonly int Tasks;

    /// <summary>Tasks that follow each other have the same rows: a thread keeps to some rows of A and C, not to some columns of B and C.</summary>
    public readonly bool RowsFirst;

    /// <summary>Bytes of scratch for a number of workers, with room to begin at a cache line.</summary>
    public long ScratchBytes(int workers) => LineBytes + SharedBytes + (workers * WorkerBytes);

    /// <summary>Which blocks a task of a small product has.</summary>
    public (long Batch, long Row, long Column) Place(long task)
    {
        (long rest, long last) = Math.DivRem(task, RowsFirst ? ColumnBlocks : RowBlocks);
        (long batch, long first) = Math.DivRem(rest, RowsFirst ? RowBlocks : ColumnBlocks);
        return RowsFirst ? (batch, first, last) : (batch, last, first);
    }

    /// <summary>The gap after each row of a copied block of A: keeps rows that are read together out of the same cache set.</summary>
    public static long LeadingPad(long elementSize) => LineBytes / elementSize;

    /// <summary>The part of <paramref name="extent"/> that a block takes: whole units, dealt out evenly.</summary>
    public static (long From, long To) Part(long extent, long unit, long blocks, long block)
    {
        long units = CeilingOf(extent, unit);
        return (Math.Min(extent, units * block / blocks * unit), Math.Min(extent, units * (block + 1) / blocks * unit));
    }

    /// <summary>In how many tasks panels are copied.</summary>
    public static long CopyTasksOf(long panels) => InFours(CeilingOf(panels, Blocking.PanelsTogether), 1, panels);

    /// <summary>Rounds an address up to a cache line.</summary>
    public static unsafe byte* Aligned(void* pointer) => (byte*)RoundedUp((long)pointer);

    private static ProductPath Choose(in ProductShape shape, long aInnerStride, long bColumnStride, long vector, long elementSize, ProductPath wanted, bool packed)
    {
        bool sideBySide = bColumnStride == 1 && shape.Columns >= vector;
        if (wanted == ProductPath.Fastest)
        {
            long most = aInnerStride != 1 ? Blocking.InPlaceTransposedBytes
                : shape.Columns < Blocking.ManyPanels * 2 * vector ? Blocking.InPlaceBytes
                : Blocking.InPlaceOftenBytes;
            bool together = !packed && bColumnStride == 1 && shape.Rows >= Blocking.TogetherRows && shape.Inner * 2 * vector * elementSize <= Blocking.PanelBytes
                && Math.Max(shape.Rows, shape.Columns) * shape.Inner * elementSize <= Blocking.TogetherBytes;
            bool large = shape.Columns >= Blocking.SlabColumns && shape.Rows * shape.Inner * elementSize > most && !together;
            bool turns = bColumnStride != 1 && shape.Batch == 1 && shape.Rows >= Blocking.SharedTurningRows && shape.Columns >= Blocking.SlabColumns
                && (double)shape.Rows * shape.Columns * shape.Inner >= Blocking.SharedTurningTerms;
            wanted = large || turns ? ProductPath.Slabs : shape.Rows < Blocking.DirectRows ? ProductPath.Direct : ProductPath.Panels;
        }

        return wanted == ProductPath.Direct && !sideBySide ? ProductPath.Panels : wanted;
    }

    // Where a block has few tiles, one more is felt: rows are dealt out in smaller pieces, and the last two tiles share what is left.
    private long UnitOf(long tiles, long tileRows) => tiles < RowBlocks * Blocking.ManyTiles ? Math.Min(Blocking.RowsOfPiece, tileRows) : tileRows;

    // Activations: their rows are what the kernels before and after work on, and are more than the weights, which every core can hold.
    private static bool IsTall(in ProductShape shape, long elementSize) =>
        shape.Rows * (shape.Inner + shape.Columns) > 2 * shape.Inner * shape.Columns && shape.Inner * shape.Columns * elementSize <= Blocking.TallBytes;

    // A few blocks more, so that four threads, or two where blocks would become small, have equally many tasks: one of nine too many is a tenth of the time.
    private static long InFours(long blocks, long tasksOfBlock, long most)
    {
        long four = Multiple(4), two = Multiple(2);
        return four <= most / 2 ? four : two <= most ? two : blocks;

        long Multiple(long threads)
        {
            long more = blocks;
            while (more * tasksOfBlock % threads != 0) more++;
            return more;
        }
    }

    /// <summary>The size of pieces at most <paramref name="most"/> long that share <paramref name="extent"/> evenly.</summary>
    private static long Even(long extent, long most) => extent == 0 ? 1 : CeilingOf(extent, CeilingOf(extent, most));

    private static long CeilingOf(long value, long divisor) => (value + divisor - 1) / divisor;

    private static long RoundedUp(long bytes) => (bytes + LineBytes - 1) & -LineBytes;
}
