namespace Glissade;

/// <summary>
/// While training, drops whole channels: each becomes 0 with probability p and is divided by 1 − p otherwise (Tompson et al. 2015; PyTorch's Dropout1d, 2d and 3d). Takes
/// [examples, channels, …]; the mask is a function of seed, path, step and example.
/// </summary>
public sealed class SpatialDropout : Layer
{
    /// <summary>A layer of this probability.</summary>
    /// <param name="probability">How likely each channel is dropped: 0 or more and below 1; 0.5 by default, as in PyTorch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is out of its range.</exception>
    public SpatialDropout(double probability = 0.5)
    {
        if (!(probability >= 0 && probability < 1)) throw new ArgumentOutOfRangeException(nameof(probability), probability, "SpatialDropout needs a probability of 0 or more and below 1.");
        Probability = probability;
    }

    /// <summary>How likely it drops.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override string Formula => "x·mask / (1 − p)";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(pass);
        _ = x.SpatialAxes();
        if (!pass.Training || Probability == 0) return x;
        Tensor mask = pass.Random("mask", new Shape([x.Shape[0], x.Shape[1], .. Enumerable.Repeat(1, x.Rank - 2)]));
        return Tensor.Select(mask.IsLess(Probability), 0, x * (1 / (1 - Probability)));
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new SpatialDropout(arguments.Fraction("probability", Probability));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"SpatialDropout({Probability})");
}
