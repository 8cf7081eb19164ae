namespace Glissade;

/// <summary>log(1 + e^(−t·z)) for targets t of −1 or 1: the binary cross entropy of logits, with signs for labels. As PyTorch's SoftMarginLoss.</summary>
public sealed record SoftMargin : Loss
{
    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Signs;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Logits;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target) => (-(target * prediction)).Softplus();
}
