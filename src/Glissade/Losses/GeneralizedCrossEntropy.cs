namespace Glissade;

/// <summary>(1 − p^q)/q for the softmax probability p of the class: between the cross entropy (q near 0) and the mean absolute error of probabilities (q = 1), so that wrong labels do less harm (Zhang and Sabuncu 2018).</summary>
public sealed record GeneralizedCrossEntropy : Loss
{
    /// <summary>How much wrong labels are forgiven; from 0.000001 to 1, 0.7 by default.</summary>
    public double Q { get; init; } = 0.7;

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
        return ClassTargets.Expected((prediction.LogSoftmax(ClassTargets.Axis) * Q).Expm1() / -Q, target);
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Q = arguments.Number("q", Q, 1e-6, 1) };
    }
}
