using System.Runtime.CompilerServices;
using Glissade.Operations;

namespace Glissade;

/// <summary>
/// What the engine may take for granted of a graph that formulas made, and must be asked of one that a file holds: the methods on <see cref="Tensor"/> see to it there. Refusals are
/// <see cref="ShapeException"/>s, which the reader turns into errors that name the file.
/// </summary>
internal static class InferenceGraphGuards
{
    /// <summary>More axes than any formula has.</summary>
    public const int MostAxes = 16;

    // The composites that stabilising rules know by name: of one argument, shaped as it; of two; and those that reduce along their axis, which keeps the extent 1.
    private static readonly string[] s_ofOne =
    [
        nameof(Tensor.Sigmoid), nameof(Tensor.LogSigmoid), nameof(Tensor.Softplus), nameof(Tensor.ClampedLog), nameof(Tensor.LayerNorm), nameof(Tensor.Gelu), nameof(Tensor.Relu),
        nameof(Tensor.Softmax), nameof(Tensor.LogSoftmax), nameof(Tensor.LogOneMinusSoftmax), nameof(Tensor.OneMinusExp), nameof(Tensor.ExpMinusOne), nameof(Tensor.LogOneMinusExp),
        nameof(Tensor.Arctangent), nameof(Tensor.LogCosh), nameof(Tensor.SechSquared), nameof(Tensor.XLogX), nameof(Tensor.RootOfOnePlusMinusOne), nameof(Tensor.Normalize), nameof(Tensor.LogSumExp), nameof(Tensor.Norm),
    ];

    private static readonly string[] s_ofTwo = [nameof(Tensor.ClampedLogOfPart), nameof(Tensor.WeightedLogSumExp), nameof(Tensor.LogAddExp), nameof(Tensor.LogOfQuotient), nameof(Tensor.Hypotenuse)];

    private static readonly string[] s_reducing = [nameof(Tensor.LogSumExp), nameof(Tensor.Norm), nameof(Tensor.WeightedLogSumExp)];

    /// <summary>The names of the engine's own composites.</summary>
    public static IEnumerable<string> KnownComposites => s_ofOne.Concat(s_ofTwo);

    /// <summary>Refuses; the message is put together only then.</summary>
    public static void Require(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref Refusal message)
    {
        if (!condition) throw new ShapeException(message.ToString());
    }

    /// <inheritdoc cref="Require(bool, ref Refusal)"/>
    public static void Require(bool condition, string message)
    {
        if (!condition) throw new ShapeException(message);
    }

    public static void Positive(int value, string what) => Require(value >= 1, $"The {what} must be at least 1; got {value}.");

    public static void Axis(int axis, Shape shape) => Require(axis >= 0 && axis < shape.Rank, $"There is no axis {axis} in {shape}.");

    public static Slice Slice(Shape start, Shape extent, int[] step)
    {
        Require(start.Rank == extent.Rank && step.Length == extent.Rank, "A slice needs one start, extent and step for each axis.");
        Require(!step.Contains(int.MinValue), "A slice's step is out of range.");
        return new Slice(start, extent, new Steps(step));
    }

    public static void Slice(Slice slice, Tensor[] inputs) => Require(slice.Extent.Rank == inputs[0].Rank, $"A slice over {slice.Extent.Rank} axes does not fit {inputs[0].Shape}.");

    public static void Pad(Operations.Pad pad, Tensor[] inputs)
    {
        Shape from = inputs[0].Shape;
        Require(pad.Before.Rank == from.Rank && pad.After.Rank == from.Rank && pad.Between.Rank == from.Rank, $"Pad needs one number an axis of {from}.");
        for (int axis = 0; axis < from.Rank; axis++)
            Fits(pad.Before[axis] + (long)pad.After[axis] + from[axis] + Math.Max(0, from[axis] - 1L) * pad.Between[axis]);
        // Throws if the type cannot hold the number.
        _ = Constant.Of(pad.Value, inputs[0].Type);
    }

