namespace Glissade.Operations;

/// <summary>
/// Convolution (cross-correlation, as the field has it) of [batch, channels, spatial…] with [filters, channels / groups, window…].
/// Terms in the order channel, row, column from +0 by fma; padding takes part as zeros. Windows of 3 by 3 over enough channels go tile by tile: <see cref="Winograd"/>.
/// </summary>
internal sealed record Convolution(Window Window, int Groups) : Operation
{
    public override string Name => "Convolution";

    public override string? OnnxName => "Conv";

    public override string Order => "fma from 0: channel, row, column; padding is zero; cut. Of 3 × 3 by tiles: fma from 0 over channels, 16 sums a tile";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        ConvolutionShapes.Require(inputs[0], inputs[1], this);
        Shape x = inputs[0].Shape, w = inputs[1].Shape;
        return (new Shape([x[0], w[0], .. Window.Outputs(x.Extents[2..], Name)]), inputs[0].Type);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) =>
    [
        Tensor.Apply(new ConvolutionInputGradient(this, node.Inputs[0].Shape), upstream, node.Inputs[1]),
        Tensor.Apply(new ConvolutionWeightGradient(this, node.Inputs[1].Shape), node.Inputs[0], upstream),
    ];

    public override double[] Evaluate(Tensor node, double[][] inputs)
    {
        var result = new double[node.Count];
        ConvolutionShapes.Visit(this, node.Inputs[0].Shape, node.Inputs[1].Shape, (x, w, y) =>
        {
            result[y] += (x >= 0 ? inputs[0][x] : 0) * inputs[1][w];
        });
        return result;
    }
}

/// <summary>
/// The gradient of a convolution with respect to its input: from (upstream, weights). Terms in the order filter, window position; what lies outside the upstream takes part as
/// zeros, and what lies between strides is left out.
/// </summary>
internal sealed record ConvolutionInputGradient(Convolution Forward, Shape InputShape) : Operation
{
    public override string Name => "ConvolutionInputGradient";

    public override string? OnnxName => "ConvTranspose";

    public override string Order => "fma from 0: filter, row, column of the window; outside is zero, between strides nothing; cut. Of 3 × 3 by tiles: as forward";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        ConvolutionShapes.RequireOutput(inputs[0], InputShape, inputs[1].Shape, Forward);
        return (InputShape, inputs[0].Type);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) =>
    [
        Tensor.Apply(Forward, upstream, node.Inputs[1]),
        Tensor.Apply(new ConvolutionWeightGradient(Forward, node.Inputs[1].Shape), upstream, node.Inputs[0]),
    ];

    public override double[] Evaluate(Tensor node, double[][] inputs)
    {
        var result = new double[node.Count];
        Shape w = node.Inputs[1].Shape, y = node.Inputs[0].Shape;
        int[] spatial = [.. InputShape.Extents[2..]], outputs = [.. y.Extents[2..]];
        int[,] readers = Forward.Window.Readers(spatial, outputs);
        int places = readers.GetLength(0), taps = readers.GetLength(1), channels = w[1], filters = w[0] / Forward.Groups, plane = outputs.Aggregate(1, (a, b) => a * b);
        for (int x = 0; x < result.Length; x++)
        {
            int channel = x / places % channels, group = x / places / channels % Forward.Groups, example = x / places / channels / Forward.Groups;
            for (int filter = group * filters; filter < (group + 1) * filters; filter++)
            {
                for (int tap = 0; tap < taps; tap++)
                {
                    int reader = readers[x % places, tap];
                    if (reader == Window.Between) continue;
                    double upstream = reader == Window.Outside ? 0 : inputs[0][(example * w[0] + filter) * plane + reader];
                    result[x] += upstream * inputs[1][(filter * channels + channel) * taps + tap];
                }
            }
        }

        return result;
    }
}

/// <summary>
/// The gradient of a convolution with respect to its weights: from (input, upstream). Terms in the order example, output position; padding takes part as zeros; cut
/// after whole examples. A third input, shaped as the weights, is what the first cut begins with in place of 0.
/// </summary>
internal sealed record ConvolutionWeightGradient(Convolution Forward, Shape WeightShape) : Operation
{
    public override string Name => "ConvolutionWeightGradient";

    public override string? OnnxName => null;

