namespace Glissade;

/// <summary>A matrix with its singular values brought near 1, by products alone.</summary>
internal static class NewtonSchulz
{
    // Jordan's polynomial: its slope at 0 is as steep as it can be while values stay within about 0.7 to 1.2.
    private const double Linear = 3.4445, Cubic = -4.775, Quintic = 2.0315, Epsilon = 1e-7;

    public static Tensor Orthogonal(Tensor matrix, int iterations)
    {
        // The products of the shorter side are the smaller ones.
        bool tall = matrix.Shape[0] > matrix.Shape[1];
        Tensor x = tall ? matrix.Transpose() : matrix, length = Clipping.Norm(matrix);
        x *= 1 / Tensor.Maximum(length, Tensor.Like(Epsilon, length));
        for (int i = 0; i < iterations; i++)
        {
            Tensor squares = x.MatMul(x.Transpose());
            x = x * Linear + (squares * Cubic + squares.MatMul(squares) * Quintic).MatMul(x);
        }

        return tall ? x.Transpose() : x;
    }
}
