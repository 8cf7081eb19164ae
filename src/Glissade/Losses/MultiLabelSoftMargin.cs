namespace Glissade;

/// <summary>The binary cross entropy of logits, −(t·log σ(z) + (1 − t)·log(1 − σ(z))), averaged over the classes of an example, [examples, classes, …]. As PyTorch's MultiLabelSoftMarginLoss: the weights of the classes multiply, and the mean divides by the count.</summary>
public sealed record MultiLabelSoftMargin : Loss
{
    /// <summary>One weight a class (the last axis), 0 or more each; none for 1.</summary>
    public IReadOnlyList<double> ClassWeights { get; init; } = [];

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Probabilities;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Logits;

    /// <inheritdoc/>
    public override Tensor Output(Tensor prediction) => LossChecks.Sigmoid(prediction);

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => LossChecks.SameShape(this, prediction, target, ClassWeights.Count);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        // What has no share in the target costs nothing, not even where it is infinite.
        Tensor yes = Tensor.Select(target.IsEqual(0), 0, target * prediction.LogSigmoid()), no = Tensor.Select(target.IsEqual(1), 0, (1 - target) * (-prediction).LogSigmoid());
        Tensor values = -(yes + no);
        if (ClassTargets.Weights(ClassWeights, prediction) is { } weights) values *= weights;
        return prediction.Rank < 2 ? values : values.Mean(-1);
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { ClassWeights = arguments.Numbers("class_weights", ClassWeights, 0) };
    }
}
