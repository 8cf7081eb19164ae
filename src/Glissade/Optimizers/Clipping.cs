namespace Glissade;

/// <summary>What the clipping wrappers share.</summary>
internal static class Clipping
{
    // PyTorch's clip_grad_norm_ has it.
    private const double Epsilon = 1e-6;

    public static Tensor Norm(Tensor gradient) => gradient.Reshape(-1).Norm(0);

    public static Tensor Factor(Tensor norm, double limit)
    {
        Tensor factor = limit / (norm + Epsilon);
        return Tensor.Minimum(factor, Tensor.Like(1, factor));
    }
}
