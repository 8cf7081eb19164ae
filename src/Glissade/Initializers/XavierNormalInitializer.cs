namespace Glissade;

/// <summary>Normal with deviation gain·√(2 / (inputs + outputs)): signals and gradients keep their size on the way through (Glorot and Bengio 2010). Keras cuts the tails off; PyTorch and this do not.</summary>
public sealed record XavierNormalInitializer : Initializer
{
    /// <summary>A factor on the deviation; above 0, 1 by default.</summary>
    public double Gain { get; init; } = 1;

    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.Normal(shape) * (Gain * Math.Sqrt(2.0 / (fan.In + fan.Out)));
    }

    /// <inheritdoc/>
    public override Initializer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Gain = arguments.Positive("gain", Gain) };
    }
}
