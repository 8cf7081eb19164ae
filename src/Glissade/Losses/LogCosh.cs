namespace Glissade;

/// <summary>log cosh(p − t): a parabola near 0 and a line far from it, smooth everywhere. It never overflows. As Keras' log_cosh; PyTorch has none.</summary>
public sealed record LogCosh : Loss
{
    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target) => (prediction - target).LogCosh();
}
