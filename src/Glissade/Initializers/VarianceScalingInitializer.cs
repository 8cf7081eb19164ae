namespace Glissade;

/// <summary>
/// Of mean 0 and variance scale/fan, drawn from a distribution of choice: Keras' VarianceScaling, of which Xavier's, Kaiming's and LeCun's are cases. The truncated normal distribution is cut off at
/// two deviations and widened, so that the variance is right after the cut.
/// </summary>
public sealed record VarianceScalingInitializer : Initializer
{
    // The deviation of a standard normal distribution that is cut off at ±2.
    private const double CutDeviation = 0.87962566103423978;
    private static readonly string[] s_modes = ["fan_in", "fan_out", "fan_avg"];
    private static readonly string[] s_distributions = ["truncated_normal", "untruncated_normal", "uniform"];

    /// <summary>The variance times the fan; above 0, 1 by default.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>The fan: the number of inputs (the default), of outputs, or the mean of both.</summary>
    public VarianceFan Mode { get; init; } = VarianceFan.In;

    /// <summary>What it is drawn from; the truncated normal distribution by default, as in Keras.</summary>
    public VarianceDistribution Distribution { get; init; } = VarianceDistribution.TruncatedNormal;

    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double count = Mode switch
        {
            VarianceFan.In => fan.In,
            VarianceFan.Out => fan.Out,
            _ => (fan.In + fan.Out) / 2.0,
        };
        double deviation = Math.Sqrt(Scale / count), bound = Math.Sqrt(3 * Scale / count);
        return Distribution switch
        {
            VarianceDistribution.TruncatedNormal => random.Truncated(shape, -2, 2) * (deviation / CutDeviation),
            VarianceDistribution.Normal => random.Normal(shape) * deviation,
            _ => random.Uniform(shape) * (2 * bound) - bound,
        };
    }

    /// <inheritdoc/>
    public override Initializer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            Scale = arguments.Positive("scale", Scale),
            Mode = (VarianceFan)Array.IndexOf(s_modes, arguments.Choice("mode", s_modes[(int)Mode], s_modes)),
            Distribution = (VarianceDistribution)Array.IndexOf(s_distributions, arguments.Choice("distribution", s_distributions[(int)Distribution], s_distributions)),
        };
    }
}

/// <summary>By what <see cref="VarianceScalingInitializer"/> divides.</summary>
public enum VarianceFan
{
    /// <summary>The inputs of an output.</summary>
    In,

    /// <summary>The outputs of an input.</summary>
    Out,

    /// <summary>The mean of both.</summary>
    Average,
}

/// <summary>What <see cref="VarianceScalingInitializer"/> draws from.</summary>
public enum VarianceDistribution
{
    /// <summary>Normal, cut off at two deviations.</summary>
    TruncatedNormal,

    /// <summary>Normal.</summary>
    Normal,

    /// <summary>Uniform.</summary>
    Uniform,
}
