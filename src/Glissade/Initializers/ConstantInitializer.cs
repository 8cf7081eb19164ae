namespace Glissade;

/// <summary>One number everywhere.</summary>
public sealed record ConstantInitializer : Initializer
{
    /// <summary>The number; 0 by default.</summary>
    public double Value { get; init; }

    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random) => Tensor.Full(Value, shape, DType.Float64);

    /// <inheritdoc/>
    public override Initializer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Value = arguments.Number("value", Value) };
    }
}
