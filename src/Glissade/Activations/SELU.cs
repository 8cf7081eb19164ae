namespace Glissade;

/// <summary>s·x above 0 and s·a·(eˣ − 1) below, with s = 1.0507… and a = 1.6733…: signals come to mean 0 and variance 1 by themselves (Klambauer et al. 2017).</summary>
public sealed class SELU : Activation
{
    private const double Scale = 1.0507009873554804934193349852946, Alpha = 1.6732632423543772848170429916717;

    /// <inheritdoc/>
    public override string Formula => "s·(x > 0 ? x : a·(eˣ − 1))";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x)
    {
        Tensor positive = x.IsGreater(0);
        return Scale * Tensor.Select(positive, x, Alpha * Tensor.Select(positive, 0, x).Expm1());
    }
}
