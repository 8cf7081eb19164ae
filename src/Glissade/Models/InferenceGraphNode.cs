namespace Glissade;

/// <summary>A whole number that depends on the batch: a + b·N.</summary>
/// <param name="A">What does not grow with the batch.</param>
/// <param name="B">What every example adds.</param>
internal readonly record struct Affine(long A, long B)
{
    /// <summary>Numbers that do not depend on the batch.</summary>
    public static Affine[] Of(ReadOnlySpan<int> numbers)
    {
        var result = new Affine[numbers.Length];
        for (int i = 0; i < result.Length; i++) result[i] = new Affine(numbers[i], 0);
        return result;
    }

    /// <summary>The number at a batch size.</summary>
    /// <exception cref="ShapeException">It does not fit 32 bits.</exception>
    public int At(int batch)
    {
        Int128 value = A + (Int128)B * batch;
        return value >= int.MinValue && value <= int.MaxValue ? (int)value : throw new ShapeException($"{this} is too large at a batch of {batch}.");
    }

    /// <summary>The shape at a batch size.</summary>
    public static Shape ShapeAt(Affine[] extents, int batch) => new([.. extents.Select(extent => extent.At(batch))]);

    /// <inheritdoc/>
    public override string ToString() => B == 0 ? $"{A}" : A == 0 ? $"{B}·N" : $"{A} + {B}·N";
}

/// <summary>A named attribute of an operation, such as an axis.</summary>
/// <param name="Name">Unique among the operation's attributes.</param>
internal abstract record InferenceGraphAttribute(string Name)
{
    /// <summary>A whole number.</summary>
    public sealed record Whole(string Name, Affine Value) : InferenceGraphAttribute(Name);

    /// <summary>Whole numbers, such as a shape.</summary>
    public sealed record Wholes(string Name, Affine[] Values) : InferenceGraphAttribute(Name);

    /// <summary>Yes or no.</summary>
    public sealed record Flag(string Name, bool Value) : InferenceGraphAttribute(Name);

    /// <summary>A text; also numbers with a fraction, which stand as text to the last bit.</summary>
    public sealed record Text(string Name, string Value) : InferenceGraphAttribute(Name);
}

/// <summary>A node of a saved graph. Nodes are numbered; a node names only those before it.</summary>
/// <param name="Place">The number of its provenance.</param>
/// <param name="IsExact">Whether it is to be computed as it stands, without stabilising.</param>
internal abstract record InferenceGraphNode(int Place, bool IsExact)
{
    /// <summary>A leaf: what has values from elsewhere.</summary>
    /// <param name="Name">Its name: an input's, a state's in the file, a constant's in the file.</param>
    /// <param name="Kind">Which of these it is.</param>
    /// <param name="Type">The type of the elements.</param>
    /// <param name="Shape">The extents; only an input's grow with the batch.</param>
    /// <param name="Place">The number of its provenance.</param>
    /// <param name="IsExact">Whether it is to be computed as it stands.</param>
    public sealed record Leaf(string Name, LeafKind Kind, DType Type, Affine[] Shape, int Place, bool IsExact) : InferenceGraphNode(Place, IsExact);

    /// <summary>A number known to the compiler.</summary>
    public sealed record Scalar(double Value, DType Type, int Place, bool IsExact) : InferenceGraphNode(Place, IsExact);

    /// <summary>An int32 that grows with the batch: a stride or a bound in the arithmetic of indices.</summary>
    public sealed record Count(Affine Value, int Place, bool IsExact) : InferenceGraphNode(Place, IsExact);

    /// <summary>A row of the table of operations, applied.</summary>
    public sealed record Applied(InferenceGraphOperation Operation, int[] Inputs, InferenceGraphAttribute[] Attributes, int Place, bool IsExact) : InferenceGraphNode(Place, IsExact);

    /// <summary>A call of a composite.</summary>
    /// <param name="Name">The composite's name, by which rules and refusals know it.</param>
    /// <param name="Inputs">The arguments.</param>
    /// <param name="Axis">The axis it works along.</param>
    /// <param name="Body">The node that is its meaning.</param>
    /// <param name="Place">The number of its provenance.</param>
    /// <param name="IsExact">Whether it is to be computed as it stands.</param>
    public sealed record Call(string Name, int[] Inputs, Affine Axis, int Body, int Place, bool IsExact) : InferenceGraphNode(Place, IsExact);

    /// <summary>A loop, with a graph of its own for one step.</summary>
    public sealed record Scan(int[] Inputs, Affine Length, bool Reverse, InferenceGraphStep Step, int Place, bool IsExact) : InferenceGraphNode(Place, IsExact);
}

/// <summary>What a leaf is.</summary>
internal enum LeafKind
{
    /// <summary>Given at every run; inside a scan, a placeholder.</summary>
    Input,

    /// <summary>A parameter or buffer.</summary>
    State,

    /// <summary>An array that was fixed when the graph was built.</summary>
    Constant,
}

/// <summary>The step of a scan: a graph over placeholders, all by the numbers of its own nodes.</summary>
internal sealed record InferenceGraphStep(InferenceGraphNode[] Nodes, int[] Carries, int[] Items, int[] Invariants, int[] Next, int[] Emitted);
