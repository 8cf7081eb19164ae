using Glissade.Operations;

namespace Glissade;

public abstract partial class Tensor
{
    /// <summary>The same elements, row-major, under another shape; one extent may be −1 and is worked out.</summary>
    /// <exception cref="ShapeException">The number of elements differs.</exception>
    public Tensor Reshape(params ReadOnlySpan<int> extents)
    {
        int unknown = extents.IndexOf(-1);
        if (unknown < 0) return Reshape(new Shape(extents));
        int[] known = extents.ToArray();
        known[unknown] = 1;
        long rest = new Shape(known).Count;
        if (rest == 0 || Count % rest != 0)
            throw new ShapeException($"{Shape} has {Count} elements, which the extents [{string.Join(", ", extents.ToArray())}] do not divide.");
        known[unknown] = (int)(Count / rest);
        return Reshape(new Shape(known));
    }

    /// <summary>The same elements, row-major, under another shape.</summary>
    public Tensor Reshape(Shape shape) => shape.Equals(Shape) ? this : Apply(new Reshape(shape), this);

    /// <summary>Axes in another order: axis i of the result is axis <paramref name="axes"/>[i] of this.</summary>
    public Tensor Permute(params ReadOnlySpan<int> axes)
    {
        int[] front = new int[axes.Length];
        for (int i = 0; i < front.Length; i++) front[i] = Shape.Axis(axes[i]);
        return front.SequenceEqual(Enumerable.Range(0, Rank)) ? this : Apply(new Permute(new Shape(front)), this);
    }

    /// <summary>Rows and columns exchanged: the last two axes.</summary>
    public Tensor Transpose()
    {
        int[] axes = [.. Enumerable.Range(0, Rank)];
        if (Rank < 2) throw new ShapeException($"A transpose needs two axes; the shape is {Shape}.");
        (axes[^1], axes[^2]) = (axes[^2], axes[^1]);
        return Permute(axes);
    }

    /// <summary>Elements repeated to a larger shape by NumPy's rule.</summary>
    public Tensor BroadcastTo(Shape shape) => shape.Equals(Shape) ? this : Apply(new Broadcast(shape), this);

    /// <summary>An axis of extent 1 put in before <paramref name="axis"/> (counted in the result).</summary>
    public Tensor ExpandDimension(int axis)
    {
        int front = axis < 0 ? axis + Rank + 1 : axis;
        if (front < 0 || front > Rank) throw new ShapeException($"A new axis {axis} does not fit {Shape}.");
        return Reshape(new Shape([.. Shape.Extents[..front], 1, .. Shape.Extents[front..]]));
    }

    /// <summary>The axis of extent 1 taken away.</summary>
    public Tensor Squeeze(int axis)
    {
        if (Shape[axis] != 1) throw new ShapeException($"Only an axis of extent 1 can be squeezed; axis {axis} of {Shape} has {Shape[axis]}.");
        return Reshape(Shape.Without(axis));
    }

    /// <summary>
    /// Elements by ranges, one an axis from the front, as in <c>x[2..5, ^3..]</c>; axes without a range are kept whole.
    /// </summary>
    public Tensor this[params ReadOnlySpan<Range> ranges]
    {
        get
        {
            if (ranges.Length > Rank) throw new ShapeException($"{ranges.Length} ranges do not fit {Shape}.");
            Tensor result = this;
            for (int axis = 0; axis < ranges.Length; axis++)
            {
                int extent = Shape[axis], from = ranges[axis].Start.GetOffset(extent), to = ranges[axis].End.GetOffset(extent);
                if (from < 0 || to > extent || to < from)
                    throw new ShapeException($"The range {ranges[axis]} does not fit axis {axis} of {Shape}.");
                result = result.Narrow(axis, from, to - from);
            }

            return result;
        }
    }

    /// <summary>One sub-tensor along an axis, which is dropped; the index counts from either end.</summary>
    public Tensor At(int index, int axis = 0)
    {
        int extent = Shape[axis], front = index < 0 ? index + extent : index;
        if (front < 0 || front >= extent) throw new ShapeException($"There is no index {index} along axis {axis} of {Shape}.");
        return Narrow(axis, front, 1).Squeeze(axis);
    }

    /// <summary><paramref name="extent"/> neighbours along an axis, from <paramref name="start"/>.</summary>
    public Tensor Narrow(int axis, int start, int extent) => SliceAxis(axis, start, extent, 1);

