namespace Glissade;

/// <summary>max(0, 1 + the largest score of a wrong class − the score of the right one). The target is a class index or class probabilities. As Keras' categorical_hinge; PyTorch has none.</summary>
public sealed record CategoricalHinge : Loss
{
    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Classes;

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => ClassTargets.Check(this, prediction, target);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        Tensor t = ClassTargets.Shares(target, prediction);
        // What has no share counts as 0, however large it is.
        Tensor others = Tensor.Select(t.IsEqual(1), 0, (1 - t) * prediction), own = Tensor.Select(t.IsEqual(0), 0, t * prediction);
        Tensor wrong = others.Max(ClassTargets.Axis), right = own.Sum(ClassTargets.Axis);
        return (1 + (wrong - right)).Relu();
    }
}