    public override string Order => "fma from 0 or the third input: example, row, column of the output; padding is zero; cut over the batch. Of 3 × 3 by tiles: over examples and tiles, 16 sums a weight";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        ConvolutionShapes.RequireOutput(inputs[1], inputs[0].Shape, WeightShape, Forward);
        if (inputs.Length > 2) Require(inputs[2].Shape.Equals(WeightShape) && inputs[2].Type == inputs[0].Type, $"What the gradient of weights begins with must be {inputs[0].Type.Name()} {WeightShape}; got {inputs[2].Type.Name()} {inputs[2].Shape}.");
        return (WeightShape, inputs[0].Type);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream)
    {
        Tensor toInput = Tensor.Apply(new ConvolutionInputGradient(Forward, node.Inputs[0].Shape), node.Inputs[1], upstream), toUpstream = Tensor.Apply(Forward, node.Inputs[0], upstream);
        return node.Inputs.Length > 2 ? [toInput, toUpstream, upstream] : [toInput, toUpstream];
    }

    public override double[] Evaluate(Tensor node, double[][] inputs)
    {
        double[] result = inputs.Length > 2 ? [.. inputs[2]] : new double[node.Count];
        ConvolutionShapes.Visit(Forward, node.Inputs[0].Shape, WeightShape, (x, w, y) =>
        {
            result[w] += (x >= 0 ? inputs[0][x] : 0) * inputs[1][y];
        });
        return result;
    }
}

internal static class ConvolutionShapes
{
    public static void Require(Tensor x, Tensor w, Convolution convolution)
    {
        string got = $"input {x.Shape}, weights {w.Shape}, {convolution.Groups} groups";
        if (x.Rank != convolution.Window.Rank + 2 || w.Rank != x.Rank)
            throw new ShapeException($"A convolution over {convolution.Window.Rank} axes takes [batch, channels, spatial…] and [filters, channels / groups, window…]; got {got}.");
        if (convolution.Groups < 1 || w.Shape[1] * convolution.Groups != x.Shape[1] || w.Shape[0] % convolution.Groups != 0)
            throw new ShapeException($"The channels of a convolution do not fit: channels must be weights' second extent times groups, and filters divisible by groups; got {got}.");
        if (!w.Shape.Extents[2..].SequenceEqual(convolution.Window.Extent.Extents))
            throw new ShapeException($"The weights {w.Shape} do not have the window {convolution.Window.Extent}.");
        if (!x.Type.IsFloat() || x.Type != w.Type)
            throw new ShapeException($"A convolution takes two floats of one type; got {x.Type.Name()} and {w.Type.Name()}.");
    }

    public static void RequireOutput(Tensor y, Shape x, Shape w, Convolution forward)
    {
        var expected = new Shape([x[0], w[0], .. forward.Window.Outputs(x.Extents[2..], forward.Name)]);
        if (!y.Shape.Equals(expected)) throw new ShapeException($"The gradient of a convolution of {x} with {w} has shape {expected}; got {y.Shape}.");
    }

    /// <summary>Every (input, weight, output) triple of positions of a convolution, the input −1 in the padding; for one output in the order channel, row, column.</summary>
    public static void Visit(Convolution convolution, Shape x, Shape w, Action<int, int, int> term)
    {
        Window window = convolution.Window;
        int[] spatial = [.. x.Extents[2..]], outputs = window.Outputs(x.Extents[2..], convolution.Name);
        int plane = spatial.Aggregate(1, (a, b) => a * b), taps = (int)window.Extent.Count, channels = w[1], filters = w[0], y = 0;
        for (int n = 0; n < x[0]; n++)
        {
            for (int filter = 0; filter < filters; filter++)
            {
                int firstChannel = filter / (filters / convolution.Groups) * channels;
                foreach (int[] output in Window.Indices(outputs))
                {
                    int[] positions = [.. window.Taps(spatial, output)];
                    for (int channel = 0; channel < channels; channel++)
                    {
                        int from = (n * x[1] + firstChannel + channel) * plane, weight = (filter * channels + channel) * taps;
                        for (int tap = 0; tap < taps; tap++) term(positions[tap] < 0 ? -1 : from + positions[tap], weight + tap, y);
                    }

                    y++;
                }
            }
        }
    }
}
