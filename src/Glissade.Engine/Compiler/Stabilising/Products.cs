using Glissade.Operations;
using static Glissade.Compiler.Stabilising.Match;

namespace Glissade.Compiler.Stabilising;

/// <summary>x·log x, which is 0 at 0: entropies, and divergences from a target with zeros.</summary>
internal static class Products
{
    public static readonly Rule[] Rules =
    [
        new("x log x", "x·log x → 0 at 0; x·(log x − a) and x·log(x/a) → x·log x − x·a and x·log x − x·log a", node =>
            !Is(node, Rows.Multiply, out Tensor a, out Tensor b) ? null : Times(a, b) ?? Times(b, a)),
    ];

    private static Tensor? Times(Tensor x, Tensor log)
    {
        if (IsLogOf(log, x)) return x.XLogX();
        if (Is(log, Rows.Subtract, out Tensor own, out Tensor other) && IsLogOf(own, x)) return x.XLogX() - x * other;
        if (Is(log, Rows.Log, out Tensor quotient) && Is(quotient, Rows.Divide, out Tensor dividend, out Tensor divisor) && Same(dividend, x))
            return x.XLogX() - x * Logarithms.OrPlain(divisor);
        // What the rule for logs of quotients wrote: the log of x is exact by now.
        return IsCall(log, nameof(Tensor.LogOfQuotient), out Tensor first) && first.Operation is Elementwise { Code: LoopCode.Log } && Same(first.Inputs[0], x)
            ? x.XLogX() - x * View(log).Inputs[1] : null;
    }

    private static bool IsLogOf(Tensor log, Tensor x) => Is(log, Rows.Log, out Tensor argument) && Same(argument, x);
}
