namespace Glissade;

/// <summary>log t + ½(log v + (log t − m)²/v): the negative log likelihood of positive numbers t, such as prices and durations, whose logarithm is normal with the mean m and the variance v that the network gives, laid out as for the Gaussian. Full adds ½ log 2π.</summary>
public sealed record LogNormalNll : Loss
{
    /// <summary>Whether ½ log 2π is added; false by default.</summary>
    public bool Full { get; init; }

    /// <summary>The smallest variance; above 0, 1e-6 by default.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Positives;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Parameters;

    /// <inheritdoc/>
    public override Tensor Output(Tensor prediction) => LossChecks.Exp(Pairs.First(prediction));

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => Pairs.Check(this, prediction, target, "means and variances");

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        (Tensor mean, Tensor variance) = Pairs.Halves(prediction, target);
        // A variance below epsilon counts as epsilon, but still has a slope to learn by.
        Tensor finite = Tensor.Select(variance.IsEqual(double.NegativeInfinity), 0, variance);
        variance = Tensor.Select(variance.IsLess(Epsilon), finite - finite.Detach() + Epsilon, variance);
        Tensor log = target.Log(), difference = log - mean, values = log + (variance.Log() + difference * (difference / variance)) * 0.5;
        return Full ? values + 0.5 * ScalarMath.Log(2 * Math.PI) : values;
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            Full = arguments.Boolean("full", Full),
            Epsilon = arguments.Positive("epsilon", Epsilon),
        };
    }
}
