namespace Glissade;

/// <summary>What the losses share that compare the examples of a batch with each other.</summary>
internal static class Contrast
{
    /// <summary>The cosines of all examples, [examples, examples].</summary>
    public static Tensor Cosines(Tensor vectors)
    {
        Tensor directions = vectors.Normalize();
        return directions.MatMul(directions.Transpose());
    }

    /// <summary>Where two different examples have one group.</summary>
    public static Tensor Alike(Tensor groups)
    {
        Tensor group = groups.Cast(DType.Int32);
        return group.ExpandDimension(1).IsEqual(group.ExpandDimension(0)) & !Self(groups);
    }

    /// <summary>Where an example meets itself.</summary>
    public static Tensor Self(Tensor groups)
    {
        int count = groups.Shape[0];
        return Tensor.Iota(new Shape(count, 1)).IsEqual(Tensor.Iota(new Shape(1, count), 1));
    }
}
