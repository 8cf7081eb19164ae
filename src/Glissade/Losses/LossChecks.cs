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
}
