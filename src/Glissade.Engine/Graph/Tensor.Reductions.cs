using Glissade.Operations;

namespace Glissade;

public abstract partial class Tensor
{
    /// <summary>The sum of all elements, a scalar.</summary>
    public Tensor Sum() => SumTo(Shape.Scalar);

    /// <summary>The sum along axes, which are dropped or kept with extent 1.</summary>
    public Tensor Sum(ReadOnlySpan<int> axes, bool keepDimensions = false)
    {
        int[] kept = [.. Shape.Extents];
        foreach (int axis in axes) kept[Shape.Axis(axis)] = 1;
        var removed = new bool[Rank];
        foreach (int axis in axes) removed[Shape.Axis(axis)] = true;
        Tensor sum = SumAxes(removed);
        return keepDimensions ? sum : sum.Reshape(new Shape([.. kept.Where((_, axis) => !removed[axis])]));
    }

    /// <summary>The sum along one axis, which is dropped or kept with extent 1.</summary>
    public Tensor Sum(int axis, bool keepDimensions = false) => Sum([axis], keepDimensions);

    /// <summary>The mean of all elements.</summary>
    public Tensor Mean() => Sum() / Count;

    /// <summary>The mean along one axis, which is dropped or kept with extent 1.</summary>
    public Tensor Mean(int axis, bool keepDimensions = false) => Sum(axis, keepDimensions) / Shape[axis];

    /// <summary>The largest along one axis, which is dropped or kept with extent 1. NaN if any is NaN.</summary>
    public Tensor Max(int axis, bool keepDimensions = false) => Keep(Apply(new Max(Shape.Axis(axis)), this), axis, keepDimensions);

    /// <summary>The largest of all elements.</summary>
    public Tensor Max() => Reshape(-1).Max(0);

    /// <summary>The smallest along one axis, which is dropped or kept with extent 1. NaN if any is NaN.</summary>
    public Tensor Min(int axis, bool keepDimensions = false) =>
        Type == DType.Int32 ? -1 - (-1 - this).Max(axis, keepDimensions) : -(-this).Max(axis, keepDimensions);

    /// <summary>The position (int32) of the first largest along an axis, which is dropped or kept with extent 1.</summary>
    public Tensor ArgMax(int axis, bool keepDimensions = false) => Keep(Apply(new ArgMax(Shape.Axis(axis)), this), axis, keepDimensions);

    /// <summary>Running sums along an axis, from the front or, reversed, from the back.</summary>
    public Tensor CumulativeSum(int axis, bool reverse = false) => Apply(new CumulativeSum(Shape.Axis(axis), reverse), this);

    /// <summary>The positions (int32) that sort along an axis; stable, NaN is larger than every number.</summary>
    public Tensor ArgSort(int axis, bool descending = false) => Apply(new ArgSort(Shape.Axis(axis), descending), this);

    /// <summary>Elements sorted along an axis; NaN is larger than every number.</summary>
    public Tensor Sort(int axis, bool descending = false) => TakeAlong(ArgSort(axis, descending), axis);

    /// <summary>Sums until the shape is <paramref name="target"/>, the reverse of broadcasting to this shape.</summary>
    internal Tensor SumTo(Shape target)
    {
        var removed = new bool[Rank];
        for (int back = 1; back <= Rank; back++)
            removed[^back] = back > target.Rank || (target[-back] == 1 && Shape[-back] != 1);
        return SumAxes(removed).Reshape(target);
    }

    // Neighbouring axes are summed as one, the last group first; a group with the batch in it is cut after whole examples.
    private Tensor SumAxes(bool[] removed)
    {
        Tensor sum = this;
        for (int end = Rank; end > 0;)
        {
            if (!removed[end - 1])
            {
                end--;
                continue;
            }

            int start = end - 1;
            while (start > 0 && removed[start - 1]) start--;
            ReadOnlySpan<int> extents = sum.Shape.Extents;
            long terms = 1;
            for (int axis = Math.Max(start, 1); axis < end; axis++) terms *= extents[axis];
            int merged = checked((int)(terms * (start == 0 ? extents[0] : 1)));
            int cut = start == 0 ? SummationOrder.CutOverBatch(terms) : SummationOrder.Block;
            Tensor joined = sum.Reshape(new Shape([.. extents[..start], merged, .. extents[end..]]));
            int[] kept = sum.Shape.Extents.ToArray();
            kept.AsSpan(start, end - start).Fill(1);
            sum = Apply(new Sum(start, cut), joined).Reshape(new Shape(kept));
            end = start;
        }

        return sum;
    }

    private static Tensor Keep(Tensor reduced, int axis, bool keepDimensions) => keepDimensions ? reduced : reduced.Squeeze(axis);
}
