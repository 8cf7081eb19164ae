namespace Glissade;

/// <summary>Uniform in ±√(3 / inputs): signals of linear layers, and of SELU's, keep their size (LeCun et al. 1998).</summary>
public sealed record LeCunUniformInitializer : Initializer
{
    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double bound = Math.Sqrt(3.0 / fan.In);
        return random.Uniform(shape) * (2 * bound) - bound;
    }
}
