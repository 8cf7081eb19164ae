namespace Glissade;

/// <summary>Uniform in ±gain·√(6 / (inputs + outputs)): signals and gradients keep their size on the way through (Glorot and Bengio 2010). Keras' default for Dense.</summary>
public sealed record XavierUniformInitializer : Initializer
{
    /// <summary>A factor on the bound; above 0, 1 by default.</summary>
    public double Gain { get; init; } = 1;

    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double bound = Gain * Math.Sqrt(6.0 / (fan.In + fan.Out));
        return random.Uniform(shape) * (2 * bound) - bound;
    }

    /// <inheritdoc/>
    public override Initializer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Gain = arguments.Positive("gain", Gain) };
    }
}
