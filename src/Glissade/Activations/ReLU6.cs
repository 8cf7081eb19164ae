namespace Glissade;

/// <summary>min(max(0, x), 6): a rectified linear unit that ends at 6 (Krizhevsky 2010). Its slope at 0 and at 6 is 0.</summary>
public sealed class ReLU6 : Activation
{
    /// <inheritdoc/>
    public override string Formula => "min(max(0, x), 6)";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x) => Tensor.Select(x.IsLessOrEqual(0), 0, Tensor.Select(x.IsGreaterOrEqual(6), 6, x));
}