    /// <summary>Elements start, start + step, … along an axis, <paramref name="extent"/> of them; a negative step reads backwards.</summary>
    public Tensor SliceAxis(int axis, int start, int extent, int step)
    {
        axis = Shape.Axis(axis);
        if (start == 0 && step == 1 && extent == Shape[axis]) return this;
        int[] starts = new int[Rank], steps = [.. Enumerable.Repeat(1, Rank)];
        if (start < 0) throw new ShapeException($"A slice cannot start at {start}.");
        (starts[axis], steps[axis]) = (start, step);
        return Apply(new Slice(new Shape(starts), Shape.With(axis, extent), new Steps(steps)), this);
    }

    /// <summary>The order along an axis turned around.</summary>
    public Tensor Flip(int axis) => Shape[axis] < 2 ? this : SliceAxis(axis, Shape[axis] - 1, Shape[axis], -1);

    /// <summary>A number put before and after the elements, so many of them for every axis.</summary>
    public Tensor Pad(ReadOnlySpan<int> before, ReadOnlySpan<int> after, double value = 0) =>
        Apply(new Pad(new Shape(before), new Shape(after), new Shape(new int[Rank]), value), this);

    /// <summary>Tensors one after the other along an axis; all other extents must be equal.</summary>
    public static Tensor Concatenate(int axis, params ReadOnlySpan<Tensor> tensors)
    {
        if (tensors.Length == 0) throw new ShapeException("Concatenate needs at least one tensor.");
        return Apply(new Concatenate(tensors[0].Shape.Axis(axis)), tensors.ToArray());
    }

    /// <summary>Tensors of one shape along a new axis.</summary>
    public static Tensor Stack(int axis, params ReadOnlySpan<Tensor> tensors)
    {
        var parts = new Tensor[tensors.Length];
        for (int i = 0; i < parts.Length; i++) parts[i] = tensors[i].ExpandDimension(axis);
        return Concatenate(axis, parts);
    }

    /// <summary>
    /// Rows along an axis, by number: the axis is replaced by the axes of <paramref name="indices"/> (int32). A number out of range ends the run with an error.
    /// </summary>
    public Tensor Gather(Tensor indices, int axis = 0) => Apply(new Gather(Shape.Axis(axis)), this, indices);

    /// <summary>
    /// Zeros with <paramref name="extent"/> rows along an axis, to which the rows of this tensor are added at the places that <paramref name="indices"/> name.
    /// </summary>
    public Tensor ScatterAdd(Tensor indices, int extent, int axis = 0) => Apply(new ScatterAdd(axis, extent), indices, this);

    /// <summary>This (int32), where a condition holds for every element; where it does not for one, the run ends with an error.</summary>
    /// <param name="holds">What must be so: bool, of this shape.</param>
    /// <param name="refusal">What is said of the first element for which it is not. {value} stands for the element, {place} for its position.</param>
    internal Tensor Require(Tensor holds, string refusal)
    {
        // Each element picks the one row of a table, or, where it must not be, a row that is not there: by its own number, from which the kernel tells it.
        Tensor index = Select(holds, 0, Select(IsEqual(0), IndexRefusal.Zero, this)), zero;
        using (Provenance.Refuse(refusal)) zero = From([0]).Gather(index);
        return this + zero;
    }

    /// <summary>One element for each position along an axis, by number: result[i, j] = this[i, indices[i, j]] for the last axis.</summary>
    public Tensor TakeAlong(Tensor indices, int axis)
    {
        axis = Shape.Axis(axis);
        if (indices.Rank != Rank || !indices.Shape.With(axis, 0).Equals(Shape.With(axis, 0)))
            throw new ShapeException($"TakeAlong needs indices shaped as {Shape} but for axis {axis}; got {indices.Shape}.");
        long[] strides = Shape.Strides();
        Tensor flat = indices * strides[axis];
        for (int other = 0; other < Rank; other++)
            if (other != axis && Shape[other] > 1) flat += Iota(indices.Shape, other) * strides[other];
        // An index out of range along its axis may still fall inside the whole; sending it to −1 lets Gather refuse it.
        Tensor valid = indices.IsGreaterOrEqual(0) & indices.IsLess(Shape[axis]);
        return Reshape(-1).Gather(Select(valid, flat, -1));
    }

    /// <summary>The value, with nothing differentiated or rewritten through it.</summary>
    public Tensor Detach() => Apply(Operations.Detach.Instance, this);

    /// <summary>The sum over all processes that train together; over one process, the value itself.</summary>
    public Tensor AllReduceSum() => Apply(Operations.AllReduceSum.Instance, this);
}
