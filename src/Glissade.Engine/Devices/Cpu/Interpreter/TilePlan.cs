using Glissade.Compiler;
using Glissade.Devices.Cpu.Emission;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// A loop nest as steps over tiles: what is done before, in and after each pass, how large a tile is so that all that are alive fit in the nearest cache, and where each lies. Stores are
/// the last steps of their pass: every load of a tile comes before them, even where two buffers share memory.
/// </summary>
internal sealed unsafe class TilePlan
{
    private const long CacheBytes = 24 * 1024;
    private const int SmallestTile = 128;

    // Rows of tiles may be read a vector beyond their end; and tiles a multiple of 4,096 bytes apart would hide each other's loads and stores.
    private const long Slack = 128;

    private readonly LoopKernel _kernel;
    private readonly int _bits;
    private readonly List<(TileStep Step, int Slot)> _placed = [];
    private readonly bool[] _wanted;
    private int _slots, _cells;

    public TilePlan(LoopKernel kernel, int bits)
    {
        _kernel = kernel;
        _bits = bits;
        int count = kernel.Body.Length;
        Varies = new long[count];
        _wanted = new bool[count];
        for (int i = 0; i < count; i++) Varies[i] = IsVarying(i) ? -1 : 0;
        foreach (Instruction instruction in kernel.Body)
            if (!instruction.Reduced || IsReduction(instruction)) foreach (int operand in Operands(instruction)) _wanted[operand] = true;

        // A row that fits into a tile keeps what it computes from pass to pass.
        Build(keep: kernel.Kind == LoopKind.Row);
        if (Kept && kernel.Inner > Block)
        {
            (_slots, _cells) = (0, 0);
            _placed.Clear();
            Build(keep: false);
        }

        Lay();
        Constants = new Storage(Math.Max(1, count) * TileOperands.CellBytes, zeroed: true);
        Numbers = [.. Enumerable.Range(0, count).Where(i => kernel.Body[i].Op == LoopOp.Number)];
        foreach (int i in Numbers) SetConstant(kernel.Body[i], Constants.Pointer + i * TileOperands.CellBytes);
    }

    /// <summary>Elements of a tile: a power of two, at most 4,096.</summary>
    public int Block { get; private set; }

    /// <summary>Whether a whole row is one tile, computed once for all passes.</summary>
    public bool Kept { get; private set; }

    /// <summary>For each instruction, all ones if its value varies within a tile.</summary>
    public long[] Varies { get; }

    /// <summary>Before each pass and after the last: what is computed from reduced values.</summary>
    public TileStep[][] Between { get; private set; } = [];

    /// <summary>Of each pass: loads and what is computed.</summary>
    public TileStep[][] Elements { get; private set; } = [];

    /// <summary>Of each pass: sums and maxima.</summary>
    public TileStep[][] Reductions { get; private set; } = [];

    /// <summary>Of each pass: stores.</summary>
    public TileStep[][] Stores { get; private set; } = [];

    /// <summary>Which instructions are numbers.</summary>
    public int[] Numbers { get; }

    /// <summary>The numbers, each a cell, by their instruction's place.</summary>
    public Storage Constants { get; }

    public long ScratchBytes { get; private set; }

    private bool IsRow => _kernel.Kind == LoopKind.Row;

    /// <summary>Bytes of what a reduction adds to, so that the result stands behind it: along a row, lanes, the levels of pairs and a cell; down a column, the second of two tiles.</summary>
    public long ResultOffset => IsRow ? Align(TileOperands.CellBytes + Fold.Levels * sizeof(double)) : SlotBytes;

    private long SlotBytes => Block * ElementBytes + Slack;

    private long ElementBytes => _kernel.Body.Any(i => i.Type == DType.Float64) ? sizeof(double) : sizeof(float);

    /// <summary>Whether an element instruction or a reduction wants a value: if reduced, it must be there for every row of a tile.</summary>
    public bool IsWantedByElements(int instruction) => _wanted[instruction];

    private static IEnumerable<int> Operands(Instruction instruction) => ((int[])[instruction.A, instruction.B, instruction.C]).Where(operand => operand >= 0);

    private static bool IsReduction(Instruction instruction) => instruction.Op is LoopOp.Sum or LoopOp.Max;

    private bool IsVarying(int i)
    {
        Instruction instruction = _kernel.Body[i];
        if (instruction.Op is LoopOp.Load or LoopOp.Index)
        {
            long[] strides = _kernel.Accesses[instruction.Access].Strides;
            return strides[^1] != 0 || (_kernel.Kind != LoopKind.Row && strides.Length > 1 && strides[^2] != 0);
        }

        if (IsReduction(instruction)) return !IsRow;
        return Operands(instruction).Any(operand => Varies[operand] != 0);
    }

