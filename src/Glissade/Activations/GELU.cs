namespace Glissade;

/// <summary>x·Φ(x), Φ being the share of the standard normal distribution below x: the Gaussian error linear unit (Hendrycks and Gimpel 2016), exact as PyTorch's and Keras' default.</summary>
public sealed class GELU : Activation
{
    /// <inheritdoc/>
    public override string Formula => "x·Φ(x)";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x) => Tails.Gated(x, near => near.Gelu());
}
