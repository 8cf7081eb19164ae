namespace Glissade;

/// <summary>
/// While training, drops the whole example: it becomes 0 with probability p and is divided by 1 − p otherwise (Huang et al. 2016). At the end of the layers of a Residual it leaves them out.
/// </summary>
/// <param name="probability">How likely each example is dropped: 0 or more and below 1; 0.5 by default.</param>
/// <exception cref="ArgumentOutOfRangeException">The probability is out of its range.</exception>
public sealed class StochasticDepth(double probability = 0.5) : DropoutLayer(probability)
{
    private protected override Shape MaskOf(Tensor x) =>
        x.Rank < 1 ? throw new ShapeException("its first axis is the example.") : new Shape([x.Shape[0], .. Enumerable.Repeat(1, x.Rank - 1)]);

    private protected override Layer With(double probability) => new StochasticDepth(probability);
}
