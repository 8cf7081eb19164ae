using Glissade.Compiler;
using Glissade.Devices.Cpu.Emission;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>What a tile covers: rows of the last axis but one, and a part of the last.</summary>
internal readonly record struct TileArea(long Row, long Rows, long Inner, long Width)
{
    public long Count => Rows * Width;
}

/// <summary>One run's state, all of it in the scratch.</summary>
internal readonly unsafe ref struct TileFrame
{
    private readonly LoopKernel _kernel;
    private readonly TilePlan _plan;
    private readonly byte** _buffers;
    private readonly byte* _scratch;

    // Where the tile of each instruction is now.
    private readonly byte** _values;

    // Where each access stands at the beginning of a row, in elements.
    private readonly long* _starts;

    public TileFrame(LoopKernel kernel, TilePlan plan, byte** buffers, byte* scratch)
    {
        _kernel = kernel;
        _plan = plan;
        _buffers = buffers;
        _scratch = scratch;
        _values = (byte**)scratch;
        _starts = (long*)scratch + kernel.Body.Length;
        Coordinates = _starts + kernel.Accesses.Length;
        for (int i = 0; i < kernel.Body.Length; i++)
            if (kernel.Body[i].Op == LoopOp.Number) _values[i] = _plan.Constants.Pointer + i * TileOperands.CellBytes;
    }

    public long* Coordinates { get; }

    /// <summary>Goes to a row, numbered over the first axes.</summary>
    public void Start(int axes, long row)
    {
        for (int axis = axes - 1; axis >= 0; axis--)
        {
            Coordinates[axis] = row % _kernel.Extents[axis];
            row /= _kernel.Extents[axis];
        }

        for (int access = 0; access < _kernel.Accesses.Length; access++)
        {
            _starts[access] = _kernel.Accesses[access].Offset;
            for (int axis = 0; axis < axes; axis++) _starts[access] += Coordinates[axis] * _kernel.Accesses[access].Strides[axis];
        }
    }

    /// <summary>Goes on by some rows, not beyond the end of the innermost of the axes.</summary>
    public void Advance(int axes, long rows)
    {
        for (int axis = axes - 1; axis >= 0; axis--, rows = 1)
        {
            Coordinates[axis] += rows;
            bool carry = Coordinates[axis] == _kernel.Extents[axis];
            long step = carry ? rows - _kernel.Extents[axis] : rows;
            for (int access = 0; access < _kernel.Accesses.Length; access++) _starts[access] += step * _kernel.Accesses[access].Strides[axis];
            if (!carry) return;
            Coordinates[axis] = 0;
        }
    }

    public void Do(TileStep[] steps, TileArea area)
    {
        foreach (TileStep step in steps)
        {
            switch (step.Instruction.Op)
            {
                case LoopOp.Load:
                    Load(step, area);
                    break;
                case LoopOp.Index:
                    byte* tile = _scratch + step.Place;
                    long start = Start(step.Instruction.Access, area);
                    _values[step.Target] = tile;
                    if (step.Uniform) TileMemory.Fill((int*)tile, unchecked((int)start), TileOperands.CellElements);
                    else TileMemory.Sequence(start, Places(step.Instruction.Access, area), (int*)tile);
                    break;
                case LoopOp.Store:
                    Store(step, area);
                    break;
                default:
                    Compute(step, area);
                    break;
            }
        }
    }

    /// <summary>Gives a reduction what it begins with.</summary>
    public void Clear(TileStep step, long count)
    {
        bool sum = step.Instruction.Op == LoopOp.Sum;
        byte* target = _scratch + step.Place;
        count = Rounded(count);
        switch (step.Instruction.Type)
        {
            case DType.Float64: TileMemory.Fill((double*)target, sum ? 0 : double.NegativeInfinity, count); break;
            case DType.Float32: TileMemory.Fill((float*)target, sum ? 0 : float.NegativeInfinity, count); break;
            default: TileMemory.Fill((int*)target, sum ? 0 : int.MinValue, count); break;
        }
    }

    /// <summary>Takes a part of a row into the lanes, and folds them at the end of a block.</summary>
    public void AlongRow(TileStep step, TileArea area)
    {
        int value = step.Instruction.A;
        byte* lanes = _scratch + step.Place;
        var operands = new TileOperands { Target = lanes, A = _values[value], AVaries = _plan.Varies[value], Count = area.Count };
        step.Routine(&operands);
        long end = area.Inner + area.Width;
        if (!InBlocks(step) || (end % Accumulation.Block != 0 && end != _kernel.Inner)) return;
        long block = (end - 1) / Accumulation.Block;
        if (step.Instruction.Type == DType.Float32) Fold.Push((float*)(lanes + TileOperands.CellBytes), block, Fold.Sum((float*)lanes));
        else Fold.Push((double*)(lanes + TileOperands.CellBytes), block, Fold.Sum((double*)lanes));
        Clear(step, TileOperands.CellElements);
    }

    /// <summary>Leaves the result of a row in its cell.</summary>
    public void EndRow(TileStep step)
    {
        byte* lanes = _scratch + step.Place, cell = lanes + _plan.ResultOffset;
        bool sum = step.Instruction.Op == LoopOp.Sum;
        long blocks = (_kernel.Inner + Accumulation.Block - 1) / Accumulation.Block;
        switch (step.Instruction.Type)
        {
            case DType.Float64:
                TileMemory.Fill((double*)cell, sum ? Fold.Total((double*)(lanes + TileOperands.CellBytes), blocks) : Fold.Max((double*)lanes), TileOperands.CellElements);
                break;
            case DType.Float32:
                TileMemory.Fill((float*)cell, sum ? Fold.Total((float*)(lanes + TileOperands.CellBytes), blocks) : Fold.Max((float*)lanes), TileOperands.CellElements);
                break;
            default:
                TileMemory.Fill((int*)cell, sum ? Fold.Sum((int*)lanes) : Fold.Max((int*)lanes), TileOperands.CellElements);
                break;
        }

        _values[step.Target] = cell;
    }

    /// <summary>Takes rows of a tile into the columns, putting a partial sum aside at every cut.</summary>
    public void DownColumn(TileStep step, TileArea area)
    {
        int value = step.Instruction.A;
        long cut = step.Instruction.Op == LoopOp.Sum ? step.Instruction.Number : long.MaxValue;
        byte* from = _values[value];
        long rowBytes = area.Width * step.Instruction.Type.Size() & _plan.Varies[value];
        for (long done = 0; done < area.Rows;)
        {
            long term = area.Row + done, within = term % cut;
            if (within == 0 && term > 0)
            {
                PutAside(step, term / cut == 1, area.Width);
                Clear(step, area.Width);
            }

            long rows = Math.Min(area.Rows - done, cut - within);
            var operands = new TileOperands { Target = _scratch + step.Place, A = from + done * rowBytes, AVaries = _plan.Varies[value], Rows = rows, Width = area.Width };
            step.Routine(&operands);
            done += rows;
        }
    }

    /// <summary>Leaves the result of columns in a tile.</summary>
    public void EndColumn(TileStep step, long terms, long width)
    {
        bool cut = step.Instruction.Op == LoopOp.Sum && terms > step.Instruction.Number;
        if (cut) PutAside(step, false, width);
        _values[step.Target] = _scratch + step.Place + (cut ? _plan.ResultOffset : 0);
    }

    /// <summary>Puts reduced values below each other, for elements of several rows at once.</summary>
    public void Repeat(TileStep[] steps, long width, long rows)
    {
        if (rows == 1) return;
        foreach (TileStep step in steps)
        {
            if (step.Uniform || step.Instruction.Op == LoopOp.Store || !_plan.IsWantedByElements(step.Target)) continue;
            long bytes = width * (step.Instruction.Type == DType.Float64 ? sizeof(double) : sizeof(float));
            byte* tile = _values[step.Target];
            for (long row = 1; row < rows; row++) System.Buffer.MemoryCopy(tile, tile + row * bytes, bytes, bytes);
        }
    }

    // The first partial sum is the total so far; later ones are added to it.
    private void PutAside(TileStep step, bool first, long width)
    {
        byte* sums = _scratch + step.Place, total = sums + _plan.ResultOffset;
        if (first)
        {
            long bytes = Rounded(width) * step.Instruction.Type.Size();
            System.Buffer.MemoryCopy(sums, total, bytes, bytes);
            return;
        }

        var operands = new TileOperands { Target = total, A = sums, AVaries = -1, Rows = 1, Width = width };
        step.Routine(&operands);
    }

    private static bool InBlocks(TileStep step) => step.Instruction.Op == LoopOp.Sum && step.Instruction.Type.IsFloat();

    private static long Rounded(long count) => (count + TileOperands.CellElements - 1) & -TileOperands.CellElements;

    private long Start(int access, TileArea area)
    {
        long[] strides = _kernel.Accesses[access].Strides;
        return _starts[access] + area.Inner * strides[^1] + (area.Row == 0 ? 0 : area.Row * strides[^2]);
    }

    private TilePlaces Places(int access, TileArea area)
    {
        long[] strides = _kernel.Accesses[access].Strides;
        return new TilePlaces(area.Rows, area.Width, area.Rows == 1 ? 0 : strides[^2], strides[^1]);
    }

    private byte* Address(int access, TileArea area)
    {
        Access at = _kernel.Accesses[access];
        return _buffers[at.Buffer] + Start(access, area) * at.Type.Size();
    }

    // Whole vectors only, of which nothing lies behind the rows; sums down columns read every row by itself.
    private bool MayStayInMemory(TilePlaces places) =>
        places.IsContiguous && (places.Rows * places.Width) % TileOperands.CellElements == 0
        && (_kernel.Kind != LoopKind.Column || places.Width % TileOperands.CellElements == 0);

    private void Load(TileStep step, TileArea area)
    {
        int access = step.Instruction.Access;
        byte* memory = Address(access, area), tile = _scratch + step.Place;
        DType type = step.Instruction.Type;
        _values[step.Target] = tile;
        if (step.Uniform)
        {
            TileMemory.LoadCell(type, memory, tile);
            return;
        }

        TilePlaces places = Places(access, area);
        if (step.InMemory && MayStayInMemory(places))
        {
            _values[step.Target] = memory;
            return;
        }

        TileMemory.Load(type, memory, places, tile);

        // What lies behind is computed with too; zeros take no detours.
        long count = area.Count, size = type == DType.Float64 ? sizeof(double) : sizeof(float);
        new Span<byte>(tile + count * size, (int)((Rounded(count) - count) * size)).Clear();
    }

    private void Store(TileStep step, TileArea area)
    {
        int value = step.Instruction.A, access = step.Instruction.Access;
        byte* memory = Address(access, area), tile = _values[value];
        if (memory != tile) TileMemory.Store(step.Instruction.Type, tile, _plan.Varies[value], Places(access, area), memory);
    }

    private void Compute(TileStep step, TileArea area)
    {
        Instruction instruction = step.Instruction;
        byte* target = _scratch + step.Place;
        if (step.StoredTo >= 0 && MayStayInMemory(Places(step.StoredTo, area))) target = Address(step.StoredTo, area);
        int a = instruction.A, b = instruction.B < 0 ? a : instruction.B, c = instruction.C < 0 ? a : instruction.C;

        // True is less than false among masks, so the sides change.
        if (instruction.Code is LoopCode.Less or LoopCode.LessOrEqual && _kernel.Body[a].Type == DType.Bool) (a, b) = (b, a);
        long[] varies = _plan.Varies;
        var operands = new TileOperands
        {
            Target = target,
            A = _values[a],
            B = _values[b],
            C = _values[c],
            AVaries = varies[a],
            BVaries = varies[b],
            CVaries = varies[c],
            Count = step.Uniform ? TileOperands.CellElements : Rounded(area.Count),
        };
        step.Routine(&operands);
        _values[step.Target] = target;
    }
}
