namespace Glissade;

/// <summary>What hides steps from an attention, as people give it: bool, [examples, others] for padding, or whatever broadcasts to the scores [examples, heads, steps, others].</summary>
internal static class AttentionMask
{
    /// <summary>The mask with four axes, each as long as that of the scores or 1.</summary>
    /// <param name="mask">As it was given.</param>
    /// <param name="scores">[examples, heads, steps, others].</param>
    /// <param name="name">What it is called where it was given.</param>
    /// <exception cref="ShapeException">It is not bool, or does not fit the scores.</exception>
    public static Tensor Of(Tensor mask, Shape scores, string name)
    {
        Tensor given = mask.Rank == 2 ? mask.Reshape(mask.Shape[0], 1, 1, mask.Shape[1]) : mask;
        while (given.Rank < 4) given = given.ExpandDimension(0);
        if (mask.Type == DType.Bool && given.Rank == 4 && Enumerable.Range(0, 4).All(axis => given.Shape[axis] == 1 || given.Shape[axis] == scores[axis])) return given;

        var shared = new Shape(1, 1, scores[2], scores[3]);
        string remedy = mask.Type != DType.Bool ? "Make it bool, as mask.IsNotEqual(0) does."
            : mask.Count == shared.Count ? $"If all examples and heads share it, give {Reshaped(shared)}."
            : mask.Count == scores.Count ? $"If its numbers are in this order, give {Reshaped(scores)}."
            : "Cut it, fill it up or make it for these lengths.";
        throw new ShapeException($"the mask '{name}' is {mask.Type.Name()} {mask.Shape}, and the scores are {scores}: examples, heads, steps, others. A mask is bool, true where a step may not be seen, and is "
            + $"[{scores[0]}, {scores[3]}] for padding, or has four axes, each 1 or as long as that of the scores, such as {shared}. {remedy}");
    }

    private static string Reshaped(Shape shape) => $"mask.Reshape({string.Join(", ", shape.Extents.ToArray())})";
}
