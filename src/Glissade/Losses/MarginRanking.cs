namespace Glissade;

/// <summary>max(0, −t·(a − b) + margin) for two scores a and b and targets t: 1 where a shall be above b, −1 where below. The second axis of the prediction holds the scores a and behind them as many scores b: [examples, 2] for targets [examples] or [examples, 1]. As PyTorch's MarginRankingLoss, which takes the two apart.</summary>
public sealed record MarginRanking : Loss
{
    /// <summary>How far above; 0 by default.</summary>
    public double Margin { get; init; }

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Signs;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Parameters;

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => Pairs.Check(this, prediction, target, "first and second scores");

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        (Tensor a, Tensor b) = Pairs.Halves(prediction, target);
        return (Margin - target * (a - b)).Relu();
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Margin = arguments.Number("margin", Margin) };
    }
}
