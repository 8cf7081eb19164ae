namespace Glissade;

/// <summary>The mean distance |p − t|. Its slope at p = t is 0, as in PyTorch.</summary>
public sealed record MeanAbsoluteError : Loss
{
    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target) => (prediction - target).Absolute();
}
