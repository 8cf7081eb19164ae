namespace Glissade;

/// <summary>x·sigmoid(x): the sigmoid linear unit, also called swish (Elfwing et al. 2018; Ramachandran et al. 2017).</summary>
public sealed class SiLU : Activation
{
    /// <inheritdoc/>
    public override string Formula => "x / (1 + e⁻ˣ)";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x) => Tails.Gated(x, near => near * near.Sigmoid());
}
