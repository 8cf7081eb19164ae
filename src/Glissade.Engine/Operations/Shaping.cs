namespace Glissade.Operations;

/// <summary>What only says where elements stand. None of these rounds; most of them cost nothing, being another way to read the same memory.</summary>
internal abstract record Shaping : Operation
{
    public override string Order => "none";
}

/// <summary>The same elements in row-major order under another shape.</summary>
internal sealed record Reshape(Shape To) : Shaping
{
    public override string Name => "Reshape";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Require(inputs[0].Count == To.Count, $"{inputs[0].Shape} has {inputs[0].Count} elements and cannot be reshaped to {To}, which has {To.Count}.");
        return (To, inputs[0].Type);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [upstream.Reshape(node.Inputs[0].Shape)];

    public override double[] Evaluate(Tensor node, double[][] inputs) => [.. inputs[0]];
}

/// <summary>Axis i of the result is axis Axes[i] of the input.</summary>
internal sealed record Permute(Shape Axes) : Shaping
{
    public override string Name => "Permute";

    public override string? OnnxName => "Transpose";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Shape from = inputs[0].Shape;
        Require(Axes.Order().SequenceEqual(Enumerable.Range(0, from.Rank)), $"{Axes} does not name every axis of {from} once.");
        return (new Shape([.. Axes.Select(a => from[a])]), inputs[0].Type);
    }

    public Permute Inverse()
    {
        var inverse = new int[Axes.Rank];
        for (int i = 0; i < inverse.Length; i++) inverse[Axes[i]] = i;
        return new Permute(new Shape(inverse));
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [Tensor.Apply(Inverse(), upstream)];

    public override double[] Evaluate(Tensor node, double[][] inputs)
    {
        long[] strides = node.Inputs[0].Shape.Strides();
        return Strided.Read(node.Shape, inputs[0], 0, [.. Axes.Select(a => strides[a])]);
    }
}

/// <summary>Elements repeated along axes of extent 1, or along new axes in front.</summary>
internal sealed record Broadcast(Shape To) : Shaping
{
    public override string Name => "Broadcast";

    public override string? OnnxName => "Expand";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Shape from = inputs[0].Shape;
        bool fits = from.Rank <= To.Rank;
        for (int back = 1; fits && back <= from.Rank; back++) fits = from[-back] == To[-back] || from[-back] == 1;
        Require(fits, $"{from} cannot be broadcast to {To}: extents, aligned at the back, must be equal or 1.");
        return (To, inputs[0].Type);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [upstream.SumTo(node.Inputs[0].Shape)];

    /// <summary>Strides over the result's axes, given those of the input.</summary>
    public long[] Strides(Shape from, long[] strides)
    {
        var result = new long[To.Rank];
        for (int back = 1; back <= from.Rank; back++) result[^back] = from[-back] == 1 ? 0 : strides[^back];
        return result;
    }

    public override double[] Evaluate(Tensor node, double[][] inputs)
    {
        Shape from = node.Inputs[0].Shape;
        return Strided.Read(node.Shape, inputs[0], 0, Strides(from, from.Strides()));
    }
}

/// <summary>Elements Start, Start + Step, … (Extent of them) along every axis; a negative step reads backwards.</summary>
internal sealed record Slice(Shape Start, Shape Extent, Steps Step) : Shaping
{
    public override string Name => "Slice";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Shape from = inputs[0].Shape;
        for (int axis = 0; axis < from.Rank; axis++)
        {
            long last = Start[axis] + (long)(Extent[axis] - 1) * Step[axis];
            Require(Step[axis] != 0 && (Extent[axis] == 0 || (Start[axis] < from[axis] && last >= 0 && last < from[axis])),
                $"The slice from {Start[axis]} in steps of {Step[axis]}, {Extent[axis]} long, leaves axis {axis} of {from}.");
        }

