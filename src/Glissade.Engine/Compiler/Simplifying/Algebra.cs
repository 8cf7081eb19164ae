using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>
/// Identities that hold for every value, both zeros, the infinities and NaN, and round the same. What looks as innocent but is not: x + 0 (changes −0), x·0 (NaN, infinity, sign),
/// −(a − b) = b − a (sign of zero), a·b + a·c. And what would be exact but makes the code depend on a number: a division by a power of two stays a division, or the mean of
/// 64 examples would be another kernel than the mean of 48.
/// </summary>
internal static class Algebra
{
    /// <param name="node">The node.</param>
    /// <param name="operation">Its operation.</param>
    /// <param name="settle">Makes one of all nodes that compute the same: for what a rule puts below the node that it gives.</param>
    public static Tensor? Rewrite(Tensor node, Elementwise operation, Func<Tensor, Tensor> settle)
    {
        Tensor a = node.Inputs[0], b = node.Inputs[^1];
        bool isFloat = node.Type.IsFloat();
        switch (operation.Code)
        {
            case LoopCode.Multiply:
                if (Is(b, 1)) return a;
                if (Is(a, 1)) return b;
                if (Is(b, -1)) return -a;
                if (Is(a, -1)) return -b;
                if (Negated(a) is { } x && Negated(b) is { } y) return x * y;
                return null;
            case LoopCode.Divide:
                return Is(b, 1) ? a : null;
            case LoopCode.Add:
                // −0 is what adds nothing: 0 + −0 = 0 and −0 + −0 = −0.
                if (isFloat && IsNegativeZero(b)) return a;
                if (isFloat && IsNegativeZero(a)) return b;
                if (!isFloat && Is(b, 0)) return a;
                if (!isFloat && Is(a, 0)) return b;
                if (Negated(b) is { } minus) return a - minus;
                return Negated(a) is { } first ? b - first : null;
            case LoopCode.Subtract:
                if (Is(b, 0) && !IsNegativeZero(b)) return a;
                return Negated(b) is { } plus ? a + plus : null;
            case LoopCode.Negate:
                return Negated(a);
            case LoopCode.Not:
                return a.Operation is Elementwise { Code: LoopCode.Not } ? a.Inputs[0] : null;
            case LoopCode.Exp:
                // However −|x| was chosen between x and −x; the sign of a zero makes no difference to its power.
                return MinusAbsolute(a) is { } size ? settle(-settle(size.Absolute())).Exp() : null;
            case LoopCode.Absolute:
                return Negated(a) is { } inside ? inside.Absolute() : null;
            default:
                return null;
        }
    }

    /// <summary>Reductions over one element or none, which loops do not do.</summary>
    public static Tensor? ShortReduction(Tensor node)
    {
        Tensor input = node.Inputs[0];
        bool sum = node.Operation is Sum;
        int axis = sum ? ((Sum)node.Operation).Axis : ((Max)node.Operation).Axis;
        switch (input.Shape[axis])
        {
            case 0:
                return Constants.Filled(sum ? 0 : node.Type == DType.Int32 ? int.MinValue : double.NegativeInfinity, node.Shape, node.Type);
            case 1:
                // A sum begins with +0, which −0 does not survive.
                return sum ? input + 0 : input;
            default:
                return null;
        }
    }

    // x < 0 ? x : −x, or −x < 0 ? −x : x.
    private static Tensor? MinusAbsolute(Tensor tensor)
    {
        if (tensor.Operation is not Elementwise { Code: LoopCode.Select } || tensor.Inputs[0].Operation is not Elementwise { Code: LoopCode.Less }) return null;
        Tensor[] less = tensor.Inputs[0].Inputs;
        Tensor a = tensor.Inputs[1], b = tensor.Inputs[2];
        bool chosen = ReferenceEquals(less[0], a) && Is(less[1], 0) && (ReferenceEquals(Negated(a), b) || ReferenceEquals(Negated(b), a));
        return chosen ? Negated(a) ?? a : null;
    }

    /// <summary>
    /// A product over a single term, which is elementwise. (Where it begins with 0, it is not a·b + 0: where a negative product is too small for any number but zero, fma gives −0.)
    /// </summary>
    public static Tensor? OuterProduct(Tensor node, MatrixProduct product, Func<Tensor, Tensor> settle)
    {
        Tensor left = node.Inputs[0], right = node.Inputs[1];
        if (left.Shape[product.TransposeLeft ? -2 : -1] != 1) return null;
        int[] column = node.Shape.Extents.ToArray(), row = node.Shape.Extents.ToArray();
        column[^1] = 1;
        row[^2] = 1;
        Tensor a = settle(settle(left.Reshape(column)).BroadcastTo(node.Shape)), b = settle(settle(right.Reshape(row)).BroadcastTo(node.Shape));
        return Tensor.FusedMultiplyAdd(a, b, node.Inputs.Length > 2 ? node.Inputs[2] : settle(Constants.Filled(0, node.Shape, node.Type)));
    }

    private static bool Is(Tensor tensor, double number) => Constants.NumberOf(tensor) == number;

    private static bool IsNegativeZero(Tensor tensor) => Constants.NumberOf(tensor) is { } number && number == 0 && double.IsNegative(number);

    private static Tensor? Negated(Tensor tensor) => tensor.Operation is Elementwise { Code: LoopCode.Negate } ? tensor.Inputs[0] : null;
}
