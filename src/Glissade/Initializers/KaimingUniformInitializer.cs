namespace Glissade;

/// <summary>Uniform in ±gain·√(3 / fan), where fan is the number of inputs or of outputs: signals keep their size through rectified layers (He et al. 2015). Keras' HeUniform has the gain √2.</summary>
public sealed record KaimingUniformInitializer : Initializer
{
    /// <summary>Which side keeps its size; the inputs by default.</summary>
    public FanMode Mode { get; init; } = FanMode.In;

    /// <summary>What stands behind the layer and gives the gain; a leaky ReLU by default, as in PyTorch.</summary>
    public Nonlinearity Nonlinearity { get; init; } = Nonlinearity.LeakyReLU;

    /// <summary>The slope below 0 of the leaky ReLU; 0 by default, which makes it a ReLU of gain √2.</summary>
    public double NegativeSlope { get; init; }

    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double bound = Gains.Of(Nonlinearity, NegativeSlope) * Math.Sqrt(3.0 / (Mode == FanMode.In ? fan.In : fan.Out));
        return random.Uniform(shape) * (2 * bound) - bound;
    }

    /// <inheritdoc/>
    public override Initializer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Mode = Gains.Map(arguments, Mode), Nonlinearity = Gains.Map(arguments, Nonlinearity), NegativeSlope = arguments.Number("negative_slope", NegativeSlope) };
    }
}
