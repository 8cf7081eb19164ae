namespace Glissade;

/// <summary>x/6 + 1/2 between −3 and 3, 0 below and 1 above: a sigmoid of straight lines. Keras 2 had x/5 + 1/2.</summary>
public sealed class HardSigmoid : Activation
{
    /// <inheritdoc/>
    public override string Formula => "min(max(0, x/6 + 1/2), 1)";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x) => Tensor.Select(x.IsLessOrEqual(-3), 0, Tensor.Select(x.IsGreaterOrEqual(3), 1, x / 6 + 0.5));
}
