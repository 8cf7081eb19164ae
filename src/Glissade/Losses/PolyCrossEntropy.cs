namespace Glissade;

/// <summary>−log p + ε·(1 − p) for the softmax probability p of the class: the cross entropy with the first term of its series weighed anew (Leng et al. 2022).</summary>
public sealed record PolyCrossEntropy : Loss
{
    /// <summary>The weight of the added term; −1 or more, 1 by default.</summary>
    public double Epsilon { get; init; } = 1;

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Classes;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.ClassLogits;

    /// <inheritdoc/>
    public override Tensor Output(Tensor prediction) => ClassTargets.Softmax(prediction);

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => ClassTargets.Check(this, prediction, target);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        Tensor values = (1 - prediction.Softmax(ClassTargets.Axis)) * Epsilon - prediction.LogSoftmax(ClassTargets.Axis);
        return ClassTargets.Expected(values, target);
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Epsilon = arguments.Number("epsilon", Epsilon, -1) };
    }
}