        return (Extent, inputs[0].Type);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream)
    {
        // Turn backward axes around first; then every element goes to its place with gaps of Step − 1 between.
        Shape from = node.Inputs[0].Shape;
        bool backward = false;
        int rank = from.Rank;
        int[] turn = new int[rank], turnStart = new int[rank], before = new int[rank], after = new int[rank], gap = new int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            int extent = Extent[axis], step = Math.Abs(Step[axis]);
            turn[axis] = Step[axis] < 0 && extent > 0 ? -1 : 1;
            backward |= turn[axis] < 0;
            turnStart[axis] = turn[axis] < 0 ? extent - 1 : 0;
            int low = turn[axis] < 0 ? Start[axis] + (extent - 1) * Step[axis] : extent == 0 ? 0 : Start[axis];
            gap[axis] = step - 1;
            before[axis] = low;
            after[axis] = from[axis] - low - (extent == 0 ? 0 : (extent - 1) * step + 1);
        }

        Tensor straight = backward ? Tensor.Apply(new Slice(new Shape(turnStart), Extent, new Steps(turn)), upstream) : upstream;
        return [Tensor.Apply(new Pad(new Shape(before), new Shape(after), new Shape(gap), 0), straight)];
    }

    public override double[] Evaluate(Tensor node, double[][] inputs)
    {
        long[] strides = node.Inputs[0].Shape.Strides();
        long offset = 0;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            offset += Start[axis] * strides[axis];
            strides[axis] *= Step[axis];
        }

        return Strided.Read(node.Shape, inputs[0], offset, strides);
    }
}

/// <summary>Steps along axes, which may be negative; equal by value.</summary>
internal sealed class Steps(params int[] values) : IEquatable<Steps>
{
    public int this[int axis] => values[axis];

    public bool Equals(Steps? other) => other is not null && values.AsSpan().SequenceEqual(other.Values);

    public override bool Equals(object? obj) => Equals(obj as Steps);

    public override int GetHashCode() => values.Aggregate(17, HashCode.Combine);

    public override string ToString() => $"[{string.Join(", ", values)}]";

    private int[] Values => values;
}

/// <summary>A value put before, after and between the elements along every axis.</summary>
internal sealed record Pad(Shape Before, Shape After, Shape Between, double Value) : Shaping
{
    public override string Name => "Pad";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Shape from = inputs[0].Shape;
        Require(Before.Rank == from.Rank && After.Rank == from.Rank && Between.Rank == from.Rank, $"Pad needs one number an axis of {from}.");
        var to = new int[from.Rank];
        for (int axis = 0; axis < to.Length; axis++)
            to[axis] = Before[axis] + After[axis] + from[axis] + Math.Max(0, from[axis] - 1) * Between[axis];
        return (new Shape(to), inputs[0].Type);
    }

    /// <summary>The slice that reads the elements back.</summary>
    public Slice Inverse(Shape from) => new(
        new Shape([.. from.Zip(Before, (extent, before) => extent == 0 ? 0 : before)]), from, new Steps([.. Between.Select(between => between + 1)]));

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [Tensor.Apply(Inverse(node.Inputs[0].Shape), upstream)];

    public override double[] Evaluate(Tensor node, double[][] inputs)
    {
        var result = new double[node.Count];
        Array.Fill(result, node.Type == DType.Float32 ? (float)Value : Value);
        long[] strides = node.Shape.Strides();
        long offset = 0;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            offset += Before[axis] * strides[axis];
            strides[axis] *= Between[axis] + 1;
        }

        int at = 0;
        foreach (long target in Strided.Offsets(node.Inputs[0].Shape, offset, strides)) result[target] = inputs[0][at++];
        return result;
    }
}

/// <summary>Tensors one after the other along an axis.</summary>
internal sealed record Concatenate(int Axis) : Shaping
{
    public override string Name => "Concatenate";

    public override string? OnnxName => "Concat";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Require(inputs.Length > 0, "Concatenate needs at least one tensor.");
        int extent = 0;
        foreach (Tensor input in inputs)
        {
            Require(input.Rank == inputs[0].Rank && input.Shape.With(Axis, 0).Equals(inputs[0].Shape.With(Axis, 0)),
                $"Concatenate along axis {Axis} needs all other extents equal; got {inputs[0].Shape} and {input.Shape}.");
            Require(input.Type == inputs[0].Type, $"Concatenate does not mix {inputs[0].Type.Name()} with {input.Type.Name()}; cast one of them.");
            extent += input.Shape[Axis];
        }

