namespace Glissade;

/// <summary>x / (1 + |x|): any number to −1 … 1, slower than tanh.</summary>
public sealed class Softsign : Activation
{
    /// <inheritdoc/>
    public override string Formula => "x / (1 + |x|)";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x)
    {
        // Beyond 1 the slope would be a difference of nearly equal numbers; written from the end it is 1/(1 + |x|)² as it stands.
        Tensor size = x.Absolute(), near = size.IsLessOrEqual(1), inner = Tensor.Select(near, x, 0), sign = Tensor.Select(x.IsLess(0), -1, Tensor.Ones(x.Shape, x.Type));
        return Tensor.Select(near, inner / (1 + inner.Absolute()), sign - sign / (1 + size));
    }
}
