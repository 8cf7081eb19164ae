namespace Glissade.Operations;

/// <summary>
/// What one step of a scan computes, over placeholders: from the carried values, this step's items and values that do not change, to the next carried values and what is
/// emitted. Nothing is unrolled: the body is compiled once.
/// </summary>
/// <param name="Carries">Placeholders of the carried values.</param>
/// <param name="Items">Placeholders of the items: sequences without their first axis.</param>
/// <param name="Invariants">Placeholders of values from outside.</param>
/// <param name="Next">The carried values after the step.</param>
/// <param name="Emitted">What the step adds to the stacked results.</param>
internal sealed record ScanBody(Input[] Carries, Input[] Items, Input[] Invariants, Tensor[] Next, Tensor[] Emitted);

/// <summary>
/// A loop over the first axis of sequences. Inputs: first carried values, sequences, invariants. Its results (the last carried values, then
/// the stacked emissions) are read by <see cref="ScanResult"/>. Steps go in order, or from the last to the first.
/// </summary>
internal sealed record Scan(ScanBody Body, int Length, bool Reverse) : Operation
{
    public override string Name => "Scan";

    public override string Order => "steps in order; within a step, the body's";

    public override bool MayMerge => false;

    public int Results => Body.Next.Length + Body.Emitted.Length;

    /// <summary>Shape and type of one result.</summary>
    public (Shape, DType) Result(int index)
    {
        if (index < Body.Next.Length) return (Body.Next[index].Shape, Body.Next[index].Type);
        Tensor emitted = Body.Emitted[index - Body.Next.Length];
        return (new Shape([Length, .. emitted.Shape.Extents]), emitted.Type);
    }

    /// <summary>The scan itself is a tuple and is seen only by its results; as a tensor it counts as an empty one.</summary>
    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        int i = 0;
        foreach (Input carry in Body.Carries) RequireLike(inputs[i++], carry.Shape, carry.Type, "first carried value");
        foreach (Input item in Body.Items) RequireLike(inputs[i++], new Shape([Length, .. item.Shape.Extents]), item.Type, "sequence");
        foreach (Input invariant in Body.Invariants) RequireLike(inputs[i++], invariant.Shape, invariant.Type, "invariant");
        for (int c = 0; c < Body.Carries.Length; c++) RequireLike(Body.Next[c], Body.Carries[c].Shape, Body.Carries[c].Type, "next carried value");
        return (new Shape(0), DType.Bool);
    }

    private static void RequireLike(Tensor got, Shape shape, DType type, string what) =>
        Require(got.Shape.Equals(shape) && got.Type == type, $"Scan: a {what} must be {type.Name()} {shape}; got {got.Type.Name()} {got.Shape}.");

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) =>
        throw new InvalidOperationException("A scan is differentiated by its results together.");

    public override double[] Evaluate(Tensor node, double[][] inputs) =>
        throw new InvalidOperationException("A scan is evaluated by its results together.");
}

/// <summary>One result of a scan.</summary>
internal sealed record ScanResult(int Index) : Operation
{
    public override string Name => "ScanResult";

    public override string? OnnxName => null;

    public override string Order => "none";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs) => ((Scan)inputs[0].Operation).Result(Index);

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) =>
        throw new InvalidOperationException("A scan is differentiated by its results together.");

    public override double[] Evaluate(Tensor node, double[][] inputs) =>
        throw new InvalidOperationException("A scan is evaluated by its results together.");
}