        return (inputs[0].Shape.With(Axis, extent), inputs[0].Type);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream)
    {
        int at = 0;
        return [.. node.Inputs.Select(input =>
        {
            Tensor part = upstream.Narrow(Axis, at, input.Shape[Axis]);
            at += input.Shape[Axis];
            return part;
        })];
    }

    public override double[] Evaluate(Tensor node, double[][] inputs)
    {
        var result = new double[node.Count];
        long[] strides = node.Shape.Strides();
        int axis = node.Shape.Axis(Axis);
        long offset = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            int at = 0;
            foreach (long target in Strided.Offsets(node.Inputs[i].Shape, offset, strides)) result[target] = inputs[i][at++];
            offset += node.Inputs[i].Shape[axis] * strides[axis];
        }

        return result;
    }
}

/// <summary>The value, with nothing differentiated or rewritten through it.</summary>
internal sealed record Detach : Shaping
{
    public static readonly Detach Instance = new();

    public override string Name => "Detach";

    public override string? OnnxName => "Identity";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs) => (inputs[0].Shape, inputs[0].Type);

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [null];

    public override double[] Evaluate(Tensor node, double[][] inputs) => [.. inputs[0]];
}

/// <summary>
/// The value of the first input, with a derivative of its own with respect to the second: the third. For functions of which no body has an accurate derivative, because the chain rule multiplies
/// roundings (1/(1 + e⁻ˣ) gives e⁻ˣ·p·p, p rounded twice). The slope is a formula like any other, so that derivatives of every order are right.
/// </summary>
internal sealed record Sloped : Shaping
{
    public static readonly Sloped Instance = new();

    public override string Name => "Sloped";

    public override string? OnnxName => "Identity";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        foreach (Tensor input in inputs)
            Require(input.Shape.Equals(inputs[0].Shape) && input.Type == inputs[0].Type, $"A slope has the shape of the values, {inputs[0].Shape}; got {input.Shape}.");
        return (inputs[0].Shape, inputs[0].Type);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [null, upstream * node.Inputs[2], null];

    public override double[] Evaluate(Tensor node, double[][] inputs) => [.. inputs[0]];
}

/// <summary>
/// The value of the first input, the softmax p of the second along an axis, with the derivative that needs nothing but p: p·(u − Σ p·u) for an upstream u. Of an element that outweighs the others, u is
/// taken away from all first: p·(d − Σ p·d) with d = u − u of that element is the same number, but nothing cancels where p is nearly 1.
/// </summary>
internal sealed record SlopedSoftmax(int Axis) : Shaping
{
    public override string Name => "SlopedSoftmax";

    public override string? OnnxName => "Identity";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Require(inputs[1].Shape.Equals(inputs[0].Shape) && inputs[1].Type == inputs[0].Type, $"A softmax has the shape of its argument, {inputs[1].Shape}; got {inputs[0].Shape}.");
        return (inputs[0].Shape, inputs[0].Type);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream)
    {
        Tensor largest = Tensor.Select(node.IsGreater(0.5), upstream, 0).Sum(Axis, keepDimensions: true);
        Tensor distance = upstream - largest;
        return [null, node * (distance - (node * distance).Sum(Axis, keepDimensions: true))];
    }

    public override double[] Evaluate(Tensor node, double[][] inputs) => [.. inputs[0]];
}

/// <summary>The sum over all processes of a training; over one process, the tensor itself.</summary>
internal sealed record AllReduceSum : Shaping
{
    public static readonly AllReduceSum Instance = new();

    public override string Name => "AllReduceSum";

    public override string? OnnxName => "Identity";

    public override string Order => "by rank of the process";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs) => (inputs[0].Shape, inputs[0].Type);

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [Tensor.Apply(Instance, upstream)];

    public override double[] Evaluate(Tensor node, double[][] inputs) => [.. inputs[0]];
}

/// <summary>Walks over memory by strides, for the plain float64 formulas.</summary>
internal static class Strided
{
    /// <summary>The offset of every index of a shape, in row-major order.</summary>
    public static IEnumerable<long> Offsets(Shape shape, long offset, long[] strides)
    {
        if (shape.Count == 0) yield break;
        var index = new int[shape.Rank];
        while (true)
        {
            yield return offset;
            int axis = shape.Rank - 1;
            for (; axis >= 0; axis--)
            {
                offset += strides[axis];
                if (++index[axis] < shape[axis]) break;
                offset -= strides[axis] * shape[axis];
                index[axis] = 0;
            }

            if (axis < 0) yield break;
        }
    }

    public static double[] Read(Shape shape, double[] values, long offset, long[] strides) =>
        [.. Offsets(shape, offset, strides).Select(at => values[at])];
}
