using Glissade.Operations;

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

        List<int> order = AxisOrder(unit, kind, reduced);
        (long[] extents, Access[] accesses) = Merge(unit, order, kind);
        Instruction[] body = Passes(unit, accesses, kind, extents.Length);
        return new LoopKernel(kind, extents, accesses, [.. unit.Numbers], body) { Provenances = unit.Provenances };
    }

    // Outer axes, then (column) the reduced one, then the one that lanes run along.
    private static List<int> AxisOrder(LoopUnit unit, LoopKind kind, int reduced)
    {
        var order = new List<int>();
        for (int d = 0; d < unit.Domain.Rank; d++)
            if (unit.Domain[d] != 1 && d != reduced) order.Add(d);
        if (kind == LoopKind.Row) order.Add(reduced);
        else if (kind == LoopKind.Column) order.Insert(order.Count - 1, reduced);
        return order;
    }

    // Neighbouring axes become one where every access runs on from one to the next. A product's epilogue keeps rows and columns apart.
    private static (long[] Extents, Access[] Accesses) Merge(LoopUnit unit, List<int> order, LoopKind kind)
    {
        var axes = order.Select(d => (Extent: (long)unit.Domain[d], Strides: unit.Accesses.Select(access => access.Strides[d]).ToArray())).ToList();
        if (unit.Product is not null)
        {
            // The columns are the last axis even where there is but one.
            bool hasColumns = unit.Domain[-1] != 1;
            if (!hasColumns) axes.Add((1, new long[unit.Accesses.Count]));
            if (axes.Count == 1) axes.Insert(0, (1, new long[unit.Accesses.Count]));
        }

        if (axes.Count == 0) axes.Add((1, new long[unit.Accesses.Count]));
        int outer = axes.Count - (kind == LoopKind.Column ? 2 : kind == LoopKind.Row || unit.Product is not null ? 1 : 0);
        for (int d = outer - 2; d >= 0; d--)
        {
            var (above, below) = (axes[d], axes[d + 1]);
            bool runsOn = true;
            for (int i = 0; i < above.Strides.Length && runsOn; i++) runsOn = above.Strides[i] == below.Strides[i] * below.Extent;
            if (!runsOn) continue;
            axes[d] = (above.Extent * below.Extent, below.Strides);
            axes.RemoveAt(d + 1);
        }

        Access[] accesses = [.. unit.Accesses.Select((access, i) => access with { Strides = [.. axes.Select(axis => axis.Strides[i])] })];
        return ([.. axes.Select(axis => axis.Extent)], accesses);
    }

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
