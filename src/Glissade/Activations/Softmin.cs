namespace Glissade;

/// <summary>e⁻ˣ / Σ e⁻ˣ along an axis: the softmax of −x, largest where x is smallest.</summary>
public sealed class Softmin : Activation
{
    /// <summary>Along this axis.</summary>
    /// <param name="axis">The axis whose elements belong together, counted from either end, but not the examples' (0); the last by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is that of the examples.</exception>
    public Softmin(int axis = -1)
    {
        if (axis == 0) throw new ArgumentOutOfRangeException(nameof(axis), axis, "Softmin along axis 0 would mix the examples of a batch; name another axis.");
        Axis = axis;
    }

    /// <summary>The axis whose elements belong together.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    public override string Formula => "e⁻ˣ / Σ e⁻ˣ";

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new Softmin(arguments.Integer("axis", Axis, -16, 15));
    }

    /// <inheritdoc/>
    public override string ToString() => Axis == -1 ? "Softmin" : $"Softmin({Axis})";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x)
    {
        if (Axis >= x.Rank || Axis + x.Rank <= 0)
            throw new ShapeException($"it works along axis {Axis}, which must be an axis of {x.Shape} after the first (the examples).");
        return (-x).Softmax(Axis);
    }
}
