namespace Glissade;

/// <summary>The largest of every few neighbours along an axis (Goodfellow et al. 2013): behind a linear layer of pieces·n outputs, n units that learn their own convex bend.</summary>
public sealed class Maxout : Activation
{
    /// <summary>Of so many pieces.</summary>
    /// <param name="pieces">How many neighbours make one output; 2 or more, 2 by default.</param>
    /// <param name="axis">The axis they stand on, counted from either end, but not the examples' (0); the last by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 pieces, or the axis is that of the examples.</exception>
    public Maxout(int pieces = 2, int axis = -1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pieces, 2);
        if (axis == 0) throw new ArgumentOutOfRangeException(nameof(axis), axis, "Maxout along axis 0 would mix the examples of a batch; name another axis.");
        (Pieces, Axis) = (pieces, axis);
    }

    /// <summary>How many neighbours make one output.</summary>
    public int Pieces { get; }

    /// <summary>The axis they stand on.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    public override string Formula => $"max of every {Pieces}";

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new Maxout(arguments.Integer("pieces", Pieces, 2), arguments.Integer("axis", Axis, -16, 15));
    }

    /// <inheritdoc/>
    public override string ToString() => Axis == -1 ? $"Maxout({Pieces})" : $"Maxout({Pieces}, {Axis})";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x)
    {
        if (Axis >= x.Rank || Axis + x.Rank <= 0)
            throw new ShapeException($"it works along axis {Axis}, which must be an axis of {x.Shape} after the first (the examples).");
        int axis = x.Shape.Axis(Axis), extent = x.Shape[axis];
        if (extent % Pieces != 0)
            throw new ShapeException($"it takes the largest of every {Pieces} along axis {Axis}, whose extent {extent} is no multiple of {Pieces}.");
        int[] split = [.. x.Shape.Extents[..axis], extent / Pieces, Pieces, .. x.Shape.Extents[(axis + 1)..]];
        return x.Reshape(new Shape(split)).Max(axis + 1);
    }
}
