using Glissade.Operations;
using static Glissade.Compiler.Stabilising.Match;

namespace Glissade.Compiler.Stabilising;

/// <summary>Functions written by hand as quotients of powers of e, and directions as quotients by a length: both parts overflow or vanish where the quotient does not.</summary>
internal static class Quotients
{
    public static readonly Rule[] Rules =
    [
        new("softmax by hand", "eˣ / Σeˣ → softmax(x)", node =>
            Is(node, Rows.Divide, out Tensor power, out Tensor divisor) && Is(power, Rows.Exp, out Tensor x) ? Softmax(x, divisor) : null),

        new("tanh by hand", "(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), (e²ˣ − 1) / (e²ˣ + 1), (1 − e⁻²ˣ) / (1 + e⁻²ˣ) → tanh(x)", node =>
            Is(node, Rows.Divide, out Tensor dividend, out Tensor divisor) ? Tanh(dividend, divisor) : null),

        new("sigmoid by hand", "1 / (1 + e⁻ˣ), eˣ / (1 + eˣ) → σ(x); a / (1 + e⁻ˣ) → a·σ(x)", node =>
            Is(node, Rows.Divide, out Tensor dividend, out Tensor divisor) && IsOnePlusExp(divisor, out Tensor x) ? Sigmoid(dividend, x) : null),

        new("odds", "σ(z) / (1 − σ(z)) → eᶻ", node =>
            Is(node, Rows.Divide, out Tensor yes, out Tensor no) && IsCall(yes, nameof(Tensor.Sigmoid), out Tensor z)
                && IsCall(no, nameof(Tensor.Sigmoid), out Tensor other) && AreOpposite(z, other) ? z.Exp() : null),

        new("direction", "x / √Σx² → the direction, 0 where x is 0", node =>
            Is(node, Rows.Divide, out Tensor x, out Tensor divisor) && IsBeside(divisor, out Tensor length)
                && IsCall(length, nameof(Tensor.Norm), out Tensor of, out int axis) ? Direction(x, of, axis) : null),

        new("cosine", "Σab / (√Σa²·√Σb²) → Σ of the directions' product, 0 where one is 0", Cosine),
    ];

    /// <summary>1 + eˣ</summary>
    public static bool IsOnePlusExp(Tensor tensor, out Tensor x)
    {
        x = tensor;
        return IsShifted(tensor, 1, out Tensor power) && Is(power, Rows.Exp, out x);
    }

    private static Tensor? Softmax(Tensor x, Tensor divisor)
    {
        if (!IsBeside(divisor, out Tensor reduced) || !IsSum(reduced, out Tensor summand, out int axis)) return null;
        if (Is(summand, Rows.Exp, out Tensor same)) return Same(x, same) ? x.Softmax(axis) : null;
        // The sum over all elements is taken over one long axis.
        return reduced.Count == 1 && summand.Operation is Reshape && Is(summand.Inputs[0], Rows.Exp, out same) && Same(x, same)
            ? x.Reshape(summand.Shape).Softmax(axis).Reshape(x.Shape) : null;
    }

    private static Tensor? Tanh(Tensor dividend, Tensor divisor)
    {
        if (IsOnePlusExp(divisor, out Tensor twice))
        {
            if (IsCall(dividend, nameof(Tensor.ExpMinusOne), out Tensor other) && Same(twice, other)) return (twice * 0.5).Tanh();
            return IsCall(dividend, nameof(Tensor.OneMinusExp), out other) && Same(twice, other) ? (twice * -0.5).Tanh() : null;
        }

        return Is(dividend, Rows.Subtract, out Tensor a, out Tensor b) && Is(divisor, Rows.Add, out Tensor c, out Tensor d)
            && Is(a, Rows.Exp, out Tensor x) && Is(b, Rows.Exp, out Tensor y) && AreOpposite(x, y)
            && ((Same(a, c) && Same(b, d)) || (Same(a, d) && Same(b, c))) ? x.Tanh() : null;
    }

    private static Tensor Sigmoid(Tensor dividend, Tensor x)
    {
        if (Is(dividend, Rows.Exp, out Tensor same) && Same(x, same)) return x.Sigmoid();
        Tensor sigmoid = Minus(x).Sigmoid();
        return Number(dividend) == 1 ? sigmoid : dividend * sigmoid;
    }

    private static Tensor? Direction(Tensor x, Tensor of, int axis)
    {
        if (Same(x, of)) return x.Normalize(axis);
        return of.Operation is Reshape && of.Rank == 1 && of.Count == x.Count && Same(x, of.Inputs[0])
            ? x.Reshape(of.Shape).Normalize(axis).Reshape(x.Shape) : null;
    }

    private static Tensor? Cosine(Tensor node)
    {
        if (!Is(node, Rows.Divide, out Tensor dividend, out Tensor divisor)) return null;
        Tensor first, second;
        if (Is(dividend, Rows.Divide, out Tensor product, out Tensor inner)) (dividend, first, second) = (product, inner, divisor);
        else if (!Is(divisor, Rows.Multiply, out first, out second)) return null;

        Tensor dot = Moved(dividend).Core, a = Moved(first).Core, b = Moved(second).Core;
        if (dot.Count != node.Count || a.Count != node.Count || b.Count != node.Count) return null;
        if (!IsSum(dot, out Tensor products, out int axis) || !Is(products, Rows.Multiply, out Tensor x, out Tensor y)) return null;
        if (!IsCall(a, nameof(Tensor.Norm), out Tensor u, out int uAxis) || !IsCall(b, nameof(Tensor.Norm), out Tensor v, out int vAxis)) return null;
        if (uAxis != axis || vAxis != axis || !((Same(x, u) && Same(y, v)) || (Same(x, v) && Same(y, u)))) return null;
        return (x.Normalize(axis) * y.Normalize(axis)).Sum(axis, keepDimensions: true).Reshape(node.Shape);
    }
}
