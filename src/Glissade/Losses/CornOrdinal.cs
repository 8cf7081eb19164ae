namespace Glissade;

/// <summary>For classes that have an order, such as grades: output k of K − 1 is the logit of "above class k, given that it is above class k − 1", and is judged by the examples that got so far (Shi, Cao and Raschka 2023). The cost divides by the number of such judgements. The target is a class index from 0 to K − 1.</summary>
public sealed record CornOrdinal : Loss
{
    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.ClassIndices;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Logits;

    /// <inheritdoc/>
    public override int ClassesOf(Shape prediction) => prediction[1] + 1;

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => ClassTargets.CheckOrder(this, prediction, target);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        Tensor level = Tensor.Iota(new Shape(1, prediction.Shape[1]), 1), grade = target.Cast(DType.Int32).ExpandDimension(1);
        Tensor above = grade.IsGreater(level), reached = grade.IsGreaterOrEqual(level);
        return new LossTerms(-Tensor.Select(above.BroadcastTo(prediction.Shape), prediction.LogSigmoid(), (-prediction).LogSigmoid()), reached.Cast(prediction.Type));
    }
}
