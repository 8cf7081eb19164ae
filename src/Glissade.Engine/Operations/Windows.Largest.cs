namespace Glissade.Operations;

/// <summary>
/// The position (int32, row-major in the whole input) of the first largest element of every window of the last axes; NaN counts as largest, padding is never chosen.
/// </summary>
internal sealed record WindowArgMax(Window Window) : Operation
{
    public override string Name => "WindowArgMax";

    public override string? OnnxName => "MaxPool";

    public override string Order => "none: the first largest";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Require(inputs[0].Count <= int.MaxValue, $"WindowArgMax numbers elements by int32; {inputs[0].Shape} has {inputs[0].Count}.");
        return (WindowsWithLargest.Result(inputs[0].Shape, Window, Name), DType.Int32);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [null];

    public override double[] Evaluate(Tensor node, double[][] inputs) => WindowsWithLargest.Places(Window, node.Inputs[0].Shape, node.Shape, inputs[0]);
}

/// <summary>The first largest element of every window of the last axes, which is the one that <see cref="WindowArgMax"/> names.</summary>
internal sealed record WindowMax(Window Window) : Operation
{
    public override string Name => "WindowMax";

    public override string? OnnxName => "MaxPool";

    public override string Order => "none: the first largest";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs) => (WindowsWithLargest.Result(inputs[0].Shape, Window, Name), inputs[0].Type);

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [Tensor.Apply(new WindowMaxGradient(Window), node.Inputs[0], upstream)];

    public override double[] Evaluate(Tensor node, double[][] inputs) =>
        [.. WindowsWithLargest.Places(Window, node.Inputs[0].Shape, node.Shape, inputs[0]).Select(place => inputs[0][(int)place])];
}

/// <summary>Zeros shaped as the first input, to which the second is added where each window has its first largest.</summary>
internal sealed record WindowMaxGradient(Window Window) : Operation
{
    /// <summary>Beyond this, float32 does not tell whole numbers apart.</summary>
    private const int MostTaps = 1 << 24;

    public override string Name => "WindowMaxGradient";

    public override string Order => "in the order of the windows, from +0";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Require(inputs[0].Type.IsFloat() && inputs[0].Type == inputs[1].Type, $"WindowMaxGradient takes two floats of one type; got {inputs[0].Type.Name()} and {inputs[1].Type.Name()}.");
        Shape windows = WindowsWithLargest.Result(inputs[0].Shape, Window, Name);
        Require(Window.Extent.Count <= MostTaps, $"WindowMaxGradient numbers the elements of a window by floats; {Window.Extent} has more than {MostTaps}. Take the largest along one axis after the other.");
        Require(windows.Equals(inputs[1].Shape), $"WindowMaxGradient of {inputs[0].Shape} takes a number for each of the windows, {windows}; got {inputs[1].Shape}.");
        return (inputs[0].Shape, inputs[0].Type);
    }

    /// <summary>Which element is the largest changes in jumps, so that the first input gets nothing.</summary>
    public override Tensor?[] Derivative(Tensor node, Tensor upstream) =>
        [null, upstream.Reshape(-1).Gather(Tensor.Apply(new WindowArgMax(Window), node.Inputs[0]))];

    public override double[] Evaluate(Tensor node, double[][] inputs)
    {
        var result = new double[node.Count];
        int at = 0;
        foreach (double place in WindowsWithLargest.Places(Window, node.Shape, node.Inputs[1].Shape, inputs[0])) result[(int)place] += inputs[1][at++];
        return result;
    }
}

internal static class WindowsWithLargest
{
    public static Shape Result(Shape input, Window window, string name)
    {
        int lead = input.Rank - window.Rank;
        if (lead >= 0 && !window.AlwaysReads(input.Extents[lead..], name))
        {
            throw new ShapeException(
                $"{name}: a window of {input} with extent {window.Extent}, dilation {window.Dilation} and padding {window.Before}, {window.After} lies in the padding altogether and has no largest; pad less.");
        }

        return WindowShapes.Result(input, window, name);
    }

    /// <summary>The position of the first largest element of every window.</summary>
    public static double[] Places(Window window, Shape from, Shape to, double[] values) => WindowShapes.Visit(from, to, window, (plane, taps) =>
    {
        double best = -1;
        foreach (int tap in taps.Where(tap => tap >= 0))
        {
            double value = values[plane + tap];
            if (best < 0 || value > values[(int)best] || (double.IsNaN(value) && !double.IsNaN(values[(int)best]))) best = plane + tap;
        }

        return best;
    });
}
