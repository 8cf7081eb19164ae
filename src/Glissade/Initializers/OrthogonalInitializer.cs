namespace Glissade;

/// <summary>
/// Rows or columns, whichever are fewer, of the same length and at right angles: signals neither grow nor shrink, however deep the network (Saxe et al. 2014). The vectors are those of a normal
/// matrix, made orthogonal one after the other; of more than two axes the first counts the rows, as the outputs of a convolution. PyTorch's and Keras' initializers draw from the same distribution.
/// </summary>
public sealed record OrthogonalInitializer : Initializer
{
    /// <summary>The length of the vectors; above 0, 1 by default.</summary>
    public double Gain { get; init; } = 1;

    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        if (shape.Rank < 2) throw new ShapeException($"Orthogonal initial values want a matrix; {shape} has one axis or none. Give a bias another initializer.");
        if (shape.Count == 0) return Tensor.Zeros(shape, DType.Float64);
        int rows = shape[0], columns = checked((int)(shape.Count / rows));
        bool wide = rows <= columns;
        // The vectors lie one behind the other in memory.
        var vectors = new Shape(Math.Min(rows, columns), Math.Max(rows, columns));
        Tensor matrix = Tensor.From(OrthonormalVectors.Of(random.Normal(vectors).ToArray<double>(), vectors), vectors);
        return (wide ? matrix : matrix.Transpose()).Reshape(shape) * Gain;
    }

    /// <inheritdoc/>
    public override Initializer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Gain = arguments.Positive("gain", Gain) };
    }
}
