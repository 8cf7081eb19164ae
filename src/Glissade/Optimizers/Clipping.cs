namespace Glissade;

/// <summary>What the clipping wrappers share.</summary>
internal static class Clipping
{
    // PyTorch's clip_grad_norm_ has it.
    private const double Epsilon = 1e-6;

    public static Tensor Norm(Tensor gradient) => gradient.Reshape(-1).Norm(0);

    /// <summary>The length of each unit, all that leads to one output: the columns of a matrix [inputs, outputs]; of more axes, the first counts the units; a vector is one unit.</summary>
    public static Tensor UnitNorm(Tensor of) => of.Rank switch
    {
        < 2 => Norm(of),
        2 => of.Norm(0, keepDimensions: true),
        _ => of.Reshape(of.Shape[0], -1).Norm(1).Reshape([of.Shape[0], .. Enumerable.Repeat(1, of.Rank - 1)]),
    };

    /// <summary>The common length of all; in float64 if one of them is.</summary>
    public static Tensor Norm(IEnumerable<Tensor> gradients)
    {
        Tensor[] all = [.. gradients];
        DType type = all.Any(gradient => gradient.Type == DType.Float64) ? DType.Float64 : DType.Float32;
        return Tensor.Stack(0, [.. all.Select(gradient => Norm(gradient).Cast(type))]).Norm(0);
    }

    public static Tensor Factor(Tensor norm, double limit)
    {
        Tensor factor = limit / (norm + Epsilon);
        return Tensor.Minimum(factor, Tensor.Like(1, factor));
    }
}
