namespace Glissade;

/// <summary>Normal, but of each input's weights a share is 0, chosen at random (Martens 2010), as in PyTorch's sparse_: the share is rounded up. For matrices alone.</summary>
public sealed record SparseInitializer : Initializer
{
    /// <summary>The share that is 0; 0 to 1, 0.1 by default. PyTorch gives no default.</summary>
    public double Sparsity { get; init; } = 0.1;

    /// <summary>The standard deviation of the others; 0 or more, 0.01 by default.</summary>
    public double Deviation { get; init; } = 0.01;

    /// <inheritdoc/>
    public override Tensor Values(Shape shape, Fan fan, InitialRandom random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        if (shape.Rank != 2) throw new ShapeException($"Sparse initial values want a matrix; {shape} is none. Give it another initializer.");
        // The rank of a random number among those of its row.
        Tensor rank = random.Uniform(shape, "order").ArgSort(1).ArgSort(1);
        return Tensor.Select(rank.IsLess(Math.Ceiling(Sparsity * shape[1])), 0, random.Normal(shape) * Deviation);
    }

    /// <inheritdoc/>
    public override Initializer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Sparsity = arguments.Number("sparsity", Sparsity, 0, 1), Deviation = arguments.NonNegative("deviation", Deviation) };
    }
}
