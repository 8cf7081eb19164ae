namespace Glissade;

/// <summary>
/// The normal distribution between two bounds, drawn again outside. The bounds are numbers, −2 and 2 by default, as in PyTorch; Keras' TruncatedNormal has the deviation 0.05 and cuts off at two deviations.
/// </summary>
public sealed record TruncatedNormalInitializer : Initializer
{
    /// <summary>The mean before the cut, at most 6 deviations outside the bounds; 0 by default.</summary>
    public double Mean { get; init; }

    /// <summary>The standard deviation before the cut; above 0, 1 by default.</summary>
    public double Deviation { get; init; } = 1;

    /// <summary>The lower bound; −2 by default.</summary>
    public double Low { get; init; } = -2;

    /// <summary>The upper bound, above the lower; 2 by default.</summary>
    public double High { get; init; } = 2;

    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.Truncated(shape, (Low - Mean) / Deviation, (High - Mean) / Deviation) * Deviation + Mean;
    }

    /// <inheritdoc/>
    public override Initializer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var mapped = new TruncatedNormalInitializer
        {
            Mean = arguments.Number("mean", Mean),
            Deviation = arguments.Positive("deviation", Deviation),
            Low = arguments.Number("low", Low),
            High = arguments.Number("high", High),
        };
        if (!(mapped.Low < mapped.High)) throw new ArgumentException(FormattableString.Invariant($"'high' is {mapped.High}, not above 'low', which is {mapped.Low}"));
        double outside = Math.Max(mapped.Low - mapped.Mean, mapped.Mean - mapped.High) / mapped.Deviation;
        if (outside > 6) throw new ArgumentException(FormattableString.Invariant($"the mean {mapped.Mean} is {outside} deviations outside the bounds, where the normal distribution has next to nothing; at most 6 are allowed"));
        return mapped;
    }
}
