namespace Glissade;

/// <summary>max(0, 1 − t·p) for targets t of −1 or 1: nothing where the prediction is right by 1 or more. As Keras' hinge, but 0 is no target here; PyTorch has none.</summary>
public sealed record Hinge : Loss
{
    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Signs;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target) => (1 - target * prediction).Relu();
}
