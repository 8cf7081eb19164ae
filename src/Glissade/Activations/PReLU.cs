using System.Globalization;

namespace Glissade;

/// <summary>x above 0 and slope·x below, where the slope is learned: one for all, or one for each channel (He et al. 2015). Keras begins with the slope 0 and has one for every number.</summary>
public sealed class PReLU : Layer
{
    private readonly double _initial;

    /// <summary>A unit with so many slopes.</summary>
    /// <param name="channels">1, by default, for one slope; or the extent of axis 1, for one each.</param>
    /// <param name="initialSlope">What the slopes begin as; 0.25 by default, as in PyTorch.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 1 channels, or the slope is not finite.</exception>
    public PReLU(int channels = 1, double initialSlope = 0.25, DType type = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (!double.IsFinite(initialSlope)) throw new ArgumentOutOfRangeException(nameof(initialSlope), initialSlope, "PReLU needs a finite slope.");
        _initial = initialSlope;
        Slope = AddParameter("slope", new Shape(channels), new ConstantInitializer { Value = initialSlope }, type: type);
    }

    /// <summary>The slopes, [channels].</summary>
    public Parameter Slope { get; }

    /// <inheritdoc/>
    public override string Formula => "x > 0 ? x : slope·x";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        int channels = Slope.Shape[0];
        if (channels > 1 && (x.Rank < 2 || x.Shape[1] != channels))
            throw new ShapeException($"it has {channels} slopes, one for each channel of [examples, {channels}, …].");
        Tensor slope = channels > 1 && x.Rank > 2 ? Slope.Reshape(new Shape([channels, .. Enumerable.Repeat(1, x.Rank - 2)])) : Slope;
        // What is above 0 is not multiplied at all: infinity times a slope of 0 would be no number.
        Tensor positive = x.IsGreater(0);
        return Tensor.Select(positive, x, slope * Tensor.Select(positive, 0, x));
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new PReLU(arguments.Integer("channels", Slope.Shape[0], 1, 1 << 16), arguments.Number("initial_slope", _initial),
            arguments.Choice("dtype", Slope.Type.Name(), "float32", "float64") == "float64" ? DType.Float64 : DType.Float32);
    }

    /// <inheritdoc/>
    public override string ToString() => Slope.Shape[0] == 1 ? "PReLU" : string.Create(CultureInfo.InvariantCulture, $"PReLU({Slope.Shape[0]})");
}
