namespace Glissade.Compiler;

/// <summary>Joins the products that go forward and backward through a layer of one output into one pass over its matrix.</summary>
internal static class ColumnPasses
{
    public static List<Kernel> Join(IReadOnlyList<Kernel> kernels)
    {
        var joined = new List<Kernel>(kernels);
        for (int i = 0; i < joined.Count; i++)
        {
            if (joined[i] is not ProductKernel { Lanes: true, Batch: 1, Epilogue: not null } forward || !IsOnePartialSum(forward)) continue;
            for (int j = i + 1; j < joined.Count; j++)
            {
                if (joined[j] is ProductKernel backward && IsWayBack(forward, backward))
                {
                    if (MayComeForward(joined, i, j))
                    {
                        joined[i] = new ColumnPassKernel(forward, backward) { Provenances = [.. forward.Provenances.Concat(backward.Provenances).Distinct()] };
                        joined.RemoveAt(j);
                    }

                    break;
                }
            }
        }

        return joined;
    }

    // Terms side by side, each row added up in one go.
    private static bool IsOnePartialSum(ProductKernel forward) => forward.Left.ColumnStride == 1 && forward.Right.RowStride == 1 && forward.Inner <= forward.Cut;

    private static bool IsWayBack(ProductKernel forward, ProductKernel backward) =>
        backward is { Lanes: false, Continues: false, Batch: 1, Columns: 1 } && backward.Type == forward.Type
        && backward.Left.Buffer == forward.Left.Buffer && backward.Left.Offset == forward.Left.Offset
        && backward.Left.RowStride == forward.Left.ColumnStride && backward.Left.ColumnStride == forward.Left.RowStride
        && backward.Inner == forward.Rows && backward.Rows == forward.Inner
        && backward.Right is { RowStride: 1, Offset: 0 } && forward.Writes.Contains(backward.Right.Buffer);

    // What the second product reads must be there when the first runs, and what it writes must not be looked at, or fail, in between.
    private static bool MayComeForward(List<Kernel> kernels, int first, int second)
    {
        var reads = kernels[second].Reads.ToHashSet();
        var writes = kernels[second].Writes.ToHashSet();
        ProductKernel forward = (ProductKernel)kernels[first], backward = (ProductKernel)kernels[second];
        if (forward.Writes.Any(buffer => buffer != backward.Right.Buffer && reads.Contains(buffer)) || forward.Writes.Any(writes.Contains)) return false;
        for (int i = first + 1; i < second; i++)
        {
            if (kernels[i] is not (LoopKernel or ProductKernel)) return false;
            if (kernels[i].Writes.Any(buffer => reads.Contains(buffer) || writes.Contains(buffer)) || kernels[i].Reads.Any(writes.Contains)) return false;
        }

        return true;
    }
}
