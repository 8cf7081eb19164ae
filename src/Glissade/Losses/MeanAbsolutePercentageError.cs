namespace Glissade;

/// <summary>100·|p − t| / max(|t|, epsilon): the distance in percent of the target. As Keras' mean_absolute_percentage_error; scikit-learn gives a fraction, not percent.</summary>
public sealed record MeanAbsolutePercentageError : Loss
{
    /// <summary>What a smaller target counts as; above 0, 1e-7 by default, as in Keras.</summary>
    public double Epsilon { get; init; } = 1e-7;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return (prediction - target).Absolute() * 100 / Tensor.Select(target.Absolute().IsLess(Epsilon), Epsilon, target.Absolute());
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Epsilon = arguments.Positive("epsilon", Epsilon) };
    }
}
