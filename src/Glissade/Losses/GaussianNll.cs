namespace Glissade;

/// <summary>½(log v + (t − m)²/v): the negative log likelihood of a normal distribution whose mean m and variance v the network gives, so that it says how sure it is. The second axis of the prediction holds the means and behind them as many variances: [examples, 2] for targets [examples] or [examples, 1], [examples, 2k, …] for [examples, k, …]. Full adds ½ log 2π. As PyTorch's GaussianNLLLoss, which takes the two apart; a softplus makes variances positive.</summary>
public sealed record GaussianNll : Loss
{
    /// <summary>Whether ½ log 2π is added; false by default.</summary>
    public bool Full { get; init; }

    /// <summary>The smallest variance; above 0, 1e-6 by default.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Parameters;

    /// <inheritdoc/>
    public override Tensor Output(Tensor prediction) => Pairs.First(prediction);

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => Pairs.Check(this, prediction, target, "means and variances");

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        (Tensor mean, Tensor variance) = Pairs.Halves(prediction, target);
        // As in PyTorch a variance below epsilon counts as epsilon, but still has a slope to learn by.
        Tensor finite = Tensor.Select(variance.IsEqual(double.NegativeInfinity), 0, variance);
        variance = Tensor.Select(variance.IsLess(Epsilon), finite - finite.Detach() + Epsilon, variance);
        Tensor difference = target - mean, values = (variance.Log() + difference * (difference / variance)) * 0.5;
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
