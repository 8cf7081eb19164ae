using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>
/// Writes reductions along the last axis. A row is passed over as often as reductions build on each other. In a pass that sums, 16 lanes advance together (as many vectors as
/// that takes), blocks of 4,096 elements are folded and combined in pairs. Short rows go in blocks of a vector's lanes, pass by pass: folding the lanes of one row goes on beside the work on the
/// next one, and what rows have as a whole is computed for all of them at once.
/// </summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal sealed class RowEmitter : ReducingEmitter
{
    /// <summary>A block has so many elements of each array, unless it is a single row: all of them stay in the nearest cache from pass to pass.</summary>
    private const long ElementsOfBlock = 1024;

    private readonly RowKeepsake _keepsake;
    private readonly LocalBuilder[] _pointers;
    private readonly bool _isWhole, _isOneFold;
    private RowValues _values = null!;
    private LocalBuilder _fold = null!, _row = null!, _rows = null!;

    public RowEmitter(LoopFrame frame) : base(frame)
    {
        _keepsake = new RowKeepsake(frame);
        _pointers = [.. frame.Pointers.Select(pointer => Il.DeclareLocal(pointer.LocalType))];
        (_isWhole, _isOneFold) = (IsWhole(Kernel), IsOneFold(Kernel));
    }

    protected override LocalBuilder[] Pointers => _pointers;

    private int Copies => SummationOrder.Lanes / Lanes;

    /// <summary>Whether rows end where 16 lanes do, so that nothing is left over; part of what the code depends on. An axis that may be the batch has no say.</summary>
    public static bool IsWhole(LoopKernel kernel) => kernel.Kind == LoopKind.Row && kernel.Extents.Length > 1 && kernel.Inner % SummationOrder.Lanes == 0;

    /// <summary>Whether a row is no more than one block of a sum; part of what the code depends on.</summary>
    public static bool IsOneFold(LoopKernel kernel) => kernel.Kind == LoopKind.Row && kernel.Extents.Length > 1 && kernel.Inner <= SummationOrder.Block;

    protected override void WriteRows()
    {
        // Sixteen lanes to be folded, and for each sum the levels of its pairs.
        int levels = Kernel.Body.Count(IsReduction) * Fold.Levels * sizeof(double);
        _fold = Frame.Memory(() => Il.Emit(OpCodes.Ldc_I8, (long)SummationOrder.Lanes * sizeof(double) + levels));
        _values = new RowValues(Frame);
        LocalBuilder most = Il.DeclareLocal(typeof(long));
        (_row, _rows) = (Il.DeclareLocal(typeof(long)), Il.DeclareLocal(typeof(long)));
        SetMost(most);
        _keepsake.Write([.. Passes().Select(roots => (roots, Closure(roots)))], most);
        Frame.ForBlocks(Kernel.Extents.Length - 1, most, _rows, () =>
        {
            _keepsake.Forget();
            WriteBetween(0);
            for (int pass = 0; pass < Kernel.Passes; pass++)
            {
                List<int> reductions = Reductions(pass), stores = Stores(pass);
                if (reductions.Count + stores.Count > 0) WritePass(reductions, stores);
                WriteBetween(pass + 1);
            }
        });
    }

    // Values of rows are held for the row that a pass is at, or not at all.
    protected override bool IsKept(int instruction) => _keepsake.Has(instruction) || RowValues.Is(Kernel.Body[instruction]);

    protected override void Recall(Segment segment, List<int> body, Dictionary<int, Value> known, Place place) => _keepsake.Recall(segment, body, known, place);

    // What each pass is for.
    private IEnumerable<List<int>> Passes()
    {
        for (int pass = 0; pass < Kernel.Passes; pass++) yield return [.. Reductions(pass).Select(i => Kernel.Body[i].A), .. Stores(pass)];
    }

    private void PushTerms() => Frame.PushExtent(Kernel.Extents.Length - 1);

    private void SetMost(LocalBuilder most)
    {
        Il.Emit(OpCodes.Ldc_I8, ElementsOfBlock);
        PushTerms();
        Il.Emit(OpCodes.Ldc_I8, 1L);
        Il.Emit(OpCodes.Call, typeof(Math).GetMethod(nameof(Math.Max), [typeof(long), typeof(long)])!);
        Il.Emit(OpCodes.Div);
        Il.Emit(OpCodes.Ldc_I8, 1L);
        Il.Emit(OpCodes.Ldc_I8, (long)Lanes);
        Il.Emit(OpCodes.Call, typeof(Math).GetMethod(nameof(Math.Clamp), [typeof(long), typeof(long), typeof(long)])!);
        Il.Emit(OpCodes.Stloc, most);
    }

    // What follows from the values of rows, for all rows of the block.
    private void WriteBetween(int phase)
    {
        List<int> body = Between(phase);
        if (body.Count == 0) return;
        Segment segment = NewSegment();
        Dictionary<int, Value> known = Known(segment, body);
        foreach (int i in body)
        {
            Instruction instruction = Kernel.Body[i];
            foreach (int operand in (int[])[instruction.A, instruction.B, instruction.C])
                if (operand >= 0 && !known.ContainsKey(operand) && !body.Contains(operand)) known[operand] = _values.Recall(segment, operand);
        }

        Body.Record(segment, body, known, new Place(Frame.Pointers, null, 0, _rows, Across: true));
        foreach (int i in body)
            if (_values.Has(i)) _values.Keep(segment, i, known[i]);
        segment.Write();
    }

    private void WritePass(List<int> reductions, List<int> stores)
    {
        List<int> body = Closure(reductions.Select(i => Kernel.Body[i].A).Concat(stores));
        int[] accesses = [.. body.Select(i => Kernel.Body[i].Access).Where(access => access >= 0).Distinct()];
        int[] wanted = [.. body.Concat(reductions).SelectMany(i => (int[])[Kernel.Body[i].A, Kernel.Body[i].B, Kernel.Body[i].C]).Where(i => i >= 0 && RowValues.Is(Kernel.Body[i])).Distinct()];
        foreach (int access in accesses)
        {
            Il.Emit(OpCodes.Ldloc, Frame.Pointers[access]);
            Il.Emit(OpCodes.Stloc, _pointers[access]);
        }

        Frame.Set(_row, 0);
        Frame.While(() => LoopFrame.Compare(() => Il.Emit(OpCodes.Ldloc, _row), () => Il.Emit(OpCodes.Ldloc, _rows)), () =>
        {
            foreach (int i in wanted) Held[i] = [_values.Spread(i, _row)];
            _keepsake.EnterRow(_row);
            if (reductions.Count > 0) WriteReducingPass(body, reductions);
            else OverLanes(() => Il.Emit(OpCodes.Ldc_I8, 0L), PushTerms, body, isWhole: _isWhole);
            foreach (int i in wanted)
            {
                Frame.Locals.Give(Held[i][0]);
                Held.Remove(i);
            }

            if (Kernel.Extents.Length > 1) foreach (int access in accesses) Frame.Move(_pointers[access], access, Kernel.Extents.Length - 2);
            Frame.AddTo(_row, 1);
        });
        if (reductions.Count > 0) _keepsake.Keep(body);
    }

    private void WriteReducingPass(List<int> body, List<int> reductions)
    {
        var accumulators = reductions.ToDictionary(i => i, i => Enumerable.Range(0, Copies).Select(_ => NewAccumulator(Kernel.Body[i].Type)).ToArray());
        LocalBuilder index = Frame.Locals.Take(typeof(long));
        if (_isOneFold)
        {
            foreach (int i in reductions) ClearAll(i, accumulators[i]);
            Frame.Set(index, 0);
            WriteTerms(body, reductions, accumulators, index, PushTerms);
            foreach (int i in reductions) Keep(i, () => PushFolded(Kernel.Body[i], accumulators[i]));
        }
        else
        {
            WriteInBlocks(body, reductions, accumulators, index);
        }

        Frame.Locals.Give(index);
        foreach (LocalBuilder local in accumulators.Values.SelectMany(copies => copies.SelectMany(parts => parts))) Frame.Locals.Give(local);
    }

    private void WriteInBlocks(List<int> body, List<int> reductions, Dictionary<int, LocalBuilder[][]> accumulators, LocalBuilder index)
    {
        List<int> blocked = [.. reductions.Where(i => InBlocks(Kernel.Body[i]))];
        LocalBuilder begin = Frame.Locals.Take(typeof(long)), end = Frame.Locals.Take(typeof(long)), block = Frame.Locals.Take(typeof(long));
        foreach (int i in reductions)
            if (!InBlocks(Kernel.Body[i])) ClearAll(i, accumulators[i]);
        Frame.Set(begin, 0);
        Frame.Set(block, 0);
        Frame.While(() => LoopFrame.Compare(() => Il.Emit(OpCodes.Ldloc, begin), PushTerms), () =>
        {
            foreach (int i in blocked) ClearAll(i, accumulators[i]);
            Frame.SetNearer(end, begin, () => Il.Emit(OpCodes.Ldc_I8, (long)SummationOrder.Block), PushTerms);
            Il.Emit(OpCodes.Ldloc, begin);
            Il.Emit(OpCodes.Stloc, index);
            WriteTerms(body, reductions, accumulators, index, () => Il.Emit(OpCodes.Ldloc, end));
            foreach (int i in blocked)
            {
                PushLevels(i);
                Il.Emit(OpCodes.Ldloc, block);
                PushFolded(Kernel.Body[i], accumulators[i]);
                Il.Emit(OpCodes.Call, typeof(Fold).GetMethod(nameof(Fold.Push), [Element(Kernel.Body[i].Type).MakePointerType(), typeof(long), Element(Kernel.Body[i].Type)])!);
            }

            Il.Emit(OpCodes.Ldloc, end);
            Il.Emit(OpCodes.Stloc, begin);
            Frame.AddTo(block, 1);
        });

        foreach (int i in reductions)
        {
            if (InBlocks(Kernel.Body[i]))
            {
                Keep(i, () =>
                {
                    PushLevels(i);
                    Il.Emit(OpCodes.Ldloc, block);
                    Il.Emit(OpCodes.Call, typeof(Fold).GetMethod(nameof(Fold.Total), [Element(Kernel.Body[i].Type).MakePointerType(), typeof(long)])!);
                });
            }
            else
            {
                Keep(i, () => PushFolded(Kernel.Body[i], accumulators[i]));
            }
        }

        foreach (LocalBuilder local in (LocalBuilder[])[begin, end, block]) Frame.Locals.Give(local);
    }

    // Sixteen lanes at a time, then what is left over.
    private void WriteTerms(List<int> body, List<int> reductions, Dictionary<int, LocalBuilder[][]> accumulators, LocalBuilder index, Action pushEnd)
    {
        int together = Math.Min(Copies, SideBySide(body));
        Frame.While(() => LoopFrame.Compare(() => PushPlus(index, SummationOrder.Lanes - 1), pushEnd), () =>
        {
            for (int copy = 0; copy < Copies; copy += together)
                WriteCopies(body, reductions, accumulators, [.. Enumerable.Range(copy, together).Select(c => new Place(_pointers, index, c, null))]);
            Frame.AddTo(index, SummationOrder.Lanes);
        });
        if (_isWhole) return;
        LocalBuilder count = Frame.Locals.Take(typeof(long));
        for (int copy = 0; copy < Copies; copy++)
        {
            int c = copy;
            Frame.IfLess(() => PushPlus(index, c * Lanes), pushEnd, () =>
            {
                pushEnd();
                PushPlus(index, c * Lanes);
                Il.Emit(OpCodes.Sub);
                Il.Emit(OpCodes.Stloc, count);
                WriteCopies(body, reductions, accumulators, [new Place(_pointers, index, c, count)]);
            });
        }

        Frame.Locals.Give(count);
    }

    // Sums of floats depend on their order; the maximum and sums of integers do not.
    private static bool InBlocks(Instruction reduction) => reduction.Op == LoopOp.Sum && reduction.Type.IsFloat();

    private void ClearAll(int reduction, LocalBuilder[][] copies)
    {
        foreach (LocalBuilder[] accumulator in copies) Clear(Kernel.Body[reduction], accumulator);
    }

    private void WriteCopies(List<int> body, List<int> reductions, Dictionary<int, LocalBuilder[][]> accumulators, Place[] places)
    {
        Frame.Locals.Forget();
        var segments = new Segment[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            Place place = places[i];
            Segment segment = segments[i] = NewSegment();
            Dictionary<int, Value> known = Known(segment, [.. body, .. reductions]);
            Recall(segment, [.. body, .. reductions], known, place);
            Body.Record(segment, body.Where(i => Kernel.Body[i].Op != LoopOp.Store), known, place);
            _keepsake.Store(segment, body, known, place);
            foreach (int reduction in reductions) Accumulate(segment, Kernel.Body[reduction], accumulators[reduction][place.Copy], known[Kernel.Body[reduction].A], place.Count);
            Body.Record(segment, body.Where(i => Kernel.Body[i].Op == LoopOp.Store), known, place);
        }

        Segment.WriteTogether(segments);
    }

    private void PushLevels(int reduction)
    {
        Il.Emit(OpCodes.Ldloc, _fold);
        int place = Enumerable.Range(0, reduction).Count(i => IsReduction(Kernel.Body[i]));
        Il.Emit(OpCodes.Ldc_I4, (SummationOrder.Lanes + place * Fold.Levels) * sizeof(double));
        Il.Emit(OpCodes.Add);
    }

    // The accumulators are written next to each other and folded to one number, which is left on the stack.
    private void PushFolded(Instruction reduction, LocalBuilder[][] copies)
    {
        Type element = Element(reduction.Type);
        LocalBuilder[] parts = [.. copies.SelectMany(accumulator => accumulator)];
        for (int i = 0; i < parts.Length; i++)
        {
            Il.Emit(OpCodes.Ldloc, _fold);
            Il.Emit(OpCodes.Ldc_I4, i * Frame.Methods.Bits / 8);
            Il.Emit(OpCodes.Add);
            Il.Emit(OpCodes.Ldloc, parts[i]);
            Il.Emit(OpCodes.Stobj, parts[i].LocalType);
        }

        Il.Emit(OpCodes.Ldloc, _fold);
        Il.Emit(OpCodes.Call, typeof(Fold).GetMethod(reduction.Op == LoopOp.Sum ? nameof(Fold.Sum) : nameof(Fold.Max), [element.MakePointerType()])!);
    }

    // The result of a row is where the others find it.
    private void Keep(int reduction, Action pushResult)
    {
        Type element = Element(Kernel.Body[reduction].Type);
        _values.PushAddress(reduction, _row);
        pushResult();
        Il.Emit(element == typeof(double) ? OpCodes.Stind_R8 : element == typeof(float) ? OpCodes.Stind_R4 : OpCodes.Stind_I4);
    }
}
