namespace Glissade.Compiler;

/// <summary>The instructions of a loop while they are written anew.</summary>
internal sealed class LoopBody(LoopUnit unit)
{
    private readonly Dictionary<int, int> _from = [];

    public List<LoopInstruction> Body { get; private set; } = [];

    public List<Access> Accesses { get; private set; } = [];

    public List<double> Numbers { get; } = [.. unit.Numbers];

    /// <summary>Copies a loop, with other values in place of those that <paramref name="instead"/> knows for what is read.</summary>
    public void Copy(LoopUnit from, Func<Access, int?> instead)
    {
        for (int i = 0; i < from.Body.Count; i++)
        {
            LoopInstruction instruction = from.Body[i];
            Access? access = instruction.Access < 0 ? null : from.Accesses[instruction.Access];
            if (instruction.Op == LoopOp.Load) _from[i] = instead(access!) ?? Load(access!);
            else _from[i] = Add(instruction with { A = Operand(instruction.A), B = Operand(instruction.B), C = Operand(instruction.C), Access = access is null ? -1 : Place(access) });
        }

        int Operand(int value) => value < 0 ? -1 : _from[value];
    }

    public int Load(Access access) => Read(new LoopInstruction(LoopOp.Load, default, access.Type), access);

    /// <summary>Something that is read, or an index; each once.</summary>
    public int Read(LoopInstruction instruction, Access access)
    {
        int known = Body.FindIndex(other => other.Op == instruction.Op && Accesses[other.Access] is { } place && place.Buffer == access.Buffer && place.Offset == access.Offset && unit.Runs(place.Strides, access.Strides));
        return known >= 0 ? known : Add(instruction with { Access = Place(access) });
    }

    public int Number(double value, DType type)
    {
        Numbers.Add(value);
        return Add(new LoopInstruction(LoopOp.Number, default, type) { Number = Numbers.Count - 1 });
    }

    public int Add(LoopInstruction instruction)
    {
        Body.Add(instruction);
        return Body.Count - 1;
    }

    /// <summary>Where a value of a row will lie, in memory of its own.</summary>
    public Access Keep(int value, Func<DType, long, BufferSpec> newBuffer)
    {
        BufferSpec buffer = newBuffer(unit.Body[value].Type, unit.Domain.Without(unit.ReducedAxis).Count);
        return new Access(buffer.Index, buffer.Type, 0, RowStrides(unit));
    }

    /// <summary>How values of rows lie over a domain.</summary>
    public static long[] RowStrides(LoopUnit unit)
    {
        long[] strides = unit.Domain.Without(unit.ReducedAxis).Strides();
        return [.. strides[..unit.ReducedAxis], 0, .. strides[unit.ReducedAxis..]];
    }

    public void StoreRows(Dictionary<int, Access> rows)
    {
        foreach ((int value, Access access) in rows) Add(new LoopInstruction(LoopOp.Store, default, access.Type) { A = _from[value], Access = Place(access) });
    }

    /// <summary>Leaves out what is written to these buffers, and whatever only that was for.</summary>
    public void Drop(HashSet<int> buffers)
    {
        var live = new bool[Body.Count];
        for (int i = live.Length - 1; i >= 0; i--)
        {
            live[i] |= Body[i].Op == LoopOp.Store && !buffers.Contains(Accesses[Body[i].Access].Buffer);
            if (!live[i]) continue;
            foreach (int operand in (ReadOnlySpan<int>)[Body[i].A, Body[i].B, Body[i].C])
                if (operand >= 0) live[operand] = true;
        }

        (List<LoopInstruction> body, List<Access> accesses) = (Body, Accesses);
        (Body, Accesses) = ([], []);
        var to = new int[live.Length];
        for (int i = 0; i < to.Length; i++)
        {
            if (!live[i]) continue;
            LoopInstruction instruction = body[i];
            to[i] = Add(instruction with { A = Operand(instruction.A), B = Operand(instruction.B), C = Operand(instruction.C), Access = instruction.Access < 0 ? -1 : Place(accesses[instruction.Access]) });
        }

        int Operand(int value) => value < 0 ? -1 : to[value];
    }

    private int Place(Access access)
    {
        Accesses.Add(access);
        return Accesses.Count - 1;
    }
}
