namespace Glissade;

/// <summary>The normal distribution, of mean 0 and deviation 1 unless others are given, as in PyTorch; Keras' RandomNormal has the deviation 0.05.</summary>
public sealed record NormalInitializer : Initializer
{
    /// <summary>The mean; 0 by default.</summary>
    public double Mean { get; init; }

    /// <summary>The standard deviation; 0 or more, 1 by default.</summary>
    public double Deviation { get; init; } = 1;

    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.Normal(shape) * Deviation + Mean;
    }

    /// <inheritdoc/>
    public override Initializer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Mean = arguments.Number("mean", Mean), Deviation = arguments.NonNegative("deviation", Deviation) };
    }
}