    private void Build(bool keep)
    {
        Kept = keep;
        int passes = _kernel.Passes, count = _kernel.Body.Length;
        Between = [.. Enumerable.Range(0, passes + 1).Select(phase => Steps(i => i.Reduced && i.Pass == phase && !IsReduction(i) && i.Op != LoopOp.Number))];
        Reductions = [.. Enumerable.Range(0, passes).Select(pass => Steps(i => IsReduction(i) && i.Pass == pass + 1))];
        Stores = [.. Enumerable.Range(0, passes).Select(pass => Steps(i => !i.Reduced && i.Op == LoopOp.Store && i.Pass == pass))];
        Elements = new TileStep[passes][];
        for (int pass = 0; pass < passes; pass++)
        {
            var needed = new bool[count];
            foreach (TileStep step in Reductions[pass].Concat(Stores[pass])) Need(step.Instruction.A, needed);
            Elements[pass] = Steps((i, at) => needed[at] && (!keep || i.Pass == pass));
        }

        // What a later pass needs of a kept row may have been needed by no sum of its own pass.
        if (keep)
        {
            var needed = new bool[count];
            foreach (TileStep step in Reductions.Concat(Stores).SelectMany(steps => steps)) Need(step.Instruction.A, needed);
            for (int pass = 0; pass < passes; pass++) Elements[pass] = Steps((i, at) => needed[at] && i.Pass == pass);
        }

        // Reduced values keep their tiles to the end; the others share.
        foreach (TileStep step in Between.SelectMany(steps => steps))
            if (step.Instruction.Op != LoopOp.Store) Place(step, step.Uniform ? -1 : _slots++);
        if (!IsRow)
        {
            foreach (TileStep step in Reductions.SelectMany(steps => steps))
            {
                Place(step, _slots);
                _slots += 2;
            }
        }

        int first = _slots;
        if (keep) Share(first, 0, passes);
        else for (int pass = 0; pass < passes; pass++) Share(first, pass, pass + 1);
        Block = Operations.SummationOrder.Block;
        while (Block > SmallestTile && Math.Max(1, _slots) * Block * ElementBytes > CacheBytes) Block /= 2;
    }

    private TileStep[] Steps(Func<Instruction, bool> predicate) => Steps((i, _) => predicate(i));

    private TileStep[] Steps(Func<Instruction, int, bool> predicate) =>
        [.. Enumerable.Range(0, _kernel.Body.Length).Where(i => predicate(_kernel.Body[i], i)).Select(NewStep)];

    private TileStep NewStep(int i)
    {
        Instruction instruction = _kernel.Body[i];
        return new TileStep(_kernel, i, Varies)
        {
            Routine = instruction.Op switch
            {
                LoopOp.Compute => TileStep.Compute(instruction, _kernel.Body[instruction.Code == LoopCode.Select ? instruction.B : instruction.A].Type, _bits),
                LoopOp.Sum or LoopOp.Max => TileStep.Reduce(instruction, IsRow, _bits),
                _ => null,
            },
        };
    }

    private void Need(int i, bool[] needed)
    {
        Instruction instruction = _kernel.Body[i];
        if (needed[i] || instruction.Reduced || instruction.Op == LoopOp.Number) return;
        needed[i] = true;
        foreach (int operand in Operands(instruction)) Need(operand, needed);
    }

    private void Place(TileStep step, int slot) => _placed.Add((step, slot < 0 ? ~_cells++ : slot));

    /// <summary>Gives tiles to the element steps of some passes, each free again after its last use.</summary>
    private void Share(int first, int from, int to)
    {
        var sequence = new List<TileStep>();
        for (int pass = from; pass < to; pass++) sequence.AddRange([.. Elements[pass], .. Reductions[pass], .. Stores[pass]]);
        var lastUse = new int[_kernel.Body.Length];
        for (int at = 0; at < sequence.Count; at++)
            foreach (int operand in Operands(sequence[at].Instruction)) lastUse[operand] = at;

        var slotOf = new Dictionary<int, int>();
        var free = new Stack<int>();
        int next = first;
        for (int at = 0; at < sequence.Count; at++)
        {
            TileStep step = sequence[at];
            int[] dying = [.. Operands(step.Instruction).Distinct().Where(operand => lastUse[operand] == at && slotOf.ContainsKey(operand))];

            // Element by element in place, unless elements change their size on the way.
            bool inPlace = step.Instruction.Op == LoopOp.Compute && step.Instruction.Code != LoopCode.Cast && Operands(step.Instruction).All(operand =>
                (_kernel.Body[operand].Type == DType.Float64) == (step.Instruction.Type == DType.Float64));
            if (inPlace) foreach (int operand in dying) free.Push(slotOf[operand]);
            if (!step.Instruction.Reduced && step.Instruction.Op != LoopOp.Store)
            {
                if (step.Uniform)
                {
                    Place(step, -1);
                }
                else
                {
                    int slot = free.TryPop(out int old) ? old : next++;
                    slotOf[step.Target] = slot;
                    Place(step, slot);
                    Shortcuts(step, at, sequence, lastUse);
                }
            }

            if (!inPlace) foreach (int operand in dying) free.Push(slotOf[operand]);
        }

        _slots = Math.Max(_slots, next);
    }

