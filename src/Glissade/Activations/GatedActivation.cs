namespace Glissade;

/// <summary>An activation that halves an axis: the first half passes through a gate that the second half opens.</summary>
public abstract class GatedActivation : Activation
{
    private protected GatedActivation(int axis)
    {
        if (axis == 0) throw new ArgumentOutOfRangeException(nameof(axis), axis, $"{GetType().Name} along axis 0 would halve the examples of a batch; name another axis.");
        Axis = axis;
    }

    /// <summary>The axis that is halved.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Axis == -1 ? GetType().Name : $"{GetType().Name}({Axis})";

    /// <summary>What the second half is bent by.</summary>
    protected abstract Tensor Gate(Tensor x);

    /// <inheritdoc/>
    protected sealed override Tensor Of(Tensor x)
    {
        if (Axis >= x.Rank || Axis + x.Rank <= 0)
            throw new ShapeException($"it works along axis {Axis}, which must be an axis of {x.Shape} after the first (the examples).");
        int half = x.Shape[Axis] / 2;
        if (x.Shape[Axis] % 2 != 0)
            throw new ShapeException($"it halves axis {Axis}, whose extent {x.Shape[Axis]} is odd; give the layer before it an even number of outputs.");
        return x.Narrow(Axis, 0, half) * Gate(x.Narrow(Axis, half, half));
    }
}
