namespace Glissade;

/// <summary>
/// −log p[class], or −Σ t·log p, of class probabilities p [examples, classes, …], as a network that ends in a softmax gives them (Keras' categorical and sparse categorical cross entropy; PyTorch has none).
/// The logarithm is at least −100; right behind a softmax it needs no bound: the compiler makes it the loss of the logits. The target is a class index (int32 or uint8) or class probabilities.
/// </summary>
public sealed record CategoricalCrossEntropy : Loss
{
    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Classes;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Distribution;

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ClassTargets.Check(this, prediction, target);
    }

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        Tensor log = prediction.ClampedLog();
        return ClassTargets.IsIndex(target) ? -ClassTargets.Pick(log, target.Cast(DType.Int32)) : -(target.Cast(prediction.Type) * log).Sum(ClassTargets.Axis);
    }
}
