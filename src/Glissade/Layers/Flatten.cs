namespace Glissade;

/// <summary>All axes of an example in one: [examples, a, b, …] → [examples, a·b·…], row-major, as PyTorch's and Keras' Flatten.</summary>
public sealed class Flatten : Layer
{
    /// <inheritdoc/>
    public override string Formula => "x as one row an example";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank < 1) throw new ShapeException($"its first axis is the example; the input {x.Shape} has no axis.");
        return x.Reshape(x.Shape[0], checked((int)new Shape(x.Shape.Extents[1..]).Count));
    }
}
