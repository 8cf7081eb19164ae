namespace Glissade;

/// <summary>The refusals that losses share: each names both shapes and the line that would work.</summary>
internal static class LossChecks
{
    public static void SameShape(Loss loss, Tensor prediction, Tensor target)
    {
        if (prediction.Shape.Equals(target.Shape)) return;
        string remedy = prediction.Count == target.Count
            ? $"they have as many elements: write target.Reshape({string.Join(", ", prediction.Shape)})"
            : "a loss never broadcasts one against the other; give the network as many outputs as the target has";
        throw new ShapeException($"{loss} needs prediction and target of one shape; the prediction is {prediction.Shape} and the target {target.Shape}: {remedy}.");
    }

    /// <summary>The same, with so many weights along the last axis.</summary>
    public static void SameShape(Loss loss, Tensor prediction, Tensor target, int weights)
    {
        SameShape(loss, prediction, target);
        if (weights > 0 && (prediction.Rank < 2 || prediction.Shape[-1] != weights))
            throw new ShapeException($"{loss} has {weights} weights, but the last axis of the prediction {prediction.Shape} has not as many outputs; give one weight an output.");
    }

    /// <summary>The same, of vectors along the last axis.</summary>
    public static void SameVectors(Loss loss, Tensor prediction, Tensor target)
    {
        SameShape(loss, prediction, target);
        if (prediction.Rank < 2) throw new ShapeException($"{loss} compares vectors, [examples, numbers]; the prediction is {prediction.Shape}: give it an axis of numbers.");
    }

    /// <summary>The sum over all but the first axis.</summary>
    public static Tensor PerExample(Tensor values) => values.Rank < 2 ? values : values.Reshape(values.Shape[0], -1).Sum(1);

    public static Tensor Exp(Tensor prediction) => prediction.Exp();

    public static Tensor LastSoftmax(Tensor prediction) => prediction.Softmax();

    public static Tensor Sigmoid(Tensor prediction) => prediction.Sigmoid();
}
