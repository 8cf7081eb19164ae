namespace Glissade;

/// <summary>x·tanh(log(1 + eˣ)) (Misra 2019).</summary>
public sealed class Mish : Activation
{
    /// <inheritdoc/>
    public override string Formula => "x·tanh(log(1 + eˣ))";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x) => Tails.Gated(x, near => near * near.Softplus().Tanh());
}
