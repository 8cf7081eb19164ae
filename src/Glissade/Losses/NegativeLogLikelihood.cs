namespace Glissade;

/// <summary>−x[class] of log-probabilities x [examples, classes, …], as a network that ends in a log-softmax gives them. The target is a class index (int32 or uint8) or, which PyTorch lacks, class probabilities. As PyTorch's NLLLoss: with class weights, the mean over class indices divides by the sum of the weights of the items kept.</summary>
public sealed record NegativeLogLikelihood : Loss
{
    /// <summary>One weight a class, 0 or more each; none for 1.</summary>
    public IReadOnlyList<double> ClassWeights { get; init; } = [];

    /// <summary>Items of this class index count for nothing; −100 by default. Not for probabilities.</summary>
    public int IgnoreIndex { get; init; } = -100;

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Classes;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.LogProbabilities;

    /// <inheritdoc/>
    public override int? Ignored => IgnoreIndex;

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => ClassTargets.Check(this, prediction, target, ClassWeights.Count);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        Tensor? weights = ClassTargets.Weights(ClassWeights, prediction);
        if (!ClassTargets.IsIndex(target)) return ClassTargets.Expected(weights is null ? -prediction : -prediction * ClassTargets.Beside(weights, prediction), target);
        (Tensor index, Tensor kept) = ClassTargets.Keep(target, IgnoreIndex, prediction.Type);
        return new LossTerms(-ClassTargets.Pick(prediction, index), weights is null ? kept : kept * weights.Gather(index));
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            ClassWeights = arguments.Numbers("class_weights", ClassWeights, 0),
            IgnoreIndex = arguments.Integer("ignore_index", IgnoreIndex),
        };
    }
}
