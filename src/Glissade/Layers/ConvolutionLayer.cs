namespace Glissade;

/// <summary>
/// What convolutions of one to three axes share: [examples, channels, …] → [examples, filters, …], every output a weighted sum over a window of all channels of its group (a cross-correlation,
/// as the field has it). The weights are PyTorch's, [filters, channels / groups, window…]; Keras keeps the window first and the channels last.
/// </summary>
public abstract class ConvolutionLayer : Layer
{
    private readonly int[] _stride, _dilation, _before, _after;
    private readonly PerAxis _padding;
    private readonly int _axes;

    private protected ConvolutionLayer(int axes, int channels, int filters, PerAxis kernel, PerAxis stride, PerAxis padding, PerAxis dilation, int groups, bool bias, DType type)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(filters, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        if (channels % groups != 0 || filters % groups != 0)
            throw new ArgumentException($"{groups} groups part neither {channels} channels nor {filters} filters unless both are multiples; take groups that divide both.");
        int[] window = kernel.AtLeast(1, nameof(kernel)).Over(axes, nameof(kernel));
        (_axes, _padding, Groups) = (axes, padding, groups);
        _stride = stride.AtLeast(1, nameof(stride)).Over(axes, nameof(stride));
        _dilation = dilation.AtLeast(1, nameof(dilation)).Over(axes, nameof(dilation));
        int[] reach = [.. window.Zip(_dilation, (extent, step) => (extent - 1) * step)];
        if (padding.Count == 0 && _stride.Any(step => step != 1))
            throw new ArgumentException($"Padding to the same extents goes with a stride of 1; the stride is {stride}. Give the padding in numbers.");
        _before = padding.Count == 0 ? [.. reach.Select(extent => extent / 2)] : padding.AtLeast(0, nameof(padding)).Over(axes, nameof(padding));
        _after = padding.Count == 0 ? [.. reach.Select(extent => extent - extent / 2)] : _before;

        long taps = new Shape(window).Count;
        if (taps > ReadContext.MostNumbers / channels / filters * groups) throw new ArgumentException($"A kernel of {kernel} makes more weights than {ReadContext.MostNumbers}.");
        var fan = new Fan(channels / groups * taps, filters * taps);
        Weight = AddParameter("weight", new Shape([filters, channels / groups, .. window]), new TorchInitializer(), fan, type);
        if (bias) Bias = AddParameter("bias", new Shape(filters), new TorchInitializer(), fan, type);
    }

    /// <summary>W, [filters, channels / groups, window…].</summary>
    public Parameter Weight { get; }

    /// <summary>b, [filters]; null if there is none.</summary>
    public Parameter? Bias { get; }

    /// <summary>Channels and filters are parted into so many groups that see only each other.</summary>
    public int Groups { get; }

    private int Channels => Weight.Shape[1] * Groups;

    /// <inheritdoc/>
    public override string Formula => Bias is null ? "x ⋆ W" : "x ⋆ W + b";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank != _axes + 2) throw new ShapeException($"it takes [examples, {Channels}, …] with {_axes} spatial {(_axes == 1 ? "axis" : "axes")}; put a Reshape before it.");
        x.RequireChannels(Channels);
        for (int axis = 0; axis < _axes; axis++)
        {
            int reach = (Weight.Shape[axis + 2] - 1) * _dilation[axis] + 1, room = x.Shape[axis + 2] + _before[axis] + _after[axis];
            if (room < reach) throw new ShapeException($"its window reaches over {reach} along axis {axis + 2}, which has {room} with its padding; take a smaller kernel or dilation, or more padding.");
        }

        // The engine's windows never lie in the padding altogether; wider padding is put there first.
        bool wide = Enumerable.Range(0, _axes).Any(axis => Math.Max(_before[axis], _after[axis]) > (Weight.Shape[axis + 2] - 1) * _dilation[axis]);
        Tensor result = wide ? x.Pad([0, 0, .. _before], [0, 0, .. _after]).Convolve(Weight, _stride, dilation: _dilation, groups: Groups)
            : x.Convolve(Weight, _stride, _before, _after, _dilation, Groups);
        return Bias is null ? result : result + Bias.PerChannel(result);
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return Make(arguments.Channels("channels", Channels), arguments.Extent("filters", Weight.Shape[0]), arguments.PerAxis("kernel", PerAxis.Of(Weight.Shape.Extents[2..]), 1, isRequired: true),
            arguments.PerAxis("stride", PerAxis.Of(_stride), 1), arguments.PerAxis("padding", _padding.Count == 0 ? _padding : PerAxis.Of(_before), 0, word: "same"),
            arguments.PerAxis("dilation", PerAxis.Of(_dilation), 1), arguments.Integer("groups", Groups, 1), arguments.Boolean("bias", Bias is not null), arguments.Float("dtype", Weight.Type));
    }

    private protected abstract ConvolutionLayer Make(int channels, int filters, PerAxis kernel, PerAxis stride, PerAxis padding, PerAxis dilation, int groups, bool bias, DType type);

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}({Channels}, {Weight.Shape[0]}, kernel: {PerAxis.Of(Weight.Shape.Extents[2..])}"
        + $"{(_stride.All(step => step == 1) ? "" : $", stride: {PerAxis.Of(_stride)}")}{(_before.All(extent => extent == 0) ? "" : $", padding: {(_padding.Count == 0 ? "same" : _padding)}")})";
}
