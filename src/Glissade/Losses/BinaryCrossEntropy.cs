namespace Glissade;

/// <summary>
/// −(t·log p + (1 − t)·log(1 − p)) of probabilities p, as a network that ends in a sigmoid gives them. The logarithm is at least −100, as in PyTorch, so that a certain and wrong prediction costs 100
/// and not infinity, and its slope at most 10¹²; right behind a sigmoid neither is needed: the compiler makes it the loss of the logits. Keras cuts p off at 10⁻⁷ instead.
/// </summary>
public sealed record BinaryCrossEntropy : Loss
{
    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Probabilities;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Probabilities;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target) => -(target * prediction.ClampedLog() + (1 - target) * (1 - prediction).ClampedLog());
}
