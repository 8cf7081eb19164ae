using Glissade.Operations;
using static Glissade.Compiler.Stabilising.Match;

namespace Glissade.Compiler.Stabilising;

/// <summary>Roots of sums of squares: no overflow, no underflow, and the slope 0 at length 0 (a standard deviation of equal values, a root mean square error of none).</summary>
internal static class Lengths
{
    private const int Deepest = 6;

    public static readonly Rule[] Rules =
    [
        new("root of squares", "√x² → |x|; √(x² + y²) → hypotenuse; √Σx² → norm; √(c·Σx²) → √c·norm; √(Σx²·Σy²) → norm·norm", node =>
            Is(node, Rows.SquareRoot, out Tensor radicand) && Root(radicand, Deepest) is var (root, positive) ? positive ? root : root.Absolute() : null),
    ];

    // A tensor whose square this is, and whether it is never negative.
    private static (Tensor Root, bool Positive)? Root(Tensor square, int depth)
    {
        if (depth == 0) return null;
        if (IsSquare(square, out Tensor root)) return (root, false);
        if (IsScaled(square, out Tensor other, out double factor))
            return factor > 0 && Root(other, depth - 1) is var (scaled, positive) ? (Scaled(scaled, factor), positive) : null;
        if (Is(square, Rows.Add, out Tensor a, out Tensor b))
            return Root(a, depth - 1) is var (x, _) && Root(b, depth - 1) is var (y, _) ? (Tensor.Hypotenuse(x, y), true) : null;
        if (Is(square, Rows.Multiply, out a, out b))
            return Root(a, depth - 1) is var (m, p) && Root(b, depth - 1) is var (n, q) ? (m * n, p && q) : null;
        if (IsSum(square, out Tensor summand, out int axis))
            return Root(summand, depth - 1) is var (row, _) ? (row.Norm(axis, keepDimensions: true), true) : null;
        (Tensor core, Func<Tensor, Tensor> again) = Moved(square);
        return !ReferenceEquals(core, square) && Root(core, depth - 1) is var (below, isPositive) ? (again(below), isPositive) : null;
    }

    private static Tensor Scaled(Tensor root, double factor)
    {
        // Of factor and 1/factor one is often a whole number, such as the number of terms of a mean; its root is nearer to the truth.
        double inverse = Math.Round(1 / factor);
        return factor < 1 && Math.Abs(inverse * factor - 1) < 1e-15 ? root / Math.Sqrt(inverse) : root * Math.Sqrt(factor);
    }
}
