namespace Glissade;

/// <summary>x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2: the Gaussian error linear unit as it was first approximated, and as GPT-2 and BERT were trained. PyTorch has it as GELU(approximate='tanh').</summary>
public sealed class GELUTanh : Activation
{
    /// <inheritdoc/>
    public override string Formula => "x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x) =>
        // (1 + tanh u)/2 is the sigmoid of 2u, which keeps its digits where tanh u is −1 to the last bit.
        Tails.Gated(x, near => near * (2 * Math.Sqrt(2 / Math.PI) * (near + 0.044715 * (near * near * near))).Sigmoid());
}
