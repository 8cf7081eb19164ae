namespace Glissade;

/// <summary>½ Σ t·log(t/m) + ½ Σ p·log(p/m) with m = ½(p + t), of class probabilities p: the divergence that is the same both ways, and at most log 2 (Lin 1991). At p = 0 the part that is infinitely steep has the slope 0; the rest still learns.</summary>
public sealed record JensenShannon : Loss
{
    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Classes;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Distribution;

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => ClassTargets.Check(this, prediction, target);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        Tensor t = ClassTargets.Shares(target, prediction), middle = (prediction + t) * 0.5;
        Tensor log = Tensor.Select(middle.IsEqual(0), 1, middle).Log();
        return ((t.XLogX() - t * log + (prediction.XLogX() - prediction * log)) * 0.5).Sum(ClassTargets.Axis);
    }
}
