namespace Glissade;

/// <summary>The mean of every channel: [examples, channels, …] → [examples, channels], as Keras' global pooling; PyTorch's AdaptiveAvgPool of 1 keeps axes of extent 1.</summary>
public sealed class GlobalAveragePool : Layer
{
    /// <inheritdoc/>
    public override string Formula => "mean of every channel";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        int[] axes = [.. Enumerable.Range(2, x.SpatialAxes())];
        return x.Sum(axes) / (double)new Shape(x.SpatialExtents()).Count;
    }
}
