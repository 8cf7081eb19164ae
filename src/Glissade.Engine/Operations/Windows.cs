namespace Glissade.Operations;

/// <summary>How windows lie over the last axes of a tensor: one number each for every such (spatial) axis.</summary>
internal sealed record Window(Shape Extent, Shape Stride, Shape Before, Shape After, Shape Dilation)
{
    /// <summary>No output is there, but one could be.</summary>
    public const int Outside = -1;

    /// <summary>No output can be there.</summary>
    public const int Between = -2;

    public int Rank => Extent.Rank;

    /// <summary>The number of windows along every spatial axis.</summary>
    public int[] Outputs(ReadOnlySpan<int> spatial, string name)
    {
        if (new[] { Stride.Rank, Before.Rank, After.Rank, Dilation.Rank, spatial.Length }.Any(rank => rank != Rank))
            throw new ShapeException($"{name} needs one extent, stride, padding and dilation for each of its {Rank} spatial axes.");
        var outputs = new int[Rank];
        for (int axis = 0; axis < Rank; axis++)
        {
            int reach = (Extent[axis] - 1) * Dilation[axis] + 1, room = spatial[axis] + Before[axis] + After[axis] - reach;
            if (Extent[axis] < 1 || Stride[axis] < 1 || Dilation[axis] < 1)
                throw new ShapeException($"{name} needs extents, strides and dilations of at least 1; got {Extent}, {Stride}, {Dilation}.");
            if (Before[axis] >= reach || After[axis] >= reach)
                throw new ShapeException($"{name} pads by {Before[axis]} and {After[axis]}, which must be less than the window's reach of {reach}.");
            if (room < 0)
                throw new ShapeException($"{name}: a window reaching over {reach} does not fit into {spatial[axis]} padded by {Before[axis]} and {After[axis]}.");
            outputs[axis] = room / Stride[axis] + 1;
        }

        return outputs;
    }

    /// <summary>Whether no window lies in the padding altogether, as a dilated one may.</summary>
    public bool AlwaysReads(ReadOnlySpan<int> spatial, string name)
    {
        int[] outputs = Outputs(spatial, name);
        for (int axis = 0; axis < Rank; axis++)
        {
            for (int output = 0; output < outputs[axis]; output++)
            {
                int position = output * Stride[axis] - Before[axis], taps = Extent[axis];
                while (taps > 0 && (position < 0 || position >= spatial[axis])) (position, taps) = (position + Dilation[axis], taps - 1);
                if (taps == 0) return false;
            }
        }

        return true;
    }

    /// <summary>Every tap of the window in row-major order: where it reads for an output index, or −1 in the padding.</summary>
    public IEnumerable<int> Taps(int[] spatial, int[] output)
    {
        var tap = new int[Rank];
        for (long i = 0; i < Extent.Count; i++)
        {
            int at = 0;
            for (int axis = 0; axis < Rank; axis++)
            {
                int position = output[axis] * Stride[axis] - Before[axis] + tap[axis] * Dilation[axis];
                at = at < 0 || position < 0 || position >= spatial[axis] ? -1 : at * spatial[axis] + position;
            }

            yield return at;
            for (int axis = Rank - 1; axis >= 0 && ++tap[axis] == Extent[axis]; axis--) tap[axis] = 0;
        }
    }

    /// <summary>
    /// The way back: for every input position and tap, both row-major, the output that reads the one through the other; <see cref="Outside"/> where that would be before the
    /// first output or after the last, and <see cref="Between"/> where it would be between two.
    /// </summary>
    public int[,] Readers(int[] spatial, int[] outputs)
    {
        var readers = new int[spatial.Aggregate(1, (a, b) => a * b), (int)Extent.Count];
        int place = 0;
        foreach (int[] position in Indices(spatial))
        {
            int number = 0;
            foreach (int[] tap in Indices([.. Extent])) readers[place, number++] = Reader(position, tap, outputs);
            place++;
        }

        return readers;
    }

    private int Reader(int[] position, int[] tap, int[] outputs)
    {
        int reader = 0;
        bool outside = false;
        for (int axis = 0; axis < Rank; axis++)
        {
            int ahead = position[axis] + Before[axis] - tap[axis] * Dilation[axis], output = ahead / Stride[axis];
            if (ahead % Stride[axis] != 0) return Between;
            outside |= output < 0 || output >= outputs[axis];
            reader = reader * outputs[axis] + output;
        }

        return outside ? Outside : reader;
    }

    /// <summary>Every output index in row-major order.</summary>
    public static IEnumerable<int[]> Indices(int[] outputs)
    {
        long count = outputs.Aggregate(1L, (a, b) => a * b);
        var index = new int[outputs.Length];
        for (long i = 0; i < count; i++)
        {
            yield return index;
            for (int axis = outputs.Length - 1; axis >= 0 && ++index[axis] == outputs[axis]; axis--) index[axis] = 0;
        }
    }
}

