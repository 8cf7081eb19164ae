namespace Glissade;

/// <summary>What the losses share that take several numbers or vectors for one target: they stand along the second axis of the prediction.</summary>
internal static class Pairs
{
    public static void Check(Loss loss, Tensor prediction, Tensor target, string what)
    {
        Shape p = prediction.Shape, t = target.Shape;
        if (p.Rank > 1 && p[1] % 2 == 0)
        {
            Shape wanted = new([p[0], p[1] / 2, .. p.Extents[2..]]);
            if (t.Equals(wanted) || (p.Rank == 2 && p[1] == 2 && t.Equals(new Shape(p[0])))) return;
            if (target.Count == wanted.Count) throw new ShapeException($"{loss} of the prediction {p}, {what} one behind the other along the second axis, needs the target {wanted}; it is {t}: write target.Reshape({string.Join(", ", wanted)}).");
        }

        throw new ShapeException($"{loss} needs {what} one behind the other along the second axis of the prediction, [examples, 2k, …] for the target [examples, k, …]; "
            + $"the prediction is {p} and the target {t}: give the network twice as many outputs as the target has.");
    }

    /// <summary>The two halves of the prediction, of the target's shape each.</summary>
    public static (Tensor First, Tensor Second) Halves(Tensor prediction, Tensor target)
    {
        int half = prediction.Shape[1] / 2;
        return (prediction.Narrow(1, 0, half).Reshape(target.Shape), prediction.Narrow(1, half, half).Reshape(target.Shape));
    }

    /// <summary>The first half of the prediction.</summary>
    public static Tensor First(Tensor prediction) => prediction.Narrow(1, 0, Math.Max(1, prediction.Shape[1] / 2));

    /// <summary>The p-norm of the difference along the last axis, epsilon added to each number of it.</summary>
    public static Tensor Distance(Tensor x, Tensor y, double p, double epsilon)
    {
        Tensor difference = x - y + epsilon;
        if (p == 2) return difference.Norm(-1);
        Tensor size = difference.Absolute();
        if (p == 1) return size.Sum(-1);
        // Seen from the largest of them no power overflows, and not all of them vanish; the norm does not depend on where it is seen from. A difference of 0 has the slope 0.
        Tensor largest = size.Max(-1, keepDimensions: true).Detach(), scale = Tensor.Select(largest.IsEqual(0), 1, largest);
        Tensor share = size / scale, none = share.IsEqual(0), powers = Tensor.Select(none, 0, (Tensor.Select(none, 1, share).Log() * p).Exp());
        Tensor sum = powers.Sum(-1), equal = sum.IsEqual(0);
        return Tensor.Select(equal, 0, (Tensor.Select(equal, 1, sum).Log() / p).Exp() * scale.Squeeze(-1));
    }

    public static void CheckVectors(Loss loss, Tensor prediction, Tensor target, int vectors)
    {
        Shape p = prediction.Shape, t = target.Shape;
        if (p.Rank != 3 || p[1] != vectors)
            throw new ShapeException($"{loss} needs {vectors} vectors an example, [examples, {vectors}, numbers]; the prediction is {p}: end the network in a reshape, or stack the vectors with Tensor.Stack(1, …).");
        if (t.Equals(new Shape(p[0]))) return;
        throw new ShapeException($"{loss} of the prediction {p} needs one target an example, [{p[0]}]; the target is {t}: {(target.Count == p[0] ? $"write target.Reshape({p[0]})" : "give as many targets as examples")}.");
    }

    public static void CheckGroups(Loss loss, Tensor prediction, Tensor target)
    {
        Shape p = prediction.Shape, t = target.Shape;
        if (p.Rank != 2) throw new ShapeException($"{loss} needs one vector an example, [examples, numbers]; the prediction is {p}: end the network in a flatten or a linear layer.");
        if (t.Equals(new Shape(p[0])) && !target.Type.IsFloat()) return;
        string remedy = (target.Count == p[0], target.Type.IsFloat()) switch
        {
            (true, true) => $"write target.Cast(DType.Int32){(t.Rank == 1 ? "" : $".Reshape({p[0]})")}",
            (true, false) => $"write target.Reshape({p[0]})",
            _ => "give as many targets as examples",
        };
        throw new ShapeException($"{loss} of the prediction {p} needs one group an example, int32 [{p[0]}]; the target is {target.Type.Name()} {t}: {remedy}.");
    }
}
