using System.Globalization;

namespace Glissade;

/// <summary>What is put around pictures.</summary>
public enum PadMode
{
    /// <summary>One number.</summary>
    Constant,

    /// <summary>The picture mirrored at its border, which is not repeated.</summary>
    Reflect,

    /// <summary>The border repeated.</summary>
    Replicate,
}

/// <summary>Numbers put around the spatial axes of [examples, channels, …]: zeros, the picture mirrored, or its border repeated.</summary>
public sealed class Pad : Layer
{
    private readonly PerAxis _before, _after;
    private readonly PadMode _mode;
    private readonly double _value;

    /// <summary>A padding.</summary>
    /// <param name="before">How many numbers are put before, for every spatial axis or for all.</param>
    /// <param name="after">How many are put after; as many as before, unless said otherwise.</param>
    /// <param name="mode">Which numbers.</param>
    /// <param name="value">The number, if it is one.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is below 0, or the number is not finite.</exception>
    public Pad(PerAxis before, PerAxis? after = null, PadMode mode = PadMode.Constant, double value = 0)
    {
        ArgumentNullException.ThrowIfNull(before);
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "A padding needs a finite number.");
        (_before, _after, _mode, _value) = (before.AtLeast(0, nameof(before)), after is null || after.Count == 0 ? before : after.AtLeast(0, nameof(after)), mode, value);
    }

    /// <inheritdoc/>
    public override string Formula => "x with a border";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        int axes = x.SpatialAxes();
        int[] before = _before.Over(axes, "before"), after = _after.Over(axes, "after");
        if (_mode == PadMode.Constant) return x.Pad([0, 0, .. before], [0, 0, .. after], _value);
        for (int axis = 0; axis < axes; axis++)
        {
            int extent = x.Shape[axis + 2], most = Math.Max(before[axis], after[axis]);
            if (_mode == PadMode.Reflect && most >= extent) throw new ShapeException($"axis {axis + 2} has {extent} numbers, which can be mirrored into at most {extent - 1}; got {most}.");
            if (most > 0) x = x.Gather(Pictures.Indices(Enumerable.Range(-before[axis], before[axis] + extent + after[axis]).Select(i => Place(i, extent))), axis + 2);
        }

        return x;
    }

    private int Place(int i, int extent) => _mode == PadMode.Replicate ? Math.Clamp(i, 0, extent - 1) : i < 0 ? -i : i < extent ? i : 2 * (extent - 1) - i;

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        PerAxis before = arguments.PerAxis("before", _before, 0, isRequired: true);
        PadMode mode = arguments.Choice("mode", Name(_mode), "constant", "reflect", "replicate") switch { "reflect" => PadMode.Reflect, "replicate" => PadMode.Replicate, _ => PadMode.Constant };
        return new Pad(before, arguments.PerAxis("after", _after.Equals(_before) ? PerAxis.Automatic : _after, 0, word: "before"), mode, arguments.Number("value", _value));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Pad({_before}{(_after.Equals(_before) ? "" : $", {_after}")}, {Name(_mode)}{(_value == 0 ? "" : $", {_value}")})");

    private static string Name(PadMode mode) => mode switch { PadMode.Reflect => "reflect", PadMode.Replicate => "replicate", _ => "constant" };
}
