namespace Glissade;

/// <summary>A transposed convolution over pictures, [examples, channels, rows, columns]; see <see cref="TransposedConvolutionLayer"/>.</summary>
public sealed class ConvTranspose2d : TransposedConvolutionLayer
{
    /// <summary>A transposed convolution.</summary>
    /// <param name="channels">Channels that it takes; 1 or more.</param>
    /// <param name="filters">Channels that it gives; 1 or more.</param>
    /// <param name="kernel">The window's extents.</param>
    /// <param name="stride">Steps between windows.</param>
    /// <param name="padding">What is cut off on either side of the output.</param>
    /// <param name="outputPadding">How many numbers more come out at the end; less than the stride or the dilation.</param>
    /// <param name="dilation">Steps between the numbers that a window writes.</param>
    /// <param name="groups">Channels and filters are parted into so many groups that see only each other.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the groups do not divide channels and filters.</exception>
    public ConvTranspose2d(
        int channels, int filters, PerAxis kernel, PerAxis? stride = null, PerAxis? padding = null, PerAxis? outputPadding = null, PerAxis? dilation = null, int groups = 1, bool bias = true,
        DType type = DType.Float32)
        : base(2, channels, filters, kernel, stride ?? 1, padding ?? 0, outputPadding ?? 0, dilation ?? 1, groups, bias, type)
    {
    }

    private protected override TransposedConvolutionLayer Make(
        int channels, int filters, PerAxis kernel, PerAxis stride, PerAxis padding, PerAxis outputPadding, PerAxis dilation, int groups, bool bias, DType type) =>
        new ConvTranspose2d(channels, filters, kernel, stride, padding, outputPadding, dilation, groups, bias, type);
}
