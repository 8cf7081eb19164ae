namespace Glissade;

/// <summary>A layer without parameters that bends its input by one formula.</summary>
public abstract class Activation : Layer
{
    /// <inheritdoc/>
    public sealed override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Of(x);
    }

    /// <summary>The formula.</summary>
    protected abstract Tensor Of(Tensor x);
}
