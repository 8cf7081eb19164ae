namespace Glissade;

/// <summary>What the losses over classes share: the class axis is the second, [examples, classes, …]; a target is a class index or a distribution.</summary>
internal static class ClassTargets
{
    public const int Axis = 1;

    public static bool IsIndex(Tensor target) => !target.Type.IsFloat();

    public static void Check(Loss loss, Tensor prediction, Tensor target)
    {
        if (prediction.Rank < 2)
            throw new ShapeException($"{loss} needs one number a class, [examples, classes]; the prediction is {prediction.Shape}. For yes or no with one output take binary_cross_entropy_with_logits.");
        Shape indices = prediction.Shape.Without(Axis);
        if (IsIndex(target) ? target.Shape.Equals(indices) : target.Shape.Equals(prediction.Shape)) return;
        string remedy = IsIndex(target) switch
        {
            true when target.Count == indices.Count => $"write target.Reshape({string.Join(", ", indices)})",
            true when target.Count == prediction.Count => "a distribution is a float: write target.Cast(DType.Float32)",
            false when target.Count == indices.Count => $"a class index is an int: write target.Cast(DType.Int32){(target.Shape.Equals(indices) ? "" : $".Reshape({string.Join(", ", indices)})")}",
            false when target.Count == prediction.Count => $"write target.Reshape({string.Join(", ", prediction.Shape)})",
            _ => "give the network as many outputs as there are classes, and both as many examples",
        };
        throw new ShapeException($"{loss} of the prediction {prediction.Shape} needs a class index (int32 or uint8) {indices} or class probabilities (float) {prediction.Shape}; "
            + $"the target is {target.Type.Name()} {target.Shape}: {remedy}.");
    }

    /// <summary>Of numbers [examples, classes, …], those of the classes that <paramref name="index"/> [examples, …] names. An index out of range ends the run with an error.</summary>
    public static Tensor Pick(Tensor numbers, Tensor index) => numbers.TakeAlong(index.ExpandDimension(Axis), Axis).Squeeze(Axis);

    /// <summary>One number a class, beside numbers [examples, classes, …].</summary>
    public static Tensor Beside(Tensor perClass, Tensor numbers) =>
        perClass.Reshape([1, perClass.Shape[0], .. Enumerable.Repeat(1, numbers.Rank - 2)]);
}
