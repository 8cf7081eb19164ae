namespace Glissade;

/// <summary>The axes of an example in another order: axis i of the result is axis axes[i] of the input. Axis 0 is the examples and stays; axes are counted from 1, as in Keras' Permute.</summary>
public sealed class Permute : Layer
{
    private readonly int[] _axes;

    /// <summary>A layer that gives the axes in this order.</summary>
    /// <param name="axes">Every axis of an example once, from 1.</param>
    /// <exception cref="ArgumentException">An axis is missing or there twice.</exception>
    public Permute(params ReadOnlySpan<int> axes)
    {
        _axes = axes.ToArray();
        if (_axes.Length == 0 || !_axes.Order().SequenceEqual(Enumerable.Range(1, _axes.Length)))
            throw new ArgumentException($"A Permute needs every axis of an example once, counted from 1; got [{string.Join(", ", _axes)}].", nameof(axes));
    }

    /// <inheritdoc/>
    public override string Formula => $"axes [0, {string.Join(", ", _axes)}] of x";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank != _axes.Length + 1) throw new ShapeException($"it takes examples of {_axes.Length} axes; name each axis of the input once, from 1 to {x.Rank - 1}.");
        return x.Permute([0, .. _axes]);
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new Permute([.. arguments.PerAxis("axes", PerAxis.Of(_axes), 1, isRequired: true)]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Permute({string.Join(", ", _axes)})";
}
