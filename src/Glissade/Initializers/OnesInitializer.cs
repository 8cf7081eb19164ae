namespace Glissade;

/// <summary>1 everywhere.</summary>
public sealed record OnesInitializer : Initializer
{
    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random) => Tensor.Ones(shape, DType.Float64);
}
