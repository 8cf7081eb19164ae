namespace Glissade;

/// <summary>log of the sigmoid: −log(1 + e⁻ˣ).</summary>
public sealed class LogSigmoid : Activation
{
    /// <inheritdoc/>
    public override string Formula => "−log(1 + e⁻ˣ)";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x) => x.LogSigmoid();
}
