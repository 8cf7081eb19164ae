namespace Glissade;

/// <summary>max(0, x − τ) along an axis, τ so that all add up to 1: the nearest probabilities to x, of which many are 0 (Martins and Astudillo 2016).</summary>
public sealed class Sparsemax : Activation
{
    /// <summary>Along this axis.</summary>
    /// <param name="axis">The axis whose elements belong together, counted from either end, but not the examples' (0); the last by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is that of the examples.</exception>
    public Sparsemax(int axis = -1)
    {
        if (axis == 0) throw new ArgumentOutOfRangeException(nameof(axis), axis, "Sparsemax along axis 0 would mix the examples of a batch; name another axis.");
        Axis = axis;
    }

    /// <summary>The axis whose elements belong together.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    public override string Formula => "max(0, x − τ)";

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new Sparsemax(arguments.Integer("axis", Axis, -16, 15));
    }

    /// <inheritdoc/>
    public override string ToString() => Axis == -1 ? "Sparsemax" : $"Sparsemax({Axis})";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x)
    {
        if (Axis >= x.Rank || Axis + x.Rank <= 0)
            throw new ShapeException($"it works along axis {Axis}, which must be an axis of {x.Shape} after the first (the examples).");
        // Seen from the largest, as nothing more than 1 below it has a share: what is further away may be moved to 2 below, and no sum overflows.
        Tensor largest = x.Max(Axis, keepDimensions: true).Detach(), infinite = largest.Absolute().IsEqual(double.PositiveInfinity);
        Tensor finite = x - Tensor.Select(infinite, 0, largest), first = Tensor.Select(x.IsEqual(largest), 0, Tensor.Full(-2, x.Shape, x.Type));
        Tensor z = Tensor.Select(infinite.BroadcastTo(x.Shape), first, finite);
        z = Tensor.Select(z.IsLess(-2), -2, z);
        // The first k in falling order have a share while 1 + k·z is above their sum; which they are has no derivative, their mean has.
        Tensor sorted = z.Detach().Sort(Axis, descending: true), k = Tensor.Iota(x.Shape, Axis).Cast(x.Type) + 1;
        Tensor kept = (1 + k * sorted).IsGreater(sorted.CumulativeSum(Axis)).Cast(x.Type), count = kept.Sum(Axis, keepDimensions: true);
        Tensor limit = ((kept * sorted).Sum(Axis, keepDimensions: true) - 1) / count;
        Tensor none = z.Detach().IsLessOrEqual(limit);
        Tensor threshold = (Tensor.Select(none, 0, z).Sum(Axis, keepDimensions: true) - 1) / (!none).Cast(x.Type).Sum(Axis, keepDimensions: true);
        return Tensor.Select(none, 0, z - threshold);
    }
}
