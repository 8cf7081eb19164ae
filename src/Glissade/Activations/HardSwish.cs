namespace Glissade;

/// <summary>x·(x + 3)/6 between −3 and 3, 0 below and x above: a swish of straight lines (Howard et al. 2019). As in PyTorch, the slopes at −3 and 3 are those of the parabola.</summary>
public sealed class HardSwish : Activation
{
    /// <inheritdoc/>
    public override string Formula => "x·min(max(0, x/6 + 1/2), 1)";

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x)
    {
        Tensor far = x.Absolute().IsGreater(3), near = Tensor.Select(far, 0, x);
        return Tensor.Select(far, Tensor.Select(x.IsLess(0), 0, x), near * (near + 3) / 6);
    }
}
