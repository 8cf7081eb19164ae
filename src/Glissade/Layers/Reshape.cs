namespace Glissade;

/// <summary>The numbers of an example, row-major, under another shape; the axis of examples stays. One extent may be −1 and is worked out.</summary>
public sealed class Reshape : Layer
{
    private readonly int[] _shape;

    /// <summary>A layer that gives examples of this shape.</summary>
    /// <param name="shape">The extents of an example, without the axis of examples; one may be −1.</param>
    /// <exception cref="ArgumentException">An extent is below 1 and not −1, or two are −1.</exception>
    public Reshape(params ReadOnlySpan<int> shape)
    {
        _shape = shape.ToArray();
        if (_shape.Any(extent => extent < 1 && extent != -1) || _shape.Count(extent => extent == -1) > 1)
            throw new ArgumentException($"A Reshape needs extents of 1 or more, of which one may be −1; got [{string.Join(", ", _shape)}].", nameof(shape));
    }

    /// <inheritdoc/>
    public override string Formula => $"x as [{string.Join(", ", _shape)}] an example";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank < 1) throw new ShapeException($"its first axis is the example; the input {x.Shape} has no axis.");
        long count = new Shape(x.Shape.Extents[1..]).Count, known = _shape.Where(extent => extent > 0).Aggregate(1L, (product, extent) => product * extent);
        if (_shape.Contains(-1) ? count % known != 0 : count != known)
            throw new ShapeException($"an example has {count} numbers, which do not make [{string.Join(", ", _shape)}]; give extents whose product is {count}.");
        return x.Reshape(new Shape([x.Shape[0], .. _shape.Select(extent => extent > 0 ? extent : (int)(count / known))]));
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new Reshape([.. arguments.PerAxis("shape", PerAxis.Of(_shape), -1, isRequired: true)]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Reshape({string.Join(", ", _shape)})";
}
