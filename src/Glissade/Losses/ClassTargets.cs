namespace Glissade;

/// <summary>What the losses over classes share: the class axis is the second, [examples, classes, …]; a target is a class index or a distribution.</summary>
internal static class ClassTargets
{
    public const int Axis = 1;

    public static bool IsIndex(Tensor target) => !target.Type.IsFloat();

    /// <summary>Refuses shapes that do not belong together, and weights that are not as many as the classes.</summary>
    public static void Check(Loss loss, Tensor prediction, Tensor target, int weights = 0)
    {
        if (prediction.Rank < 2)
            throw new ShapeException($"{loss} needs one number a class, [examples, classes]; the prediction is {prediction.Shape}. For yes or no with one output take binary_cross_entropy_with_logits.");
        Shape indices = prediction.Shape.Without(Axis);
        if (weights > 0 && weights != prediction.Shape[Axis])
            throw new ShapeException($"{loss} has {weights} class weights; the prediction {prediction.Shape} has {prediction.Shape[Axis]} classes. Give one weight a class.");
        CheckTarget(loss, prediction, target, indices);
    }

    /// <summary>Refuses what is no logit of "above class k" for each class but the last.</summary>
    public static void CheckOrder(Loss loss, Tensor prediction, Tensor target)
    {
        if (prediction.Rank != 2)
            throw new ShapeException($"{loss} needs one number a class but the last, [examples, classes − 1]; the prediction is {prediction.Shape}.");
        CheckTarget(loss, prediction, target, prediction.Shape.Without(Axis));
    }

    /// <summary>Refuses what is no list of labels beside one number a class.</summary>
    public static void CheckLists(Loss loss, Tensor prediction, Tensor target)
    {
        if (prediction.Rank != 2)
            throw new ShapeException($"{loss} needs one number a class, [examples, classes]; the prediction is {prediction.Shape}.");
        LossChecks.SameShape(loss, prediction, target);
        if (!IsIndex(target)) throw new ShapeException($"{loss} needs the indices of the labels, ended by −1 (int32); the target is {target.Type.Name()} {target.Shape}: write target.Cast(DType.Int32), "
            + "or take multi_label_soft_margin as the loss if it is 0 or 1 for each class.");
    }

    private static void CheckTarget(Loss loss, Tensor prediction, Tensor target, Shape indices)
    {
        bool takesShares = loss.Target == TargetKind.Classes;
        if (IsIndex(target) ? target.Shape.Equals(indices) : takesShares && target.Shape.Equals(prediction.Shape)) return;
        string remedy = IsIndex(target) switch
        {
            true when prediction.Rank > 2 && target.Shape.Equals(prediction.Shape.Without(prediction.Rank - 1)) =>
                $"its classes seem to stand in the last axis; they belong in axis 1: put permute(axes=[{string.Join(", ", Enumerable.Range(1, prediction.Rank - 2).Prepend(prediction.Rank - 1))}]) behind the network",
            true when target.Count == indices.Count => $"write target.Reshape({string.Join(", ", indices)})",
            true when takesShares && target.Count == prediction.Count => "a distribution is a float: write target.Cast(DType.Float32)",
            false when target.Count == indices.Count => $"a class index is an int: write target.Cast(DType.Int32){(target.Shape.Equals(indices) ? "" : $".Reshape({string.Join(", ", indices)})")}",
            false when takesShares && target.Count == prediction.Count => $"write target.Reshape({string.Join(", ", prediction.Shape)})",
            _ => "give the network as many outputs as there are classes, and both as many examples",
        };
        throw new ShapeException($"{loss} of the prediction {prediction.Shape} needs a class index (int32 or uint8) {indices}{(takesShares ? $" or class probabilities (float) {prediction.Shape}" : "")}; "
            + $"the target is {target.Type.Name()} {target.Shape}: {remedy}.");
    }

    /// <summary>Of numbers [examples, classes, …], those of the classes that <paramref name="index"/> [examples, …] names. An index out of range ends the run with an error.</summary>
    public static Tensor Pick(Tensor numbers, Tensor index) => numbers.TakeAlong(Known(numbers, index), Axis).Squeeze(Axis);

    /// <summary>The same where the numbers are not wanted for themselves: a sum of zeros and one number, in the loop that computes them. Neither all of them nor a gradient of zeros is written.</summary>
    public static Tensor PickInLoop(Tensor numbers, Tensor index) => Tensor.Select(Known(numbers, index).IsEqual(Tensor.Iota(numbers.Shape, Axis)), numbers, 0).Sum(Axis);

    // That there is such a class, the gather sees to, which names the index if there is not.
    private static Tensor Known(Tensor numbers, Tensor index) => Tensor.Iota(new Shape(numbers.Shape[Axis]), 0).Gather(index).ExpandDimension(Axis);

    /// <summary>Of values [examples, classes, …] the one of the class, or the mean by the class probabilities; what has the share 0 counts for nothing, however large.</summary>
    public static Tensor Expected(Tensor values, Tensor target)
    {
        if (IsIndex(target)) return Pick(values, target.Cast(DType.Int32));
        Tensor shares = target.Cast(values.Type);
        return Tensor.Select(shares.IsEqual(0), 0, values * shares).Sum(Axis);
    }

    /// <summary>Class probabilities: those given, or 1 for the class and 0 for the others.</summary>
    public static Tensor Shares(Tensor target, Tensor prediction) => !IsIndex(target) ? target.Cast(prediction.Type)
        : target.Cast(DType.Int32).ExpandDimension(Axis).IsEqual(Tensor.Iota(prediction.Shape, Axis)).Cast(prediction.Type);

    /// <summary>Class indices with those to ignore made 0, and 1 for those that are kept.</summary>
    public static (Tensor Index, Tensor Kept) Keep(Tensor target, int ignored, DType type)
    {
        Tensor index = target.Cast(DType.Int32), keeps = index.IsNotEqual(ignored);
        return (Tensor.Select(keeps, index, 0), keeps.Cast(type));
    }

    /// <summary>One weight a class in the prediction's type, or null if none were given.</summary>
    public static Tensor? Weights(IReadOnlyList<double> weights, Tensor prediction) => weights.Count == 0 ? null : Tensor.From([.. weights]).Cast(prediction.Type);

    public static Tensor Softmax(Tensor prediction) => prediction.Softmax(Axis);

    /// <summary>One number a class, beside numbers [examples, classes, …].</summary>
    public static Tensor Beside(Tensor perClass, Tensor numbers) =>
        perClass.Reshape([1, perClass.Shape[0], .. Enumerable.Repeat(1, numbers.Rank - 2)]);
}
