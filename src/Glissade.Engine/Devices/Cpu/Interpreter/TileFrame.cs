using System.Runtime.CompilerServices;
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
        byte* constants = plan.Constants.Pointer;
        foreach (int number in plan.Numbers) _values[number] = constants + number * TileOperands.CellBytes;
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

    [SkipLocalsInit]
    public void Do(TileStep[] steps, in TileArea area)
    {
        if (steps.Length == 0) return;
        long count = area.Count, rounded = Rounded(count);

        // Whole vectors only, of which nothing lies behind the rows, may stay in memory; sums down columns read every row by itself.
        bool whole = count == rounded && (_kernel.Kind != LoopKind.Column || area.Width % TileOperands.CellElements == 0);
        TileOperands operands;
        foreach (TileStep step in steps)
        {
            byte* tile = _scratch + step.Place;
            switch (step.Op)
            {
                case LoopOp.Compute:
                    if (step.IsStored && whole && step.StoredTo.IsContiguous(area)) tile = Address(step.StoredTo, area);
                    operands.Target = tile;
                    operands.A = _values[step.A];
                    operands.B = _values[step.B];
                    operands.C = _values[step.C];
                    operands.AVaries = step.AVaries;
                    operands.BVaries = step.BVaries;
                    operands.CVaries = step.CVaries;
                    operands.Count = step.Uniform ? TileOperands.CellElements : rounded;
                    step.Routine(&operands);
                    _values[step.Target] = tile;
                    break;
                case LoopOp.Load:
                    byte* memory = Address(step.Access, area);
                    if (step.InMemory && whole && !step.Uniform && step.Access.IsContiguous(area)) tile = memory;
                    else Load(step, area, memory, tile, rounded - count);
                    _values[step.Target] = tile;
                    break;
                case LoopOp.Index:
                    long start = Start(step.Access, area);
                    if (step.Uniform) TileMemory.Fill((int*)tile, unchecked((int)start), TileOperands.CellElements);
                    else TileMemory.Sequence(start, step.Access.Places(area), (int*)tile);
                    _values[step.Target] = tile;
                    break;
                default:
                    memory = Address(step.Access, area);
                    tile = _values[step.A];
                    if (memory != tile) TileMemory.Store(step.Type, tile, step.AVaries, step.Access.Places(area), memory);
                    break;
            }
        }
    }

    /// <summary>Gives a reduction what it begins with.</summary>
    public void Clear(TileStep step, long count)
    {
        bool sum = step.Op == LoopOp.Sum;
        byte* target = _scratch + step.Place;
        count = Rounded(count);
        switch (step.Type)
        {
            case DType.Float64: TileMemory.Fill((double*)target, sum ? 0 : double.NegativeInfinity, count); break;
            case DType.Float32: TileMemory.Fill((float*)target, sum ? 0 : float.NegativeInfinity, count); break;
            default: TileMemory.Fill((int*)target, sum ? 0 : int.MinValue, count); break;
        }
    }

    /// <summary>Takes a part of a row into the lanes, and folds them at the end of a block.</summary>
    public void AlongRow(TileStep step, in TileArea area)
    {
        int value = step.A;
        byte* lanes = _scratch + step.Place;
        var operands = new TileOperands { Target = lanes, A = _values[value], AVaries = _plan.Varies[value], Count = area.Count };
        step.Routine(&operands);
        long end = area.Inner + area.Width;
        if (!InBlocks(step) || (end % SummationOrder.Block != 0 && end != _kernel.Inner)) return;
        long block = (end - 1) / SummationOrder.Block;
        if (step.Type == DType.Float32) Fold.Push((float*)(lanes + TileOperands.CellBytes), block, Fold.Sum((float*)lanes));
        else Fold.Push((double*)(lanes + TileOperands.CellBytes), block, Fold.Sum((double*)lanes));
        Clear(step, TileOperands.CellElements);
    }

    /// <summary>Leaves the result of a row in its cell.</summary>
    public void EndRow(TileStep step)
    {
        byte* lanes = _scratch + step.Place, cell = lanes + _plan.ResultOffset;
        bool sum = step.Op == LoopOp.Sum;
        long blocks = (_kernel.Inner + SummationOrder.Block - 1) / SummationOrder.Block;
        switch (step.Type)
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
    public void DownColumn(TileStep step, in TileArea area)
    {
        int value = step.A;
        long cut = step.Op == LoopOp.Sum ? step.Instruction.Number : long.MaxValue;
        byte* from = _values[value];
        long rowBytes = area.Width * step.Type.Size() & _plan.Varies[value];
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
        bool cut = step.Op == LoopOp.Sum && terms > step.Instruction.Number;
        if (cut) PutAside(step, false, width);
        _values[step.Target] = _scratch + step.Place + (cut ? _plan.ResultOffset : 0);
    }

    /// <summary>Puts reduced values below each other, for elements of several rows at once.</summary>
    public void Repeat(TileStep[] steps, long width, long rows)
    {
        if (rows == 1) return;
        foreach (TileStep step in steps)
        {
            if (step.Uniform || step.Op == LoopOp.Store || !_plan.IsWantedByElements(step.Target)) continue;
            long bytes = width * (step.Type == DType.Float64 ? sizeof(double) : sizeof(float));
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
            long bytes = Rounded(width) * step.Type.Size();
            System.Buffer.MemoryCopy(sums, total, bytes, bytes);
            return;
        }

        var operands = new TileOperands { Target = total, A = sums, AVaries = -1, Rows = 1, Width = width };
        step.Routine(&operands);
    }

    private static bool InBlocks(TileStep step) => step.Op == LoopOp.Sum && step.Type.IsFloat();

    private static long Rounded(long count) => (count + TileOperands.CellElements - 1) & -TileOperands.CellElements;

    private long Start(in TileAccess access, in TileArea area) => _starts[access.Index] + area.Inner * access.Stride + area.Row * access.RowStride;

    private byte* Address(in TileAccess access, in TileArea area) => _buffers[access.Buffer] + Start(access, area) * access.Size;

    private static void Load(TileStep step, in TileArea area, byte* memory, byte* tile, long behind)
    {
        if (step.Uniform)
        {
            TileMemory.LoadCell(step.Type, memory, tile);
            return;
        }

        TileMemory.Load(step.Type, memory, step.Access.Places(area), tile);

        // What lies behind is computed with too; zeros take no detours.
        if (behind > 0) new Span<byte>(tile + area.Count * step.WideSize, (int)behind * step.WideSize).Clear();
    }
}