/// <summary>Sums over windows of the last axes; padding adds nothing.</summary>
internal sealed record WindowSum(Window Window) : Operation
{
    public override string Name => "WindowSum";

    public override string? OnnxName => "AveragePool";

    public override string Order => "in order over the window, row-major, from +0";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Require(inputs[0].Type.IsFloat(), $"WindowSum takes floats; got {inputs[0].Type.Name()}.");
        return (WindowShapes.Result(inputs[0], Window, Name), inputs[0].Type);
    }

    /// <summary>The upstream spread by the stride, padded, and summed over windows turned around.</summary>
    public override Tensor?[] Derivative(Tensor node, Tensor upstream)
    {
        Shape from = node.Inputs[0].Shape;
        // Windows may lie in the padding of nothing; then no window of the upstream fits what there is to give back.
        if (from.Count == 0) return [Tensor.Zeros(from, upstream.Type)];
        int rank = from.Rank, lead = rank - Window.Rank;
        int[] before = new int[rank], after = new int[rank], between = new int[rank], ones = [.. Enumerable.Repeat(1, Window.Rank)], zeros = new int[Window.Rank];
        for (int axis = 0; axis < Window.Rank; axis++)
        {
            int reach = (Window.Extent[axis] - 1) * Window.Dilation[axis], spread = (node.Shape[lead + axis] - 1) * Window.Stride[axis] + 1;
            before[lead + axis] = reach - Window.Before[axis];
            after[lead + axis] = from[lead + axis] + Window.Before[axis] - spread;
            between[lead + axis] = Window.Stride[axis] - 1;
        }

        Tensor spreadOut = Tensor.Apply(new Pad(new Shape(before), new Shape(after), new Shape(between), 0), upstream);
        return [Tensor.Apply(new WindowSum(Window with { Stride = new Shape(ones), Before = new Shape(zeros), After = new Shape(zeros) }), spreadOut)];
    }

    public override double[] Evaluate(Tensor node, double[][] inputs) =>
        WindowShapes.Visit(node, Window, (plane, taps) => taps.Sum(tap => tap < 0 ? 0 : inputs[0][plane + tap]));
}

/// <summary>
/// The position (int32, row-major in the whole input) of the first largest element of every window of the last axes; NaN counts as largest, padding is never chosen.
/// Max pooling gathers by it, and its gradient scatters by it.
/// </summary>
internal sealed record WindowArgMax(Window Window) : Operation
{
    public override string Name => "WindowArgMax";

    public override string? OnnxName => "MaxPool";

    public override string Order => "none: the first largest";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        int lead = inputs[0].Rank - Window.Rank;
        Require(lead < 0 || Window.AlwaysReads(inputs[0].Shape.Extents[lead..], Name),
            $"WindowArgMax: a window of {inputs[0].Shape} with extent {Window.Extent}, dilation {Window.Dilation} and padding {Window.Before}, {Window.After} lies in the padding altogether and has no largest; pad less.");
        Require(inputs[0].Count <= int.MaxValue, $"WindowArgMax numbers elements by int32; {inputs[0].Shape} has {inputs[0].Count}.");
        return (WindowShapes.Result(inputs[0], Window, Name), DType.Int32);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [null];

    public override double[] Evaluate(Tensor node, double[][] inputs) => WindowShapes.Visit(node, Window, (plane, taps) =>
    {
        double best = -1;
        foreach (int tap in taps.Where(tap => tap >= 0))
        {
            double value = inputs[0][plane + tap];
            if (best < 0 || value > inputs[0][(int)best] || (double.IsNaN(value) && !double.IsNaN(inputs[0][(int)best]))) best = plane + tap;
        }

        return best;
    });
}

internal static class WindowShapes
{
    public static Shape Result(Tensor input, Window window, string name)
    {
        int lead = input.Rank - window.Rank;
        if (lead < 0) throw new ShapeException($"{name} over {window.Rank} axes does not fit {input.Shape}.");
        return new Shape([.. input.Shape.Extents[..lead], .. window.Outputs(input.Shape.Extents[lead..], name)]);
    }

    /// <summary>Applies a rule to the taps of every window; the rule gets where the window's plane begins.</summary>
    public static double[] Visit(Tensor node, Window window, Func<int, IEnumerable<int>, double> rule)
    {
        Shape from = node.Inputs[0].Shape;
        int[] spatial = [.. from.Extents[^window.Rank..]], outputs = [.. node.Shape.Extents[^window.Rank..]];
        int plane = spatial.Aggregate(1, (a, b) => a * b), planes = from.Extents[..^window.Rank].ToArray().Aggregate(1, (a, b) => a * b), at = 0;
        var result = new double[node.Count];
        for (int p = 0; p < planes; p++)
            foreach (int[] output in Window.Indices(outputs)) result[at++] = rule(p * plane, window.Taps(spatial, output));
        return result;
    }
}
