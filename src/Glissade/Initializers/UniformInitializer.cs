namespace Glissade;

/// <summary>Uniform between two bounds, 0 and 1 unless others are given, as in PyTorch; Keras' RandomUniform has ±0.05.</summary>
public sealed record UniformInitializer : Initializer
{
    /// <summary>The lower bound; 0 by default.</summary>
    public double Low { get; init; }

    /// <summary>The upper bound, not below the lower; 1 by default.</summary>
    public double High { get; init; } = 1;

    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.Uniform(shape) * (High - Low) + Low;
    }

    /// <inheritdoc/>
    public override Initializer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        double low = arguments.Number("low", Low), high = arguments.Number("high", High);
        return low <= high ? this with { Low = low, High = high } : throw new ArgumentException(FormattableString.Invariant($"'high' is {high}, below 'low', which is {low}"));
    }
}
