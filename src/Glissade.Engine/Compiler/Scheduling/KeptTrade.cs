using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>One loop, the later loops that read it, and what it costs to keep one or another of its values for them.</summary>
internal sealed class KeptTrade(
    LoopUnit unit, LoopUnit[] users, Dictionary<int, BufferSpec> droppable, IReadOnlyList<BufferSpec> buffers, Func<LoopUnit, LoopUnit, int, bool> mayRead, Func<int, LoopUnit, bool> readLater)
{
    /// <summary>
    /// What a byte takes that is read, in operations on one element. A byte that is written is read first; one that only stays alive for longer takes up memory. No extent has a say, not even that of
    /// what is repeated: another batch size must find the kernels that are there.
    /// </summary>
    private const double PerByte = 1.5, Written = 2, Alive = 0.5, Repeated = 0.05;

    private readonly Dictionary<LoopUnit, HashSet<int>> _wanted = users.ToDictionary(
        user => user, user => droppable.Keys.Where(value => user.Accesses.Exists(access => access.Buffer == droppable[value].Index)).ToHashSet());

    private readonly Dictionary<LoopUnit, long[]?[]> _strides = users.ToDictionary(
        user => user, user => unit.Accesses.Select(access => View.Regrouped(unit.Domain, user.Domain, access.Strides)).ToArray());

    /// <summary>Who sees the rows of the loop as it does.</summary>
    private readonly HashSet<LoopUnit> _seeRows = unit.ReducedAxis < 0 ? [] : [.. users.Where(user => View.Regrouped(unit.Domain, user.Domain, LoopBody.RowStrides(unit)) is not null)];

    /// <summary>What each value that is in memory for sure lies in.</summary>
    private readonly Dictionary<int, Access> _fixed = unit.Body.Where(i => i.Op == LoopOp.Store && !droppable.ContainsKey(i.A) && buffers[unit.Accesses[i.Access].Buffer].Kind is BufferKind.Temporary or BufferKind.Output)
        .GroupBy(i => i.A).ToDictionary(group => group.Key, group => unit.Accesses[group.First().Access]);

    /// <summary>The values to keep, or null if all of them are.</summary>
    public HashSet<int>? Best()
    {
        HashSet<int> all = [.. droppable.Keys];
        double asIs = Cost(all), least = asIs;
        HashSet<int> best = all;
        foreach (HashSet<int> start in (ReadOnlySpan<HashSet<int>>)[[], all])
        {
            var kept = new HashSet<int>(start);
            double cost = Cost(kept);
            for (bool better = true; better;)
            {
                better = false;
                foreach (int value in droppable.Keys)
                {
                    Toggle(kept, value);
                    double other = Cost(kept);
                    if (other < cost) (cost, better) = (other, true);
                    else Toggle(kept, value);
                }
            }

            if (cost < least) (least, best) = (cost, kept);
        }

        return least < asIs ? best : null;
    }

    /// <summary>Rewrites the loops.</summary>
    public void Apply(HashSet<int> kept, Func<DType, long, BufferSpec> newBuffer)
    {
        // What a row has as a whole is kept.
        var rows = new Dictionary<int, Access>();
        var own = new LoopBody(unit);
        Dictionary<LoopUnit, LoopBody> changed = [];
        foreach (LoopUnit user in users)
        {
            var body = new LoopBody(user);
            var again = new Dictionary<int, int>();
            int Again(int value)
            {
                if (again.TryGetValue(value, out int known)) return known;
                LoopInstruction instruction = unit.Body[value];
                return again[value] = instruction switch
                {
                    _ when kept.Contains(value) => body.Load(Of(droppable[value], unit.Body.First(i => i.Op == LoopOp.Store && i.A == value))),
                    _ when _fixed.TryGetValue(value, out Access? store) => body.Load(store with { Strides = View.Regrouped(unit.Domain, user.Domain, store.Strides)! }),
                    { Op: LoopOp.Load or LoopOp.Index } => body.Read(instruction, unit.Accesses[instruction.Access] with { Strides = _strides[user][instruction.Access]! }),
                    { Op: LoopOp.Number } => body.Number(unit.Numbers[instruction.Number], instruction.Type),
                    _ when IsRow(instruction) => body.Load(Row(value)),
                    _ => body.Add(instruction with { A = Operand(instruction.A), B = Operand(instruction.B), C = Operand(instruction.C), OverReduced = false }),
                };
            }

            int Operand(int value) => value < 0 ? -1 : Again(value);
            Access Of(BufferSpec buffer, LoopInstruction store) => new(buffer.Index, buffer.Type, 0, _strides[user][store.Access]!);
            Access Row(int value)
            {
                if (!rows.TryGetValue(value, out Access? row)) rows[value] = row = own.Keep(value, newBuffer);
                return row with { Strides = View.Regrouped(unit.Domain, user.Domain, row.Strides)! };
            }

            var dropped = new Dictionary<int, int>();
            foreach (int value in droppable.Keys)
                if (!kept.Contains(value)) dropped[droppable[value].Index] = value;
            body.Copy(user, access => dropped.TryGetValue(access.Buffer, out int value) ? Again(value) : null);
            changed[user] = body;
        }

        own.Copy(unit, _ => null);
        own.StoreRows(rows);
        own.Drop(droppable.Keys.Where(value => !kept.Contains(value)).Select(value => droppable[value].Index).ToHashSet());
        foreach ((LoopUnit user, LoopBody body) in changed) user.Become(body);
        unit.Become(own);
    }

    private static void Toggle(HashSet<int> set, int value)
    {
        if (!set.Remove(value)) set.Add(value);
    }

    private bool IsRow(LoopInstruction instruction) => instruction.Op is LoopOp.Sum or LoopOp.Max || instruction.OverReduced;

    private double Cost(HashSet<int> kept)
    {
        double cost = 0;
        foreach (int value in kept) cost += Written * PerByte * unit.Body[value].Type.Size();
        foreach (LoopUnit user in users)
        {
            var seen = new HashSet<int>();
            int weight = 0, accesses = 0;
            foreach (int value in _wanted[user]) cost += Need(value);
            if (weight > 0 && !user.HasRoomFor(weight, accesses)) return double.PositiveInfinity;

            double Need(int value)
            {
                if (value < 0 || !seen.Add(value)) return 0;
                LoopInstruction instruction = unit.Body[value];
                double read = PerByte * instruction.Type.Size();
                if (kept.Contains(value)) return Reading(read);
                if (_fixed.TryGetValue(value, out Access? store)) return user.Reads(store.Buffer) ? 0 : View.Regrouped(unit.Domain, user.Domain, store.Strides) is null ? double.PositiveInfinity : Reading(read) + Living(store);
                switch (instruction.Op)
                {
                    case LoopOp.Number:
                        return 0;
                    case LoopOp.Index:
                        accesses++;
                        return _strides[user][instruction.Access] is null ? double.PositiveInfinity : 0;
                    case LoopOp.Load:
                        Access access = unit.Accesses[instruction.Access];
                        if (_strides[user][instruction.Access] is null || !mayRead(unit, user, access.Buffer)) return double.PositiveInfinity;
                        return user.Reads(access.Buffer) ? 0 : Reading(read * Share(access)) + Living(access);
                    default:
                        if (IsRow(instruction)) return _seeRows.Contains(user) ? Reading(3 * read * Repeated) : double.PositiveInfinity;
                        weight += LoopUnit.Weight(instruction.Code, instruction.Type);
                        return Effort(instruction) + Need(instruction.A) + Need(instruction.B) + Need(instruction.C);
                }
            }

            double Reading(double bytes)
            {
                accesses++;
                return bytes;
            }

            double Living(Access access) => readLater(access.Buffer, user) ? 0 : Alive * PerByte * access.Type.Size() * Share(access);
        }

        return cost;
    }

    // The many instructions of a function overlap; a division is one that takes long.
    private static double Effort(LoopInstruction instruction) =>
        LoopUnit.Weight(instruction.Code, instruction.Type) is > 10 and int many ? 0.6 * many : instruction.Code is LoopCode.Divide or LoopCode.SquareRoot ? 10 : 1;

    // How much of the loop an access moves over: all of it, or little.
    private double Share(Access access)
    {
        for (int d = 0; d < unit.Domain.Rank; d++)
            if (access.Strides[d] == 0 && unit.Domain[d] != 1) return Repeated;
        return 1;
    }
}
