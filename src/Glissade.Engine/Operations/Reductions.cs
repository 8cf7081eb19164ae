namespace Glissade.Operations;

/// <summary>
/// The sum along one axis, which is kept with extent 1. Along the last axis (nothing but extents of 1 after it): 16 lanes (k mod 16) within blocks
/// of 4,096, folded in halves, blocks added pairwise. Along any other axis: one term after the other from +0, k ascending, restarted every <paramref name="Cut"/> terms, partial sums added in order.
/// </summary>
internal sealed record Sum(int Axis, int Cut = SummationOrder.Block) : Operation
{
    public override string Name => "Sum";

    public override string? OnnxName => "ReduceSum";

    public override string Order => "last axis: 16 lanes in blocks of 4096, blocks pairwise; other axes: in order, cut";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Require(inputs[0].Type.IsFloat() || inputs[0].Type == DType.Int32,
            $"Sum does not take {inputs[0].Type.Name()}; cast it first, as in x.Cast(DType.Int32).");
        return (inputs[0].Shape.With(Axis, 1), inputs[0].Type);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [upstream.BroadcastTo(node.Inputs[0].Shape)];

    public override double[] Evaluate(Tensor node, double[][] inputs) =>
        Along.Reduce(node.Inputs[0].Shape, Axis, inputs[0], row => row.Sum() is var sum && node.Type == DType.Int32 ? unchecked((int)(long)sum) : sum);
}

/// <summary>The largest along one axis, which is kept with extent 1; NaN if any is NaN, minus infinity (or the smallest int32) if there are none.</summary>
internal sealed record Max(int Axis) : Operation
{
    public override string Name => "Max";

    public override string? OnnxName => "ReduceMax";

    public override string Order => "none: the maximum does not depend on it";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Require(inputs[0].Type.IsFloat() || inputs[0].Type == DType.Int32, $"Max does not take {inputs[0].Type.Name()}; cast it first.");
        return (inputs[0].Shape.With(Axis, 1), inputs[0].Type);
    }

    /// <summary>Equal largest elements share the gradient.</summary>
    public override Tensor?[] Derivative(Tensor node, Tensor upstream)
    {
        Tensor x = node.Inputs[0], largest = node.BroadcastTo(x.Shape);
        Tensor winners = x.IsEqual(largest).Cast(x.Type);
        return [(upstream / Tensor.Apply(new Sum(Axis), winners)).BroadcastTo(x.Shape) * winners];
    }

    public override double[] Evaluate(Tensor node, double[][] inputs) =>
        Along.Reduce(node.Inputs[0].Shape, Axis, inputs[0],
            row => row.Aggregate(node.Type == DType.Int32 ? int.MinValue : double.NegativeInfinity, Math.Max));
}

/// <summary>The index (int32) of the first largest element along an axis, which is kept with extent 1; NaN counts as largest.</summary>
internal sealed record ArgMax(int Axis) : Operation
{
    public override string Name => "ArgMax";

    public override string Order => "none: the first largest";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Require(inputs[0].Shape[Axis] > 0, $"ArgMax over the empty axis {Axis} of {inputs[0].Shape} has no answer.");
        return (inputs[0].Shape.With(Axis, 1), DType.Int32);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [null];

    public override double[] Evaluate(Tensor node, double[][] inputs) => Along.Reduce(node.Inputs[0].Shape, Axis, inputs[0], First);

    private static double First(double[] row)
    {
        int best = 0;
        for (int i = 1; i < row.Length; i++)
            if (row[i] > row[best] || (double.IsNaN(row[i]) && !double.IsNaN(row[best]))) best = i;
        return best;
    }
}

/// <summary>Running sums along an axis, from the front or from the back, one after the other.</summary>
internal sealed record CumulativeSum(int Axis, bool Reverse) : Operation
{
    public override string Name => "CumulativeSum";

    public override string? OnnxName => "CumSum";

    public override string Order => "in order along the axis, from the end where reversed";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Require(inputs[0].Type.IsFloat() || inputs[0].Type == DType.Int32, $"CumulativeSum does not take {inputs[0].Type.Name()}; cast it first.");
        _ = inputs[0].Shape.Axis(Axis);
        return (inputs[0].Shape, inputs[0].Type);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [Tensor.Apply(this with { Reverse = !Reverse }, upstream)];

    public override double[] Evaluate(Tensor node, double[][] inputs) => Along.Map(node.Shape, Axis, inputs[0], row =>
    {
        double sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            int at = Reverse ? row.Length - 1 - i : i;
            sum += row[at];
            row[at] = node.Type == DType.Int32 ? sum = unchecked((int)(long)sum) : sum;
        }

        return row;
    });
}

/// <summary>The order (int32 positions) that sorts along an axis, stable; NaN comes last in ascending order and first in descending.</summary>
internal sealed record ArgSort(int Axis, bool Descending) : Operation
{
    public override string Name => "ArgSort";

    public override string? OnnxName => "TopK";

    public override string Order => "stable";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        _ = inputs[0].Shape.Axis(Axis);
        return (inputs[0].Shape, DType.Int32);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [null];

    public override double[] Evaluate(Tensor node, double[][] inputs) => Along.Map(node.Shape, Axis, inputs[0], row =>
    {
        IEnumerable<int> positions = Enumerable.Range(0, row.Length);
        // The framework orders NaN before every number; here it is the largest.
        return [.. (Descending
            ? positions.OrderByDescending(i => double.IsNaN(row[i])).ThenByDescending(i => row[i])
            : positions.OrderBy(i => double.IsNaN(row[i])).ThenBy(i => row[i])).Select(i => (double)i)];
    });
}

/// <summary>The constants of the declared orders of addition.</summary>
internal static class SummationOrder
{
    /// <summary>Terms added in one go before a partial sum is put aside.</summary>
    public const int Block = 4096;

    /// <summary>Lanes of a sum along contiguous memory.</summary>
    public const int Lanes = 16;

    /// <summary>
    /// Where to cut a sum over a batch: after E whole examples, E the largest power of two with E × terms ≤ 4,096 (1 if one example has more).
    /// Whole examples keep accumulation over micro-batches exact.
    /// </summary>
    public static int CutOverBatch(long termsOfExample)
    {
        int examples = Block;
        while (examples > 1 && examples * termsOfExample > Block) examples /= 2;
        return checked((int)Math.Max(1, examples * Math.Max(1, termsOfExample)));
    }
}

/// <summary>Rows along an axis, for the plain float64 formulas.</summary>
internal static class Along
{
    public static double[] Reduce(Shape shape, int axis, double[] values, Func<double[], double> rule) =>
        Visit(shape, axis, values, 1, row => [rule(row)]);

    public static double[] Map(Shape shape, int axis, double[] values, Func<double[], double[]> rule) =>
        Visit(shape, axis, values, shape[axis], rule);

    private static double[] Visit(Shape shape, int axis, double[] values, int extent, Func<double[], double[]> rule)
    {
        axis = shape.Axis(axis);
        int inner = 1, outer = 1, terms = shape[axis];
        for (int i = 0; i < axis; i++) outer *= shape[i];
        for (int i = axis + 1; i < shape.Rank; i++) inner *= shape[i];
        var result = new double[outer * extent * inner];
        var row = new double[terms];
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                for (int k = 0; k < terms; k++) row[k] = values[((o * terms) + k) * inner + i];
                double[] mapped = rule([.. row]);
                for (int k = 0; k < extent; k++) result[((o * extent) + k) * inner + i] = mapped[k];
            }
        }

        return result;
    }
}
