namespace Glissade;

/// <summary>The identity matrix times a gain: a layer that at first passes on what it gets, as far as it has outputs. As PyTorch's eye_ and Keras' Identity it is for matrices alone.</summary>
public sealed record IdentityInitializer : Initializer
{
    /// <summary>What stands on the diagonal; 1 by default.</summary>
    public double Gain { get; init; } = 1;

    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank != 2) throw new ShapeException($"An identity is a matrix; {shape} is none. Give it another initializer.");
        return Tensor.Select(Tensor.Iota(shape, 0).IsEqual(Tensor.Iota(shape, 1)), Gain, Tensor.Zeros(shape, DType.Float64));
    }

    /// <inheritdoc/>
    public override Initializer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Gain = arguments.Number("gain", Gain) };
    }
}
