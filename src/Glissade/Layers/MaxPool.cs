namespace Glissade;

/// <summary>The largest number of every window of every channel; padding is never chosen, and the gradient goes to the first of the largest.</summary>
public sealed class MaxPool : PoolingLayer
{
    private readonly PerAxis _dilation;

    /// <summary>A pooling over windows.</summary>
    /// <param name="kernel">The window's extents.</param>
    /// <param name="stride">Steps between windows; the kernel, unless said otherwise.</param>
    /// <param name="padding">What is put around the input, at most half a window.</param>
    /// <param name="dilation">Steps between the numbers that a window reads.</param>
    /// <param name="ceilMode">Whether what is left at the end has a window, too.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public MaxPool(PerAxis kernel, PerAxis? stride = null, PerAxis? padding = null, PerAxis? dilation = null, bool ceilMode = false) : base(kernel, stride, padding ?? 0, ceilMode) =>
        _dilation = (dilation ?? 1).AtLeast(1, nameof(dilation));

    /// <inheritdoc/>
    public override string Formula => "max of x over a window";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        int[] dilation = _dilation.Over(x.SpatialAxes(), "dilation");
        (int[] kernel, int[] stride, int[] padding, int[] after) = Over(x, dilation);
        return x.WindowMax(kernel, stride, padding, after, dilation);
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        PerAxis kernel = arguments.PerAxis("kernel", Kernel, 1, isRequired: true);
        return new MaxPool(kernel, MapStride(arguments), arguments.PerAxis("padding", Padding, 0), arguments.PerAxis("dilation", _dilation, 1), arguments.Boolean("ceil_mode", CeilMode));
    }
}
