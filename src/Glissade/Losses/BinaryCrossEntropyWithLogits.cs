namespace Glissade;

/// <summary>
/// −(w·t·log σ(z) + (1 − t)·log(1 − σ(z))) of logits z, as a network without a sigmoid at its end gives them. The positive weight w evens out rare positives; as in PyTorch,
/// the mean divides by the count, not by the weights, whichever. An infinite logit costs 0 or infinity, where PyTorch has 0·∞; times a weight of 0 it is NaN here, too.
/// </summary>
public sealed record BinaryCrossEntropyWithLogits : Loss
{
    /// <summary>How much a positive counts beside a negative: one number for all outputs, one an output (the last axis), or none for 1. Above 0 each.</summary>
    public IReadOnlyList<double> PositiveWeight { get; init; } = [];

    /// <summary>How much an output counts beside the others: one number for all, one an output (the last axis), or none for 1. 0 or more each.</summary>
    public IReadOnlyList<double> Weight { get; init; } = [];

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Probabilities;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Logits;

    /// <inheritdoc/>
    public override Tensor Output(Tensor prediction)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        return prediction.Sigmoid();
    }

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target)
    {
        base.Check(prediction, target);
        (int count, string kind) = PositiveWeight.Count > 1 ? (PositiveWeight.Count, "positive weights") : (Weight.Count, "weights");
        if (Weight.Count > 1 && PositiveWeight.Count > 1 && Weight.Count != count || count > 1 && (prediction.Rank < 2 || prediction.Shape[-1] != count))
            throw new ShapeException($"{this} has {count} {kind}, but the last axis of the prediction {prediction.Shape} has not as many outputs; give one weight, or one an output.");
    }

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        Tensor p = prediction.Sigmoid();
        // What has no share in the target costs nothing, not even where it is infinite.
        Tensor positive = Tensor.Select(target.IsEqual(0), 0, target * p.Log()), negative = Tensor.Select(target.IsEqual(1), 0, (1 - target) * (1 - p).Log());
        if (PositiveWeight.Count > 0) positive *= Tensor.From([.. PositiveWeight]).Cast(prediction.Type);
        Tensor values = -(positive + negative);
        return Weight.Count > 0 ? values * Tensor.From([.. Weight]).Cast(prediction.Type) : values;
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { PositiveWeight = arguments.Numbers("positive_weight", PositiveWeight, 0), Weight = arguments.Numbers("weight", Weight, 0) };
    }
}
