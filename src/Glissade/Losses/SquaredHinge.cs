namespace Glissade;

/// <summary>max(0, 1 − t·p)² for targets t of −1 or 1. As Keras' squared_hinge, but 0 is no target here; PyTorch has none.</summary>
public sealed record SquaredHinge : Loss
{
    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Signs;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target) => (1 - target * prediction).Relu().Square();
}
