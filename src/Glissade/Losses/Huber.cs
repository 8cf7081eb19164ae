namespace Glissade;

/// <summary>½d² for distances d = |p − t| up to delta, delta·(d − ½·delta) beyond: squared where it is small, so that outliers pull no harder than delta (Huber 1964).</summary>
public sealed record Huber : Loss
{
    /// <summary>Where the parabola becomes a line; above 0, 1 by default.</summary>
    public double Delta { get; init; } = 1;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        Tensor difference = prediction - target, distance = difference.Absolute();
        // The square is taken of what is near alone: of an infinite distance it would leave no slope.
        Tensor near = distance.IsLessOrEqual(Delta);
        return Tensor.Select(near, Tensor.Select(near, difference, 0).Square() * 0.5, (distance - 0.5 * Delta) * Delta);
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Delta = arguments.Positive("delta", Delta) };
    }
}
