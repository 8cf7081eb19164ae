using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>A tensor as another way to read the memory of its base: element offset + Σ index·stride over the tensor's own axes.</summary>
internal sealed record View(Tensor Base, long Offset, long[] Strides)
{
    /// <summary>A tensor that has memory, or a value, of its own.</summary>
    public static View Whole(Tensor tensor) => new(tensor, 0, tensor.Shape.Strides());

    /// <summary>Whether it is the base itself, element by element in row-major order.</summary>
    public bool IsContiguous(Shape shape)
    {
        if (Offset != 0 || shape.Count != Base.Count) return false;
        long[] strides = shape.Strides();
        for (int axis = 0; axis < strides.Length; axis++)
            if (shape[axis] != 1 && Strides[axis] != strides[axis]) return false;
        return true;
    }

    /// <summary>The view that an operation makes of its input's view, or null if it is no view.</summary>
    public static View? Through(Tensor node, View input) => node.Operation switch
    {
        Detach or AllReduceSum => input,
        Broadcast broadcast => input with { Strides = broadcast.Strides(node.Inputs[0].Shape, input.Strides) },
        Permute permute => input with { Strides = [.. permute.Axes.Select(axis => input.Strides[axis])] },
        Slice slice => Sliced(slice, input),
        Reshape => Reshaped(node.Inputs[0].Shape, node.Shape, input),
        _ => null,
    };

    private static View Sliced(Slice slice, View input)
    {
        long offset = input.Offset;
        var strides = new long[input.Strides.Length];
        for (int axis = 0; axis < strides.Length; axis++)
        {
            if (slice.Extent[axis] > 0) offset += slice.Start[axis] * input.Strides[axis];
            strides[axis] = input.Strides[axis] * slice.Step[axis];
        }

        return input with { Offset = offset, Strides = strides };
    }

    private static View? Reshaped(Shape from, Shape to, View input) => Regrouped(from, to, input.Strides) is { } strides ? input with { Strides = strides } : null;

    /// <summary>Strides over the axes of one shape as strides over those of another with as many elements in the same order; null where that is no plain sum.</summary>
    public static long[]? Regrouped(Shape from, Shape to, long[] of)
    {
        // Groups of axes with equal products correspond; within a group of the old axes the strides must run on from one to the next.
        var strides = new long[to.Rank];
        if (from.Count == 0) return to.Strides();
        int old = 0, at = 0;
        while (at < to.Rank || old < from.Rank)
        {
            int oldBegin = old, newBegin = at;
            long oldProduct = 1, newProduct = 1;
            if (old < from.Rank) oldProduct = from[old++];
            if (at < to.Rank) newProduct = to[at++];
            while (oldProduct != newProduct)
            {
                if (oldProduct < newProduct) oldProduct *= from[old++];
                else newProduct *= to[at++];
            }

            // Extents of 1 have no say. The others of the group must be one run.
            long stride = 0;
            long? next = null;
            for (int axis = old - 1; axis >= oldBegin; axis--)
            {
                if (from[axis] == 1) continue;
                if (next is null) stride = of[axis];
                else if (of[axis] != next) return null;
                next = of[axis] * from[axis];
            }

            for (int axis = at - 1; axis >= newBegin; axis--)
            {
                strides[axis] = stride;
                stride *= to[axis];
            }
        }

        return strides;
    }
}
