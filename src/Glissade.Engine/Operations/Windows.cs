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
        return (WindowShapes.Result(inputs[0].Shape, Window, Name), inputs[0].Type);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [Tensor.Apply(new WindowSumGradient(Window, node.Inputs[0].Shape), upstream)];

    public override double[] Evaluate(Tensor node, double[][] inputs) =>
        WindowShapes.Visit(node.Inputs[0].Shape, node.Shape, Window, (plane, taps) => taps.Sum(tap => tap < 0 ? 0 : inputs[0][plane + tap]));
}

/// <summary>Sums over windows the other way around: every element of an input of shape <paramref name="To"/> gets the sum of what the windows that read it are given.</summary>
internal sealed record WindowSumGradient(Window Window, Shape To) : Operation
{
    public override string Name => "WindowSumGradient";

    public override string Order => "in the order of the windows, from +0";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Require(inputs[0].Type.IsFloat(), $"WindowSumGradient takes floats; got {inputs[0].Type.Name()}.");
        Shape windows = WindowShapes.Result(To, Window, Name);
        Require(windows.Equals(inputs[0].Shape), $"WindowSumGradient to {To} takes a number for each of the windows, {windows}; got {inputs[0].Shape}.");
        return (To, inputs[0].Type);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [Tensor.Apply(new WindowSum(Window), upstream)];

    public override double[] Evaluate(Tensor node, double[][] inputs)
    {
        var result = new double[node.Count];
        int at = 0;
        WindowShapes.Visit(To, node.Inputs[0].Shape, Window, (plane, taps) =>
        {
            foreach (int tap in taps)
                if (tap >= 0) result[plane + tap] += inputs[0][at];
            return at++;
        });
        return result;
    }
}

internal static class WindowShapes
{
    public static Shape Result(Shape input, Window window, string name)
    {
        int lead = input.Rank - window.Rank;
        if (lead < 0) throw new ShapeException($"{name} over {window.Rank} axes does not fit {input}.");
        return new Shape([.. input.Extents[..lead], .. window.Outputs(input.Extents[lead..], name)]);
    }

    /// <summary>Applies a rule to the taps of every window; the rule gets where the window's plane begins.</summary>
    public static double[] Visit(Shape from, Shape to, Window window, Func<int, IEnumerable<int>, double> rule)
    {
        int[] spatial = [.. from.Extents[^window.Rank..]], outputs = [.. to.Extents[^window.Rank..]];
        int plane = spatial.Aggregate(1, (a, b) => a * b), planes = from.Extents[..^window.Rank].ToArray().Aggregate(1, (a, b) => a * b), at = 0;
        var result = new double[to.Count];
        for (int p = 0; p < planes; p++)
            foreach (int[] output in Window.Indices(outputs)) result[at++] = rule(p * plane, window.Taps(spatial, output));
        return result;
    }
}