    /// <summary>Whether a step may use memory in place of a tile.</summary>
    private void Shortcuts(TileStep step, int at, List<TileStep> sequence, int[] lastUse)
    {
        if (step.Instruction.Type.Size() == 1) return;
        Instruction[] stores = [.. _kernel.Body.Where(i => i.Op == LoopOp.Store)];
        if (step.Instruction.Op == LoopOp.Load)
        {
            // Not if it is changed in an earlier pass, and not to be stored as it is over something else that is still to be read.
            Access from = _kernel.Accesses[step.Instruction.Access];
            step.InMemory = stores.All(store => store.A != step.Target
                && (!MayShare(from, _kernel.Accesses[store.Access]) || (!store.Reduced && store.Pass == _kernel.Passes - 1)));
        }
        else if (step.Instruction.Op == LoopOp.Compute)
        {
            Instruction[] own = [.. stores.Where(store => store.A == step.Target && !store.Reduced && store.Pass == step.Instruction.Pass)];
            if (own.Length == 0) return;
            Access target = _kernel.Accesses[own[0].Access];

            // Everything in the same memory must have been read by now.
            bool overwrites = stores.Count(store => _kernel.Accesses[store.Access].Buffer == target.Buffer) > 1;
            for (int other = 0; other < sequence.Count && !overwrites; other++)
            {
                Instruction load = sequence[other].Instruction;
                if (load.Op == LoopOp.Load && MayShare(_kernel.Accesses[load.Access], target)) overwrites = other > at || lastUse[sequence[other].Target] > at;
            }

            if (!overwrites) step.StoreTo(new TileAccess(_kernel, own[0].Access));
        }
    }

    // Two buffers may lie in the same memory where an element is read before it is written: then they have equal places and sizes.
    private static bool MayShare(Access a, Access b) =>
        a.Buffer == b.Buffer || (a.Buffer >= 0 && b.Buffer >= 0 && a.Type.Size() == b.Type.Size() && a.Offset == b.Offset && a.Strides.AsSpan().SequenceEqual(b.Strides));

    /// <summary>Lays out the scratch: the table of values, where accesses stand, coordinates, cells, sums along rows, tiles.</summary>
    private void Lay()
    {
        long cells = Align(_kernel.Body.Length * sizeof(long) + _kernel.Accesses.Length * sizeof(long) + _kernel.Extents.Length * sizeof(long));
        long at = cells + _cells * TileOperands.CellBytes;
        if (IsRow)
        {
            foreach (TileStep step in Reductions.SelectMany(steps => steps))
            {
                step.Place = at;
                at = Align(at + ResultOffset + TileOperands.CellBytes);
            }
        }

        at = Align(at);
        foreach ((TileStep step, int slot) in _placed) step.Place = slot < 0 ? cells + ~slot * TileOperands.CellBytes : at + slot * SlotBytes;
        ScratchBytes = at + _slots * SlotBytes;
    }

    private static long Align(long bytes) => (bytes + Storage.Alignment - 1) / Storage.Alignment * Storage.Alignment;

    private void SetConstant(Instruction instruction, byte* cell)
    {
        double number = _kernel.Numbers[instruction.Number];
        switch (instruction.Type)
        {
            case DType.Float64: TileMemory.Fill((double*)cell, number, TileOperands.CellElements); break;
            case DType.Float32: TileMemory.Fill((float*)cell, (float)number, TileOperands.CellElements); break;
            case DType.Bool: TileMemory.Fill((int*)cell, number != 0 ? -1 : 0, TileOperands.CellElements); break;
            default: TileMemory.Fill((int*)cell, (int)number, TileOperands.CellElements); break;
        }
    }
}
