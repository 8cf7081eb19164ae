namespace Glissade;

/// <summary>
/// While training, drops whole channels: each becomes 0 with probability p and is divided by 1 − p otherwise (Tompson et al. 2015; PyTorch's Dropout1d, 2d and 3d). Takes
/// [examples, channels, …]; the mask is a function of seed, path, step and example.
/// </summary>
/// <param name="probability">How likely each channel is dropped: 0 or more and below 1; 0.5 by default, as in PyTorch.</param>
/// <exception cref="ArgumentOutOfRangeException">The probability is out of its range.</exception>
public sealed class SpatialDropout(double probability = 0.5) : DropoutLayer(probability)
{
    private protected override Shape MaskOf(Tensor x)
    {
        _ = x.SpatialAxes();
        return new Shape([x.Shape[0], x.Shape[1], .. Enumerable.Repeat(1, x.Rank - 2)]);
    }

    private protected override Layer With(double probability) => new SpatialDropout(probability);
}
