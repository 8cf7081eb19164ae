namespace Glissade;

/// <summary>The mean of every window of every channel. Padding counts as zeros, as in PyTorch, unless it is not to be counted, as in Keras.</summary>
public sealed class AveragePool : PoolingLayer
{
    private readonly bool _countPadding;

    /// <summary>A pooling over windows.</summary>
    /// <param name="kernel">The window's extents.</param>
    /// <param name="stride">Steps between windows; the kernel, unless said otherwise.</param>
    /// <param name="padding">Zeros around the input, at most half a window.</param>
    /// <param name="countPadding">Whether the mean is over the padding, too (PyTorch's count_include_pad).</param>
    /// <param name="ceilMode">Whether what is left at the end has a window, too; what of it lies behind the padding does not count.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public AveragePool(PerAxis kernel, PerAxis? stride = null, PerAxis? padding = null, bool countPadding = true, bool ceilMode = false) : base(kernel, stride, padding ?? 0, ceilMode) => _countPadding = countPadding;

    /// <inheritdoc/>
    public override string Formula => "mean of x over a window";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        (int[] kernel, int[] stride, int[] padding, int[] after) = Over(x);
        Tensor sum = x.WindowSum(kernel, stride, padding, after);
        if (after.All(extent => extent == 0) || (_countPadding && after.SequenceEqual(padding))) return sum / (double)new Shape(kernel).Count;
        int[] none = [.. padding.Select(_ => 0)];
        // How many numbers of each window count.
        int[] counted = _countPadding ? [.. x.SpatialExtents().Zip(padding, (extent, around) => extent + 2 * around)] : x.SpatialExtents();
        Tensor ones = Tensor.Ones(new Shape([1, 1, .. counted]), x.Type);
        return sum / (_countPadding ? ones.WindowSum(kernel, stride, none, [.. after.Zip(padding, (end, around) => end - around)]) : ones.WindowSum(kernel, stride, padding, after));
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        PerAxis kernel = arguments.PerAxis("kernel", Kernel, 1, isRequired: true);
        return new AveragePool(kernel, MapStride(arguments), arguments.PerAxis("padding", Padding, 0), arguments.Boolean("count_include_pad", _countPadding), arguments.Boolean("ceil_mode", CeilMode));
    }
}
