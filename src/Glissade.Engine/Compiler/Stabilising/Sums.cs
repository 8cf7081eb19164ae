using Glissade.Operations;
using static Glissade.Compiler.Stabilising.Match;

namespace Glissade.Compiler.Stabilising;

/// <summary>Sums with a softplus in them whose large parts cancel, as the losses over logits are often written.</summary>
internal static class Sums
{
    private delegate Tensor? Merge(Tensor argument, Tensor other, bool sameSign);

    public static readonly Rule[] Rules =
    [
        new("log cosh by softplus", "x + softplus(−2x) − log 2 → log cosh x", LogCosh),
        new("softplus - x", "softplus(x) − x → softplus(−x); x + softplus(−x) → softplus(x); x + log-sigmoid(−x) → log-sigmoid(x)", node => Pair(node, static (u, w, sameSign) =>
            sameSign ? AreOpposite(u, w) ? w : null : Same(u, w) ? Minus(u) : null)),
        new("softplus by hand", "max(x, 0) + log(1 + e^−|x|) → softplus(x)", node => Pair(node, static (u, w, sameSign) =>
            sameSign && IsNegative(u, out Tensor size) && Is(size, Rows.Absolute, out Tensor x) && IsPositivePart(w, out Tensor y) && (Same(x, y) || AreOpposite(x, y)) ? y : null)),
    ];

    // Finds a softplus and another term that together are the softplus of what the merge gives.
    private static Tensor? Pair(Tensor node, Merge merge)
    {
        if (!Is(node, Rows.Add, out _) && !Is(node, Rows.Subtract, out _)) return null;
        List<(Tensor Term, bool Negative)> terms = Terms(node);
        for (int i = 0; i < terms.Count; i++)
        {
            if (!IsSoftplus(terms[i].Term, out Tensor argument, out bool isMinus)) continue;
            bool negative = terms[i].Negative ^ isMinus;
            for (int j = 0; j < terms.Count; j++)
            {
                if (i == j || merge(argument, terms[j].Term, terms[j].Negative == negative) is not { } whole) continue;
                return Sum(negative ? Minus(whole).LogSigmoid() : whole.Softplus(), terms.Where((_, k) => k != i && k != j));
            }
        }

        return null;
    }

    private static Tensor? LogCosh(Tensor node)
    {
        if (!Is(node, Rows.Add, out _) && !Is(node, Rows.Subtract, out _)) return null;
        List<(Tensor Term, bool Negative)> terms = Terms(node);
        int softplus = terms.FindIndex(term => !term.Negative && IsCall(term.Term, nameof(Tensor.Softplus), out _));
        // The constant is log 2 as either type holds it.
        int constant = terms.FindIndex(term => Number(term.Term) is { } number && Math.Abs((term.Negative ? -number : number) + Tensor.LogOfTwo) < 1e-7);
        if (softplus < 0 || constant < 0 || !IsCall(terms[softplus].Term, nameof(Tensor.Softplus), out Tensor argument)) return null;
        int x = terms.FindIndex(term => !term.Negative && AreMultiples(term.Term, argument, -2));
        return x < 0 ? null : Sum(terms[x].Term.LogCosh(), terms.Where((_, k) => k != x && k != softplus && k != constant));
    }

    private static Tensor Sum(Tensor sum, IEnumerable<(Tensor Term, bool Negative)> terms)
    {
        foreach ((Tensor term, bool negative) in terms) sum = negative ? sum - term : sum + term;
        return sum;
    }

    // log σ(x) is −softplus(−x).
    private static bool IsSoftplus(Tensor tensor, out Tensor argument, out bool isMinus)
    {
        isMinus = false;
        if (IsCall(tensor, nameof(Tensor.Softplus), out argument)) return true;
        isMinus = true;
        if (!IsCall(tensor, nameof(Tensor.LogSigmoid), out Tensor x)) return false;
        argument = Minus(x);
        return true;
    }

    private static bool IsPositivePart(Tensor tensor, out Tensor x) =>
        IsCall(tensor, nameof(Tensor.Relu), out x)
        || (Is(tensor, Rows.Maximum, out x, out Tensor zero) && Number(zero) == 0)
        || (Is(tensor, Rows.Maximum, out zero, out x) && Number(zero) == 0);
}
