namespace Glissade;

/// <summary>
/// −log softmax(z)[class] of logits z [examples, classes, …], as a network without a softmax at its end gives them. The target is a class index (int32 or uint8) [examples, …]
/// or class probabilities of the prediction's shape. With class weights, the mean over class indices divides by the sum of the weights of the items kept, and that over
/// probabilities by the number of items, both as in PyTorch. Keras needs from_logits=True for this.
/// </summary>
public sealed record CrossEntropy : Loss
{
    /// <summary>One weight a class, 0 or more each; none for 1. An item of a class of weight 0 counts for nothing.</summary>
    public IReadOnlyList<double> ClassWeights { get; init; } = [];

    /// <summary>Items of this class index count for nothing; −100 by default. Not for probabilities.</summary>
    public int IgnoreIndex { get; init; } = -100;

    /// <summary>How much of the target is spread evenly over all classes (Szegedy et al. 2016): 0, by default, to 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Classes;

    /// <inheritdoc/>
    public override int? Ignored => IgnoreIndex;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.ClassLogits;

    /// <inheritdoc/>
    public override Tensor Output(Tensor prediction)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        return prediction.Softmax(ClassTargets.Axis);
    }

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ClassTargets.Check(this, prediction, target, ClassWeights.Count);
    }

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        Tensor log = prediction.LogSoftmax(ClassTargets.Axis);
        Tensor? weights = ClassWeights.Count == 0 ? null : Tensor.From([.. ClassWeights]).Cast(prediction.Type);
        Tensor weighted = weights is null ? log : log * ClassTargets.Beside(weights, log);
        int classes = prediction.Shape[ClassTargets.Axis];
        if (!ClassTargets.IsIndex(target)) return -ClassTargets.Expected(weighted, target.Cast(prediction.Type) * (1 - LabelSmoothing) + LabelSmoothing / classes);

        Tensor? kept = null;
        if (target.Type != DType.UInt8 || IgnoreIndex is >= 0 and <= 255)
        {
            Tensor keeps = target.Cast(DType.Int32).IsNotEqual(IgnoreIndex);
            target = Tensor.Select(keeps, target.Cast(DType.Int32), 0);
            kept = keeps.Cast(prediction.Type);
        }

        Tensor index = target.Cast(DType.Int32), values = -ClassTargets.PickInLoop(log, index);
        Tensor? weight = weights?.Gather(index);
        if (LabelSmoothing > 0)
        {
            // PyTorch's even part weighs every class, but divides by the weight of the item's own.
            Tensor even = -weighted.Sum(ClassTargets.Axis);
            if (weight is not null) even /= Tensor.Select(weight.IsEqual(0), 1, weight);
            values = values * (1 - LabelSmoothing) + even * (LabelSmoothing / classes);
        }

        return new LossTerms(values, weight is null ? kept : kept is null ? weight : weight * kept);
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            ClassWeights = arguments.Numbers("class_weights", ClassWeights, 0),
            IgnoreIndex = arguments.Integer("ignore_index", IgnoreIndex),
            LabelSmoothing = arguments.Number("label_smoothing", LabelSmoothing, 0, 1),
        };
    }
}
