using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>
/// Writes reductions along the last axis. A row is passed over as often as reductions build on each other. In a pass that sums, 16 lanes advance together (as many vectors as
/// that takes), blocks of 4,096 elements are folded and combined in pairs; what a row has as a whole is held in every lane of a vector.
/// </summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal sealed class RowEmitter(LoopFrame frame) : ReducingEmitter(frame)
{
    private readonly RowKeepsake _keepsake = new(frame);
    private LocalBuilder _fold = null!;

    private int Copies => SummationOrder.Lanes / Lanes;

    protected override void WriteRows()
    {
        // Sixteen lanes to be folded, and for each sum the levels of its pairs.
        int levels = Kernel.Body.Count(IsReduction) * Fold.Levels * sizeof(double);
        _fold = Il.DeclareLocal(typeof(byte*));
        Il.Emit(OpCodes.Ldc_I4, SummationOrder.Lanes * sizeof(double) + levels);
        Il.Emit(OpCodes.Conv_U);
        Il.Emit(OpCodes.Localloc);
        Il.Emit(OpCodes.Stloc, _fold);

        _keepsake.Write(Passes().Select(Closure));
        Frame.ForRows(Kernel.Extents.Length - 1, () =>
        {
            var own = new Place(Frame.Pointers, null, 0, null);
            _keepsake.Forget();
            HoldUniform(Between(0), own);
            for (int pass = 0; pass < Kernel.Passes; pass++)
            {
                List<int> reductions = Reductions(pass), stores = Stores(pass);
                if (reductions.Count > 0) WriteReducingPass(reductions, stores);
                else if (stores.Count > 0) OverLanes(() => Il.Emit(OpCodes.Ldc_I8, 0L), PushTerms, Closure(stores));
                HoldUniform(Between(pass + 1), own);
            }
        });
    }

    protected override bool IsKept(int instruction) => _keepsake.Has(instruction);

    protected override void Recall(Segment segment, List<int> body, Dictionary<int, Value> known, Place place) => _keepsake.Recall(segment, body, known, place);

    // What each pass is for.
    private IEnumerable<IEnumerable<int>> Passes()
    {
        for (int pass = 0; pass < Kernel.Passes; pass++) yield return Reductions(pass).Select(i => Kernel.Body[i].A).Concat(Stores(pass));
    }

    private void PushTerms() => Frame.PushExtent(Kernel.Extents.Length - 1);

    private void WriteReducingPass(List<int> reductions, List<int> stores)
    {
        List<int> body = Closure(reductions.Select(i => Kernel.Body[i].A).Concat(stores));
        var accumulators = reductions.ToDictionary(i => i, i => Enumerable.Range(0, Copies).Select(_ => NewAccumulator(Kernel.Body[i].Type)).ToArray());
        List<int> blocked = [.. reductions.Where(i => InBlocks(Kernel.Body[i]))];
        LocalBuilder index = Frame.Locals.Take(typeof(long)), begin = Frame.Locals.Take(typeof(long)), end = Frame.Locals.Take(typeof(long));
        LocalBuilder block = Frame.Locals.Take(typeof(long)), count = Frame.Locals.Take(typeof(long));

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
            Frame.While(() => LoopFrame.Compare(() => PushPlus(index, SummationOrder.Lanes - 1), () => Il.Emit(OpCodes.Ldloc, end)), () =>
            {
                for (int copy = 0; copy < Copies; copy++) WriteCopy(body, reductions, accumulators, index, copy, null);
                Frame.AddTo(index, SummationOrder.Lanes);
            });
            for (int copy = 0; copy < Copies; copy++)
            {
                int c = copy;
                Frame.IfLess(() => PushPlus(index, c * Lanes), () => Il.Emit(OpCodes.Ldloc, end), () =>
                {
                    Il.Emit(OpCodes.Ldloc, end);
                    PushPlus(index, c * Lanes);
                    Il.Emit(OpCodes.Sub);
                    Il.Emit(OpCodes.Stloc, count);
                    WriteCopy(body, reductions, accumulators, index, c, count);
                });
            }

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

        _keepsake.Keep(body);
        foreach (int i in reductions) HoldResult(i, accumulators[i], block);
        foreach (LocalBuilder local in (LocalBuilder[])[index, begin, end, block, count]) Frame.Locals.Give(local);
        foreach (LocalBuilder local in accumulators.Values.SelectMany(copies => copies.SelectMany(parts => parts))) Frame.Locals.Give(local);
    }

    // Sums of floats depend on their order; the maximum and sums of integers do not.
    private static bool InBlocks(Instruction reduction) => reduction.Op == LoopOp.Sum && reduction.Type.IsFloat();

    private void ClearAll(int reduction, LocalBuilder[][] copies)
    {
        foreach (LocalBuilder[] accumulator in copies) Clear(Kernel.Body[reduction], accumulator);
    }

    private void WriteCopy(List<int> body, List<int> reductions, Dictionary<int, LocalBuilder[][]> accumulators, LocalBuilder index, int copy, LocalBuilder? count)
    {
        Segment segment = NewSegment();
        Dictionary<int, Value> known = Known(segment, [.. body, .. reductions]);
        var place = new Place(Frame.Pointers, index, copy, count);
        Recall(segment, [.. body, .. reductions], known, place);
        Body.Record(segment, body.Where(i => Kernel.Body[i].Op != LoopOp.Store), known, place);
        _keepsake.Store(segment, body, known, place);
        foreach (int i in reductions) Accumulate(segment, Kernel.Body[i], accumulators[i][copy], known[Kernel.Body[i].A], count);
        Body.Record(segment, body.Where(i => Kernel.Body[i].Op == LoopOp.Store), known, place);
        segment.Write();
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

    private void HoldResult(int reduction, LocalBuilder[][] copies, LocalBuilder blocks)
    {
        Instruction instruction = Kernel.Body[reduction];
        Type element = Element(instruction.Type);
        if (InBlocks(instruction))
        {
            PushLevels(reduction);
            Il.Emit(OpCodes.Ldloc, blocks);
            Il.Emit(OpCodes.Call, typeof(Fold).GetMethod(nameof(Fold.Total), [element.MakePointerType(), typeof(long)])!);
        }
        else
        {
            PushFolded(instruction, copies);
        }

        Il.Emit(OpCodes.Call, Frame.Methods.Create(element));
        LocalBuilder local = Frame.Locals.Take(Body.Vector(instruction.Type));
        Il.Emit(OpCodes.Stloc, local);
        Held[reduction] = [local];
    }
}
