namespace Glissade.Compiler;

/// <summary>Turns a finished unit into a loop nest: orders and merges the axes, and works out which instruction belongs to which pass.</summary>
internal static class LoopFinish
{
    public static LoopKernel Build(LoopUnit unit)
    {
        int reduced = unit.ReducedAxis;
        int last = -1;
        for (int d = 0; d < unit.Domain.Rank; d++)
            if (unit.Domain[d] != 1) last = d;
        LoopKind kind = reduced < 0 ? LoopKind.Map : reduced == last ? LoopKind.Row : LoopKind.Column;

        (long[] extents, Access[] accesses) = Axes(unit, kind);
        Instruction[] body = Passes(unit, accesses, kind, extents.Length);
        return new LoopKernel(kind, extents, accesses, [.. unit.Numbers], body) { Provenances = unit.Provenances };
    }

    // Neighbouring axes become one where every access runs on from one to the next. An epilogue keeps rows and lanes apart. In the end the lanes' axis is last, the reduced
    // one (of a column) before it, all others before those.
    private static (long[] Extents, Access[] Accesses) Axes(LoopUnit unit, LoopKind kind)
    {
        var axes = new List<Axis>();
        for (int d = 0; d < unit.Domain.Rank; d++)
        {
            bool lanes = d == unit.Lanes;
            if (unit.Domain[d] == 1 && !lanes) continue;
            var axis = new Axis(unit.Domain[d], [.. unit.Accesses.Select(access => access.Strides[d])], d == unit.ReducedAxis);
            if (axes.Count > 0 && !lanes && !axis.Alone && !axes[^1].Alone && RunsOn(axes[^1], axis)) axes[^1] = axis with { Extent = axes[^1].Extent * axis.Extent };
            else axes.Add(axis);
        }

        int least = unit.Before is null ? 1 : 2;
        while (axes.Count < least) axes.Insert(0, new Axis(1, new long[unit.Accesses.Count], false));
        if (kind == LoopKind.Column)
        {
            Axis reduced = axes.Find(axis => axis.Alone)!;
            axes.Remove(reduced);
            axes.Insert(axes.Count - 1, reduced);
        }

        return ([.. axes.Select(axis => axis.Extent)], [.. unit.Accesses.Select((access, i) => access with { Strides = [.. axes.Select(axis => axis.Strides[i])] })]);
    }

    private static bool RunsOn(Axis above, Axis below)
    {
        for (int i = 0; i < above.Strides.Length; i++)
            if (above.Strides[i] != below.Strides[i] * below.Extent) return false;
        return true;
    }

    private sealed record Axis(long Extent, long[] Strides, bool Alone);

    private static Instruction[] Passes(LoopUnit unit, Access[] accesses, LoopKind kind, int rank)
    {
        int axis = kind == LoopKind.Row ? rank - 1 : rank - 2;
        var body = new Instruction[unit.Body.Count];
        for (int i = 0; i < body.Length; i++)
        {
            LoopInstruction from = unit.Body[i];
            bool reduced = false;
            int pass = 0;
            if (kind != LoopKind.Map)
            {
                reduced = true;
                foreach (int operand in (ReadOnlySpan<int>)[from.A, from.B, from.C])
                {
                    if (operand < 0) continue;
                    reduced &= body[operand].Reduced;
                    pass = Math.Max(pass, body[operand].Pass);
                }

                if (from.Access >= 0) reduced &= accesses[from.Access].Strides[axis] == 0;
                if (from.Op is LoopOp.Sum or LoopOp.Max)
                {
                    reduced = true;
                    pass++;
                }
            }

            body[i] = new Instruction(from.Op, from.Code, from.Type, from.A, from.B, from.C, from.Access, from.Number, reduced, pass);
        }

        return body;
    }
}
