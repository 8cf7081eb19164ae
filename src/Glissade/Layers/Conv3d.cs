namespace Glissade;

/// <summary>A convolution over volumes, [examples, channels, depth, rows, columns]; see <see cref="ConvolutionLayer"/>.</summary>
public sealed class Conv3d : ConvolutionLayer
{
    /// <summary>A convolution.</summary>
    /// <param name="channels">Channels that it takes; 1 or more.</param>
    /// <param name="filters">Channels that it gives; 1 or more.</param>
    /// <param name="kernel">The window's extents.</param>
    /// <param name="stride">Steps between windows.</param>
    /// <param name="padding">Zeros around the input; <see cref="PerAxis.Automatic"/> for as many as keep its extents (of an odd number the further one stands after).</param>
    /// <param name="dilation">Steps between the numbers that a window reads.</param>
    /// <param name="groups">Channels and filters are parted into so many groups that see only each other.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the groups do not divide channels and filters.</exception>
    public Conv3d(int channels, int filters, PerAxis kernel, PerAxis? stride = null, PerAxis? padding = null, PerAxis? dilation = null, int groups = 1, bool bias = true, DType type = DType.Float32)
        : base(3, channels, filters, kernel, stride ?? 1, padding ?? 0, dilation ?? 1, groups, bias, type)
    {
    }

    private protected override ConvolutionLayer Make(int channels, int filters, PerAxis kernel, PerAxis stride, PerAxis padding, PerAxis dilation, int groups, bool bias, DType type) =>
        new Conv3d(channels, filters, kernel, stride, padding, dilation, groups, bias, type);
}
