namespace Glissade;

/// <summary>
/// −v·(t·log p + (1 − t)·log(1 − p)) of probabilities p, as a network that ends in a sigmoid gives them. The logarithm is at least −100, as in PyTorch, so that a certain and wrong prediction costs 100
/// and not infinity. The slope is PyTorch's (p − t) / max(p·(1 − p), 10⁻¹²): at most 10¹², with which a wholly wrong prediction still learns, and 0 where a certain one is right. Right behind a sigmoid
/// neither is needed: the compiler makes it the loss of the logits. Keras cuts p off at 10⁻⁷ instead.
/// </summary>
public sealed record BinaryCrossEntropy : Loss
{
    /// <summary>How much an output counts beside the others: one number for all, one an output (the last axis), or none for 1. 0 or more each. The mean divides by the count, not by the weights.</summary>
    public IReadOnlyList<double> Weight { get; init; } = [];

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Probabilities;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Probabilities;

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => LossChecks.SameShape(this, prediction, target, Weight.Count > 1 ? Weight.Count : 0);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        Tensor values = -(target * Tensor.ClampedLogOfPart(prediction, 1 - prediction) + (1 - target) * Tensor.ClampedLogOfPart(1 - prediction, prediction));
        return ClassTargets.Weights(Weight, prediction) is { } weights ? values * weights : values;
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Weight = arguments.Numbers("weight", Weight, 0) };
    }
}
