namespace Glissade;

/// <summary>PyTorch's default for linear and convolution layers, weights and biases alike: uniform in ±1/√(inputs of an output).</summary>
public sealed record TorchInitializer : Initializer
{
    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double bound = 1 / Math.Sqrt(fan.In);
        return random.Uniform(shape) * (2 * bound) - bound;
    }
}
