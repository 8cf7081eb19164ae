using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>
/// Writes reductions along the last axis but one: lanes lie side by side along the last axis, and each adds its own column, one term after the other. A few
/// vectors go down together, so that a whole cache line is read and no sum waits for itself.
/// </summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal sealed class ColumnEmitter : ReducingEmitter
{
    private const int WideTile = 4;
    private const int LongestWideBody = 16;

    private readonly LocalBuilder[] _pointers;
    private readonly int _axis;
    private readonly LoopForm _form;
    private readonly ShortRows? _rows;

    /// <summary>Writes a column, or what was a nest of short rows, whose sums keep the order of rows.</summary>
    public ColumnEmitter(LoopFrame frame, LoopForm form) : base(frame)
    {
        _form = form;
        _rows = form == LoopForm.Plain ? null : new ShortRows(frame);
        _axis = Kernel.Extents.Length - 2;
        _pointers = [.. frame.Pointers.Select(pointer => Il.DeclareLocal(pointer.LocalType))];
    }

    protected override void WriteRows() => Frame.ForRows(Kernel.Extents.Length - 2, () =>
    {
        LocalBuilder index = Frame.Locals.Take(typeof(long)), count = Frame.Locals.Take(typeof(long));
        Frame.PushInnerRange(end: false);
        Il.Emit(OpCodes.Stloc, index);
        // What is done once for a column, such as an update of a bias, does not make the way down longer.
        int weight = Kernel.Body.Where(i => i.Op == LoopOp.Compute && !i.Reduced).Sum(i => LoopUnit.Weight(i.Code, i.Type));
        foreach (int copies in (int[])(_form == LoopForm.RestOfRows ? [] : _form == LoopForm.Plain && weight <= LongestWideBody ? [WideTile, 1] : [1]))
        {
            Frame.While(() => LoopFrame.Compare(() => PushPlus(index, copies * Lanes - 1), () => Frame.PushInnerRange(end: true)), () =>
            {
                WriteTile([.. Enumerable.Range(0, copies).Select(copy => new Place(Frame.Pointers, index, copy, null))]);
                Frame.AddTo(index, copies * Lanes);
            });
        }

        if (_form != LoopForm.Rows) Frame.IfLess(() => Il.Emit(OpCodes.Ldloc, index), () => Frame.PushInnerRange(end: true), () =>
        {
            Frame.PushInnerRange(end: true);
            Il.Emit(OpCodes.Ldloc, index);
            Il.Emit(OpCodes.Sub);
            Il.Emit(OpCodes.Stloc, count);
            WriteTile([new Place(Frame.Pointers, index, 0, count)]);
        });
        Frame.Locals.Give(index);
        Frame.Locals.Give(count);
    });

    // Columns side by side: each place has its own held values, the numbers are common.
    private void WriteTile(Place[] places)
    {
        Dictionary<int, LocalBuilder[]> common = new(Held);
        Dictionary<int, LocalBuilder[]>[] held = [.. places.Select(_ => new Dictionary<int, LocalBuilder[]>(common))];
        HoldBetween(0, places, held);
        for (int pass = 0; pass < Kernel.Passes; pass++)
        {
            WritePass(pass, places, held);
            HoldBetween(pass + 1, places, held);
        }

        foreach (LocalBuilder local in held.SelectMany(own => own.Keys.Where(i => !common.ContainsKey(i)).SelectMany(i => own[i])).Distinct()) Frame.Locals.Give(local);
        SetHeld(common);
    }

    private void HoldBetween(int phase, Place[] places, Dictionary<int, LocalBuilder[]>[] held)
    {
        for (int copy = 0; copy < places.Length; copy++)
        {
            SetHeld(held[copy]);
            HoldUniform(Between(phase), places[copy]);
            held[copy] = new(Held);
        }
    }

    private void WritePass(int pass, Place[] places, Dictionary<int, LocalBuilder[]>[] held)
    {
        List<int> reductions = Reductions(pass), stores = Stores(pass);
        if (reductions.Count + stores.Count == 0) return;
        SetHeld(held[0]);
        List<int> body = Closure(reductions.Select(i => Kernel.Body[i].A).Concat(stores));
        var terms = new Dictionary<(int, int), LocalBuilder[]>();
        var totals = new Dictionary<(int, int), LocalBuilder[]>();
        foreach (int i in reductions)
        {
            if (InSlots(i))
            {
                _rows!.Clear(i);
                continue;
            }

            for (int copy = 0; copy < places.Length; copy++)
            {
                terms[(i, copy)] = NewAccumulator(Kernel.Body[i].Type);
                totals[(i, copy)] = IsCut(i) ? NewAccumulator(Kernel.Body[i].Type) : terms[(i, copy)];
                Clear(Kernel.Body[i], totals[(i, copy)]);
            }
        }

        for (int access = 0; access < _pointers.Length; access++)
        {
            Il.Emit(OpCodes.Ldloc, Frame.Pointers[access]);
            Il.Emit(OpCodes.Stloc, _pointers[access]);
        }

        Place[] moving = [.. places.Select(place => place with { Pointers = _pointers })];
        LocalBuilder k = Frame.Locals.Take(typeof(long)), begin = Frame.Locals.Take(typeof(long)), end = Frame.Locals.Take(typeof(long));
        bool isCut = reductions.Exists(IsCut);
        Frame.Set(begin, 0);
        Frame.While(() => LoopFrame.Compare(() => Il.Emit(OpCodes.Ldloc, begin), () => Frame.PushExtent(_axis)), () =>
        {
            foreach (((int i, int copy), LocalBuilder[] term) in terms)
                if (IsCut(i)) Clear(Kernel.Body[i], term);
            Frame.SetNearer(end, begin, () => PushStep(isCut), () => Frame.PushExtent(_axis));
            Il.Emit(OpCodes.Ldloc, begin);
            Il.Emit(OpCodes.Stloc, k);
            Frame.While(() => LoopFrame.Compare(() => Il.Emit(OpCodes.Ldloc, k), () => Il.Emit(OpCodes.Ldloc, end)), () =>
            {
                for (int copy = 0; copy < places.Length; copy++) WriteTerm(body, reductions, terms, moving[copy], copy, held[copy], k);
                Advance(body);
                Frame.AddTo(k, 1);
            });
            AddCut(reductions.FindAll(IsCut), places.Length, terms, totals, begin);
            Il.Emit(OpCodes.Ldloc, end);
            Il.Emit(OpCodes.Stloc, begin);
        });

        foreach ((int i, int copy) in terms.Keys) held[copy][i] = totals[(i, copy)];
        foreach (int i in reductions.Where(InSlots)) held[0][i] = _rows!.Fold(i, Kernel.Body[i].Type);
        foreach ((int i, int copy) in terms.Keys)
            if (IsCut(i)) foreach (LocalBuilder part in terms[(i, copy)]) Frame.Locals.Give(part);
        foreach (LocalBuilder local in (LocalBuilder[])[k, begin, end]) Frame.Locals.Give(local);
    }

    private void PushStep(bool isCut)
    {
        if (isCut) Frame.PushCut();
        else Il.Emit(OpCodes.Ldc_I8, (long)int.MaxValue);
    }

    private bool IsCut(int reduction) => Kernel.Body[reduction].Op == LoopOp.Sum && _rows is null;

    private bool InSlots(int reduction) => _rows is not null && ShortRows.IsInSlots(Kernel.Body[reduction]);

    private void WriteTerm(List<int> body, List<int> reductions, Dictionary<(int, int), LocalBuilder[]> terms, Place place, int copy, Dictionary<int, LocalBuilder[]> held, LocalBuilder k)
    {
        SetHeld(held);
        Segment segment = NewSegment();
        Dictionary<int, Value> known = Known(segment, [.. body, .. reductions]);
        Body.Record(segment, body.Where(i => Kernel.Body[i].Op != LoopOp.Store), known, place);
        foreach (int i in reductions)
        {
            Value term = known[Kernel.Body[i].A];
            if (InSlots(i)) _rows!.Add(segment, i, term, k);
            else Accumulate(segment, Kernel.Body[i], terms[(i, copy)], term, null);
        }

        Body.Record(segment, body.Where(i => Kernel.Body[i].Op == LoopOp.Store), known, place);
        segment.Write();
    }

    // The first cut is the total, so that nothing is added to it; the others are added in order.
    private void AddCut(List<int> sums, int copies, Dictionary<(int, int), LocalBuilder[]> terms, Dictionary<(int, int), LocalBuilder[]> totals, LocalBuilder begin)
    {
        if (sums.Count == 0) return;
        Label later = Il.DefineLabel(), done = Il.DefineLabel();
        Il.Emit(OpCodes.Ldloc, begin);
        Il.Emit(OpCodes.Brtrue, later);
        ForParts((_, term, total) =>
        {
            Il.Emit(OpCodes.Ldloc, term);
            Il.Emit(OpCodes.Stloc, total);
        });
        Il.Emit(OpCodes.Br, done);
        Il.MarkLabel(later);
        ForParts((i, term, total) =>
        {
            Il.Emit(OpCodes.Ldloc, total);
            Il.Emit(OpCodes.Ldloc, term);
            Il.Emit(OpCodes.Call, Frame.Methods.Get("Add", Element(Kernel.Body[i].Type), 2));
            Il.Emit(OpCodes.Stloc, total);
        });
        Il.MarkLabel(done);

        void ForParts(Action<int, LocalBuilder, LocalBuilder> write)
        {
            foreach (int i in sums)
            {
                for (int copy = 0; copy < copies; copy++)
                    for (int part = 0; part < terms[(i, copy)].Length; part++) write(i, terms[(i, copy)][part], totals[(i, copy)][part]);
            }
        }
    }

    // Every pointer that the body uses goes one term further down.
    private void Advance(List<int> body)
    {
        foreach (int access in body.Select(i => Kernel.Body[i].Access).Where(access => access >= 0).Distinct())
        {
            bool memory = Kernel.Accesses[access].Buffer >= 0;
            Il.Emit(OpCodes.Ldloc, _pointers[access]);
            Frame.PushStride(access, _axis);
            Il.Emit(OpCodes.Ldc_I8, (long)(memory ? Kernel.Accesses[access].Type.Size() : 1));
            Il.Emit(OpCodes.Mul);
            if (memory) Il.Emit(OpCodes.Conv_I);
            Il.Emit(OpCodes.Add);
            Il.Emit(OpCodes.Stloc, _pointers[access]);
        }
    }

    private void SetHeld(Dictionary<int, LocalBuilder[]> held)
    {
        Held.Clear();
        foreach ((int i, LocalBuilder[] locals) in held) Held[i] = locals;
    }
}
