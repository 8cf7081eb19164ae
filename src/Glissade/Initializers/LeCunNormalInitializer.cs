namespace Glissade;

/// <summary>Normal with deviation 1/√inputs: signals of linear layers, and of SELU's, keep their size (LeCun et al. 1998). Keras cuts the tails off; this does not.</summary>
public sealed record LeCunNormalInitializer : Initializer
{
    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.Normal(shape) * (1 / Math.Sqrt(fan.In));
    }
}
