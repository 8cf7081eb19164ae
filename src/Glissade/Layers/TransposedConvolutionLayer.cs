namespace Glissade;

/// <summary>
/// What transposed convolutions share: [examples, channels, …] → [examples, filters, …], where every input adds its multiple of a window to the output, as the gradient of a convolution does.
/// Along an axis n numbers become (n − 1)·stride − 2·padding + (kernel − 1)·dilation + output padding + 1. The weights are PyTorch's, [channels, filters / groups, window…].
/// </summary>
public abstract class TransposedConvolutionLayer : Layer
{
    private readonly int[] _stride, _padding, _outputPadding, _dilation;
    private readonly int _axes;

    private protected TransposedConvolutionLayer(
        int axes, int channels, int filters, PerAxis kernel, PerAxis stride, PerAxis padding, PerAxis outputPadding, PerAxis dilation, int groups, bool bias, DType type)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(filters, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        if (channels % groups != 0 || filters % groups != 0)
            throw new ArgumentException($"{groups} groups part neither {channels} channels nor {filters} filters unless both are multiples; take groups that divide both.");
        int[] window = kernel.AtLeast(1, nameof(kernel)).Over(axes, nameof(kernel));
        (_axes, Groups) = (axes, groups);
        _stride = stride.AtLeast(1, nameof(stride)).Over(axes, nameof(stride));
        _padding = padding.AtLeast(0, nameof(padding)).Over(axes, nameof(padding));
        _outputPadding = outputPadding.AtLeast(0, nameof(outputPadding)).Over(axes, nameof(outputPadding));
        _dilation = dilation.AtLeast(1, nameof(dilation)).Over(axes, nameof(dilation));
        for (int axis = 0; axis < axes; axis++)
        {
            if (_outputPadding[axis] >= Math.Max(_stride[axis], _dilation[axis]))
                throw new ArgumentException($"The output padding must be less than the stride or the dilation; got {outputPadding} for a stride of {stride} and a dilation of {dilation}. For more numbers put a Pad behind.");
        }

        // PyTorch counts the filters' side as what comes in.
        long taps = new Shape(window).Count;
        if (taps > ReadContext.MostNumbers / channels / filters * groups) throw new ArgumentException($"A kernel of {kernel} makes more weights than {ReadContext.MostNumbers}.");
        var fan = new Fan(filters / groups * taps, channels * taps);
        Weight = AddParameter("weight", new Shape([channels, filters / groups, .. window]), new TorchInitializer(), fan, type);
        if (bias) Bias = AddParameter("bias", new Shape(filters), new TorchInitializer(), fan, type);
    }

    /// <summary>W, [channels, filters / groups, window…].</summary>
    public Parameter Weight { get; }

    /// <summary>b, [filters]; null if there is none.</summary>
    public Parameter? Bias { get; }

    /// <summary>Channels and filters are parted into so many groups that see only each other.</summary>
    public int Groups { get; }

    private int Channels => Weight.Shape[0];

    /// <inheritdoc/>
    public override string Formula => Bias is null ? "x ⋆ᵀ W" : "x ⋆ᵀ W + b";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank != _axes + 2) throw new ShapeException($"it takes [examples, {Channels}, …] with {_axes} spatial {(_axes == 1 ? "axis" : "axes")}; put a Reshape before it.");
        x.RequireChannels(Channels);
        int[] whole = new int[_axes], behind = new int[_axes];
        bool wide = false;
        for (int axis = 0; axis < _axes; axis++)
        {
            int reach = (Weight.Shape[axis + 2] - 1) * _dilation[axis];
            whole[axis] = (x.Shape[axis + 2] - 1) * _stride[axis] + reach + _outputPadding[axis] + 1;
            if (whole[axis] <= 2 * _padding[axis]) throw new ShapeException($"nothing is left along axis {axis + 2}: {whole[axis]} numbers come out and a padding of {_padding[axis]} cuts off twice as many; pad less.");
            if (_outputPadding[axis] >= _stride[axis]) behind[axis] = _outputPadding[axis];
            wide |= _padding[axis] > reach || behind[axis] > 0;
        }

        int[] outputs = [.. whole.Zip(_padding, (extent, padding) => extent - 2 * padding)];
        Tensor result = wide ? Cut(x, whole, behind, outputs) : x.ConvolveTransposed(Weight, outputs, _stride, _padding, dilation: _dilation, groups: Groups);
        return Bias is null ? result : result + Bias.PerChannel(result);
    }

    // As for convolutions, the engine pads by less than a window, and lets less than a stride be behind it; of more, the whole is made, zeros are put behind, and both ends are cut.
    private Tensor Cut(Tensor x, int[] whole, int[] behind, int[] outputs)
    {
        Tensor result = x.ConvolveTransposed(Weight, [.. whole.Zip(behind, (extent, zeros) => extent - zeros)], _stride, dilation: _dilation, groups: Groups);
        if (behind.Any(zeros => zeros > 0)) result = result.Pad(new int[_axes + 2], [0, 0, .. behind]);
        for (int axis = 0; axis < _axes; axis++) result = result.Narrow(axis + 2, _padding[axis], outputs[axis]);
        return result;
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return Make(arguments.Channels("channels", Channels), arguments.Extent("filters", Weight.Shape[1] * Groups), arguments.PerAxis("kernel", PerAxis.Of(Weight.Shape.Extents[2..]), 1, isRequired: true),
            arguments.PerAxis("stride", PerAxis.Of(_stride), 1), arguments.PerAxis("padding", PerAxis.Of(_padding), 0), arguments.PerAxis("output_padding", PerAxis.Of(_outputPadding), 0),
            arguments.PerAxis("dilation", PerAxis.Of(_dilation), 1), arguments.Integer("groups", Groups, 1), arguments.Boolean("bias", Bias is not null), arguments.Float("dtype", Weight.Type));
    }

    private protected abstract TransposedConvolutionLayer Make(
        int channels, int filters, PerAxis kernel, PerAxis stride, PerAxis padding, PerAxis outputPadding, PerAxis dilation, int groups, bool bias, DType type);

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}({Channels}, {Weight.Shape[1] * Groups}, kernel: {PerAxis.Of(Weight.Shape.Extents[2..])}"
        + $"{(_stride.All(step => step == 1) ? "" : $", stride: {PerAxis.Of(_stride)}")}{(_padding.All(extent => extent == 0) ? "" : $", padding: {PerAxis.Of(_padding)}")})";
}
