namespace Glissade;

/// <summary>Layers one after the other: each takes what the one before gives.</summary>
public sealed class Sequential : Layer
{
    /// <summary>A network of these layers, in this order. Each is named by its kind and its number among its kind: <c>linear1</c>, <c>relu1</c>, <c>linear2</c>.</summary>
    /// <exception cref="ArgumentException">There is no layer.</exception>
    public Sequential(params ReadOnlySpan<Layer> layers)
    {
        if (layers.Length == 0) throw new ArgumentException("A Sequential needs at least one layer.");
        var numbers = new Dictionary<string, int>();
        foreach (Layer layer in layers)
        {
            ArgumentNullException.ThrowIfNull(layer);
            string kind = layer.GetType().Name.ToLowerInvariant();
            AddLayer($"{kind}{numbers[kind] = numbers.GetValueOrDefault(kind) + 1}", layer);
        }
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        foreach ((string name, Layer layer) in Layers) x = layer.Apply(x, pass, name);
        return x;
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new Sequential([.. arguments.Things<Layer>("layers", [.. Layers.Select(child => child.Layer)])]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Sequential({string.Join(", ", Layers.Select(child => child.Layer))})";
}
