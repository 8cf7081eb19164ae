namespace Glissade;

/// <summary>The largest number of every channel: [examples, channels, …] → [examples, channels], as Keras' global pooling; the gradient goes to the first of the largest.</summary>
public sealed class GlobalMaxPool : Layer
{
    /// <inheritdoc/>
    public override string Formula => "max of every channel";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        _ = x.SpatialAxes();
        return x.WindowMax(x.SpatialExtents()).Reshape(x.Shape[0], x.Shape[1]);
    }
}
