namespace Glissade;

/// <summary>0 everywhere.</summary>
public sealed record ZerosInitializer : Initializer
{
    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random) => Tensor.Zeros(shape, DType.Float64);
}
