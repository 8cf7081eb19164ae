namespace Glissade;

/// <summary>(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ): any number to −1 … 1.</summary>
public sealed class Tanh : Activation
{
    /// <inheritdoc/>
    public override string Formula => "tanh(x)";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x) => x.Tanh();
}
