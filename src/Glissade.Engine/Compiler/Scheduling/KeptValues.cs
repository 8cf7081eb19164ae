namespace Glissade.Compiler;

/// <summary>
/// Decides what an earlier loop keeps in memory for later ones, and what those compute again: the same formula over the same operands gives the same bits. A softmax keeps its scores and two
/// numbers a row for its derivative, a normalisation its input, the mean and the spread, in place of everything on the way. Costs are the bytes and operations of one element; no extent has a say.
/// </summary>
internal sealed class KeptValues
{
    private readonly Scheduler _scheduler;
    private readonly HashSet<int> _operands = [];
    private readonly Dictionary<int, SortedSet<int>> _readers = [];
    private readonly Dictionary<int, SortedSet<int>> _writers = [];

    private KeptValues(Scheduler scheduler)
    {
        _scheduler = scheduler;
        for (int i = 0; i < scheduler.Units.Count; i++)
        {
            Unit unit = scheduler.Units[i];
            if (unit.Loop is { } loop) Note(loop);
            foreach (int buffer in unit.Kernel?.Writes ?? []) At(_writers, buffer).Add(i);
            IEnumerable<int> read = unit.Unfinished?.Operands ?? unit.Kernel?.Reads ?? [];
            foreach (int buffer in read)
            {
                _operands.Add(buffer);
                At(_readers, buffer).Add(i);
            }

            if (unit.Unfinished is { } before) At(_writers, before.Plain).Add(i);
        }
    }

    /// <summary>Looks at all loops, the last ones first: what they read of others is known by then.</summary>
    public static void Choose(Scheduler scheduler)
    {
        var kept = new KeptValues(scheduler);
        for (int i = scheduler.Units.Count - 1; i >= 0; i--)
            if (scheduler.Units[i].Loop is { } loop && loop.Domain.Count > 0) kept.Choose(loop);
    }

    private void Choose(LoopUnit unit)
    {
        Dictionary<int, BufferSpec> droppable = Droppable(unit);
        if (droppable.Count == 0) return;
        LoopUnit[] users = [.. droppable.Values.SelectMany(buffer => ReadersOf(buffer.Index)).Where(i => i != unit.Index).Distinct().Select(i => _scheduler.Units[i].Loop!)];
        var trade = new KeptTrade(unit, users, droppable, _scheduler.Buffers, MayRead, ReadLater);
        if (trade.Best() is not { } kept) return;

        foreach (LoopUnit touched in users.Append(unit)) Forget(touched);
        trade.Apply(kept, (type, count) => _scheduler.NewBuffer(null, BufferKind.Temporary, type, count));
        foreach (LoopUnit touched in users.Append(unit)) Note(touched);
    }

    // Values by the buffers that hold them for later loops, each of which reads them element by element.
    private Dictionary<int, BufferSpec> Droppable(LoopUnit unit)
    {
        var found = new Dictionary<int, BufferSpec>();
        foreach (LoopInstruction store in unit.Body)
        {
            if (store.Op != LoopOp.Store) continue;
            Access access = unit.Accesses[store.Access];
            BufferSpec buffer = _scheduler.Buffers[access.Buffer];
            if (buffer.Kind != BufferKind.Temporary || _operands.Contains(buffer.Index) || _writers[buffer.Index].Count > 1 || unit.Body[store.A].OverReduced) continue;
            if (unit.Body.Count(other => other.Op == LoopOp.Store && (other.A == store.A || unit.Accesses[other.Access].Buffer == buffer.Index)) > 1) continue;
            if (ReadersOf(buffer.Index).All(i => i > unit.Index && IsReadInPlace(unit, access, _scheduler.Units[i].Loop!))) found[store.A] = buffer;
        }

        return found;
    }

    private static bool IsReadInPlace(LoopUnit unit, Access written, LoopUnit user)
    {
        if (user.Domain.Count != unit.Domain.Count || View.Regrouped(unit.Domain, user.Domain, written.Strides) is not { } strides) return false;
        return user.Accesses.TrueForAll(access => access.Buffer != written.Buffer || (access.Offset == 0 && user.Runs(access.Strides, strides)));
    }

    // What is written anew before, or by, the loop that would read it, is no longer what it was.
    private bool MayRead(LoopUnit unit, LoopUnit user, int buffer) =>
        !_writers.TryGetValue(buffer, out SortedSet<int>? writers) || !writers.Any(i => i <= user.Index && (i > unit.Index || (i == unit.Index && _scheduler.Units[i].Unfinished?.Plain != buffer)));

    // Whether somebody reads a temporary buffer in this unit or later anyway.
    private bool ReadLater(int buffer, LoopUnit user) => _scheduler.Buffers[buffer].Kind != BufferKind.Temporary || ReadersOf(buffer).Any(i => i >= user.Index);

    private IEnumerable<int> ReadersOf(int buffer) => _readers.GetValueOrDefault(buffer) ?? [];

    private void Note(LoopUnit unit)
    {
        foreach (LoopInstruction instruction in unit.Body)
            if (instruction.Op is LoopOp.Load or LoopOp.Store) At(instruction.Op == LoopOp.Load ? _readers : _writers, unit.Accesses[instruction.Access].Buffer).Add(unit.Index);
    }

    private void Forget(LoopUnit unit)
    {
        foreach (LoopInstruction instruction in unit.Body)
            if (instruction.Op is LoopOp.Load or LoopOp.Store) At(instruction.Op == LoopOp.Load ? _readers : _writers, unit.Accesses[instruction.Access].Buffer).Remove(unit.Index);
    }

    private static SortedSet<int> At(Dictionary<int, SortedSet<int>> sets, int buffer) => sets.TryGetValue(buffer, out SortedSet<int>? set) ? set : sets[buffer] = [];
}
