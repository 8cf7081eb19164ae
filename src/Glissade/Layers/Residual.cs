namespace Glissade;

/// <summary>Layers around which their input goes, too: f(x) + p(x), where p is nothing but x unless it must fit another shape (He et al. 2015).</summary>
public sealed class Residual : Layer
{
    private readonly Sequential _inner;
    private readonly Layer _projection;

    /// <summary>These layers in this order, and x beside them.</summary>
    /// <exception cref="ArgumentException">There is no layer.</exception>
    public Residual(params ReadOnlySpan<Layer> layers) : this(new Identity(), layers)
    {
    }

    /// <summary>These layers in this order, and a projection of x beside them.</summary>
    /// <param name="projection">What makes x fit, such as a Linear or a Conv2d with a window of 1.</param>
    /// <param name="layers">The layers.</param>
    /// <exception cref="ArgumentException">There is no layer.</exception>
    public Residual(Layer projection, ReadOnlySpan<Layer> layers)
    {
        _inner = AddLayer("inner", new Sequential(layers));
        _projection = AddLayer("projection", projection);
    }

    /// <inheritdoc/>
    public override string Formula => _projection is Identity ? "f(x) + x" : "f(x) + p(x)";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        Tensor inner = _inner.Apply(x, pass, "inner"), beside = _projection.Apply(x, pass, "projection");
        if (!inner.Shape.Equals(beside.Shape))
            throw new ShapeException($"its layers give {inner.Shape}, which cannot be added to {beside.Shape} element by element; give it a projection of that shape, such as linear or conv2d with kernel=1.");
        return inner + beside;
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        IReadOnlyList<Layer> layers = arguments.Things<Layer>("layers", [.. _inner.Layers.Select(child => child.Layer)]);
        return new Residual(arguments.Thing("projection", _projection), [.. layers]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Residual({string.Join(", ", _inner.Layers.Select(child => child.Layer))}{(_projection is Identity ? "" : $"; projection: {_projection}")})";
}
