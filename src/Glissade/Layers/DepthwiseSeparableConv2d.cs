namespace Glissade;

/// <summary>
/// A convolution in two steps (Howard et al. 2017): a window for every channel alone, then a weighted sum of the channels of each place. The bias is added once, behind both, as in Keras'
/// SeparableConv2D; PyTorch writes it as two Conv2d, the first with groups = channels.
/// </summary>
public sealed class DepthwiseSeparableConv2d : Layer
{
    private readonly Conv2d _depthwise, _pointwise;
    private readonly int _channels, _multiplier;
    private readonly PerAxis _kernel, _stride, _padding, _dilation;

    /// <summary>A convolution in two steps.</summary>
    /// <param name="channels">Channels that it takes; 1 or more.</param>
    /// <param name="filters">Channels that it gives; 1 or more.</param>
    /// <param name="kernel">The window's extents.</param>
    /// <param name="stride">Steps between windows.</param>
    /// <param name="padding">Zeros around the input; <see cref="PerAxis.Automatic"/> for as many as keep its extents.</param>
    /// <param name="dilation">Steps between the numbers that a window reads.</param>
    /// <param name="multiplier">How many windows every channel has; 1 or more.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public DepthwiseSeparableConv2d(int channels, int filters, PerAxis kernel, PerAxis? stride = null, PerAxis? padding = null, PerAxis? dilation = null, int multiplier = 1, bool bias = true, DType type = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(multiplier, 1);
        (_channels, _multiplier, _kernel, _stride, _padding, _dilation) = (channels, multiplier, kernel, stride ?? 1, padding ?? 0, dilation ?? 1);
        _depthwise = AddLayer("depthwise", new Conv2d(channels, checked(channels * multiplier), kernel, _stride, _padding, _dilation, channels, bias: false, type));
        _pointwise = AddLayer("pointwise", new Conv2d(channels * multiplier, filters, 1, bias: bias, type: type));
    }

    /// <inheritdoc/>
    public override string Formula => $"(x ⋆ D) ⋆ P{(_pointwise.Bias is null ? "" : " + b")}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        x.RequireChannels(_channels);
        return _pointwise.Apply(_depthwise.Apply(x, pass, "depthwise"), pass, "pointwise");
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new DepthwiseSeparableConv2d(arguments.Channels("channels", _channels), arguments.Extent("filters", _pointwise.Weight.Shape[0]), arguments.PerAxis("kernel", _kernel, 1, isRequired: true),
            arguments.PerAxis("stride", _stride, 1), arguments.PerAxis("padding", _padding, 0, word: "same"), arguments.PerAxis("dilation", _dilation, 1), arguments.Integer("multiplier", _multiplier, 1, 1 << 16),
            arguments.Boolean("bias", _pointwise.Bias is not null), arguments.Float("dtype", _pointwise.Weight.Type));
    }

    /// <inheritdoc/>
    public override string ToString() => $"DepthwiseSeparableConv2d({_channels}, {_pointwise.Weight.Shape[0]}, kernel: {_kernel})";
}
