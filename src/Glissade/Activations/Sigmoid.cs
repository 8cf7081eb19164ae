namespace Glissade;

/// <summary>1 / (1 + e⁻ˣ): any number to a probability.</summary>
public sealed class Sigmoid : Activation
{
    /// <inheritdoc/>
    public override string Formula => "1 / (1 + e⁻ˣ)";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x) => x.Sigmoid();
}
