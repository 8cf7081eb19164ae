namespace Glissade;

/// <summary>Σ (p − t)² over the classes, of class probabilities p (Brier 1950): from 0 to 2. The target is a class index or class probabilities. scikit-learn's brier_score_loss of yes or no is half of it.</summary>
public sealed record Brier : Loss
{
    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Classes;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Distribution;

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => ClassTargets.Check(this, prediction, target);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        return (prediction - ClassTargets.Shares(target, prediction)).Square().Sum(ClassTargets.Axis);
    }
}