    public static void Concatenate(Concatenate concatenate, Tensor[] inputs)
    {
        Axis(concatenate.Axis, inputs[0].Shape);
        long extent = 0;
        foreach (Tensor input in inputs) extent += concatenate.Axis < input.Rank ? input.Shape[concatenate.Axis] : 0;
        Fits(extent);
    }

    public static void Product(MatrixProduct product, Tensor[] inputs)
    {
        Positive(product.Cut, "cut");
        Positive(product.RowsOfExample, "count of rows of an example");
        Require(!product.Lanes || (!product.TransposeLeft && inputs[1].Rank >= 2 && inputs[1].Shape[product.TransposeRight ? -2 : -1] == 1), "Only a product with one column is summed in lanes.");
    }

    public static void Convolution(Convolution convolution, Shape x, Shape weights, Tensor[] inputs)
    {
        Window window = convolution.Window;
        Require(window.Rank is >= 1 and <= 3 && x.Rank == window.Rank + 2 && weights.Rank == x.Rank, $"A convolution over {window.Rank} axes does not fit {x} and {weights}.");
        Window(window, x);
        Require(convolution.Groups >= 1 && (long)weights[1] * convolution.Groups == x[1] && weights[0] % convolution.Groups == 0, $"{convolution.Groups} groups do not fit {x} and {weights}.");
        Require(weights.Extents[2..].SequenceEqual(window.Extent.Extents), $"The weights {weights} do not have the window {window.Extent}.");
        Require(inputs[0].Type.IsFloat() && inputs[0].Type == inputs[1].Type, "A convolution takes two floats of one type.");
    }

    public static void Window(Window window, Shape from)
    {
        Require(window.Rank >= 1 && window.Rank <= from.Rank, $"A window over {window.Rank} axes does not fit {from}.");
        Require(window.Stride.Rank == window.Rank && window.Before.Rank == window.Rank && window.After.Rank == window.Rank && window.Dilation.Rank == window.Rank,
            "A window needs one extent, stride, padding and dilation for each axis.");
        for (int axis = 0; axis < window.Rank; axis++)
        {
            Fits((window.Extent[axis] - 1L) * window.Dilation[axis] + 1);
            Fits(from[axis - window.Rank] + (long)window.Before[axis] + window.After[axis]);
        }

        Require(window.Extent.Count <= 1 << 24, $"A window of {window.Extent} is larger than any is.");
    }

    /// <summary>A call must be what the rules that know its name take it for: they put formulas of its argument in its place.</summary>
    public static void Call(string name, int axis, Tensor[] arguments, Tensor body)
    {
        Require(arguments.Length > 0, $"The call of {name} has no argument.");
        int known = s_ofOne.Contains(name) ? 1 : s_ofTwo.Contains(name) ? 2 : 0;
        if (known == 0) return;
        Require(arguments.Length == known, $"{name} takes {known} arguments; got {arguments.Length}.");
        Shape shape = arguments[0].Shape;
        Require(axis >= 0 && axis < Math.Max(1, shape.Rank), $"{name} goes along axis {axis}, which {shape} does not have.");
        foreach (Tensor argument in arguments)
            Require(argument.Type.IsFloat() && argument.Type == body.Type && argument.Shape.Equals(shape), $"{name} takes floats of one type and shape, and gives that type.");
        Require(body.Shape.Equals(s_reducing.Contains(name) ? shape.With(axis, 1) : shape), $"{name} of {shape} cannot give {body.Shape}.");
    }

    private static void Fits(long extent) => Require(extent <= int.MaxValue, $"An extent of {extent} is too large.");

    /// <summary>A message that nobody needs while all is well: graphs have many nodes.</summary>
    [InterpolatedStringHandler]
    internal ref struct Refusal
    {
        private DefaultInterpolatedStringHandler _text;

        public Refusal(int literalLength, int formattedCount, bool condition, out bool needed)
        {
            needed = !condition;
            if (needed) _text = new DefaultInterpolatedStringHandler(literalLength, formattedCount, System.Globalization.CultureInfo.InvariantCulture);
        }

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public override string ToString() => _text.ToStringAndClear();
    }
}
