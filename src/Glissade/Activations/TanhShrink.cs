namespace Glissade;

/// <summary>x − tanh(x): next to nothing near 0, x ∓ 1 far out.</summary>
public sealed class TanhShrink : Activation
{
    /// <inheritdoc/>
    public override string Formula => "x − tanh(x)";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x)
    {
        // Near 0 the difference would cancel; the continued fraction tanh x = x/(1 + x²/(3 + x²/(5 + …))) gives it as a quotient.
        Tensor near = x.Absolute().IsLess(1), inner = Tensor.Select(near, x, 0), square = inner * inner, rest = square / 21 + 19;
        for (int odd = 17; odd >= 3; odd -= 2) rest = odd + square / rest;
        return Tensor.Select(near, inner * (square / (rest + square)), x - x.Tanh());
    }
}
