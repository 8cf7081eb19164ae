namespace Glissade.Operations;

/// <summary>
/// A row of the closed table of primitives (with its attributes, such as an axis). Equal by value, so that equal expressions can be found. Everything the
/// engine knows of an operation stands in its row: the rule for shapes and types, the derivative as tensors, the order in which it adds, the plain
/// float64 formula that devices are tested against, and the name ONNX gives it.
/// </summary>
internal abstract record Operation
{
    /// <summary>The name in printing and errors.</summary>
    public abstract string Name { get; }

    /// <summary>The ONNX operator that means the same, or null where it takes several.</summary>
    public virtual string? OnnxName => Name;

    /// <summary>The order in which sums are taken, over logical indices; every device keeps it to the bit.</summary>
    public abstract string Order { get; }

    /// <summary>Shape and type of the result.</summary>
    /// <exception cref="ShapeException">The inputs do not fit.</exception>
    public abstract (Shape Shape, DType Type) Infer(ReadOnlySpan<Tensor> inputs);

    /// <summary>
    /// The gradient for every input, given the gradient <paramref name="upstream"/> of the result; null where the result does not depend
    /// smoothly on the input.
    /// </summary>
    public abstract Tensor?[] Derivative(Tensor node, Tensor upstream);

    /// <summary>The values of a node, row-major, by the plain formula in float64.</summary>
    public abstract double[] Evaluate(Tensor node, double[][] inputs);

    /// <summary>Nodes of a row may be merged when their inputs are equal; two random streams may not.</summary>
    public virtual bool MayMerge => true;

    protected static void Require(bool condition, string message)
    {
        if (!condition) throw new ShapeException(message);
    }
}

/// <summary>What holds values instead of computing them: parameters, buffers, inputs and constants.</summary>
internal sealed record Leaf : Operation
{
    public static readonly Leaf Instance = new();

    public override string Name => "Leaf";

    public override string? OnnxName => null;

    public override string Order => "none";

    public override bool MayMerge => false;

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs) => throw new InvalidOperationException("A leaf is not applied.");

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [];

    public override double[] Evaluate(Tensor node, double[][] inputs) => throw new InvalidOperationException("A leaf is not computed.");
}

/// <summary>A call of a composite. The body is written over the very arguments, so putting it in place of the call is all that expansion takes.</summary>
internal sealed record CompositeCall(string CompositeName, int Axis, Tensor Body) : Operation
{
    public override string Name => CompositeName;

    public override string? OnnxName => null;

    public override string Order => "its body's";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs) => (Body.Shape, Body.Type);

    /// <summary>Composites are expanded before differentiation.</summary>
    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => throw new InvalidOperationException($"{Name} was not expanded.");

    public override double[] Evaluate(Tensor node, double[][] inputs) => throw new InvalidOperationException($"{Name} was not expanded.");

    /// <summary>Calls are equal when their bodies are the same node: arguments such as an epsilon live only there.</summary>
    public bool Equals(CompositeCall? other) => other is not null && ReferenceEquals(other.Body, Body);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Body);
}
