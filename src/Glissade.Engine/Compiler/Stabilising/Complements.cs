using static Glissade.Compiler.Stabilising.Match;
using Rows = Glissade.Operations.Rows;

namespace Glissade.Compiler.Stabilising;

/// <summary>1 − f and f − 1 where f comes close to 1: the small difference is computed as such.</summary>
internal static class Complements
{
    public static readonly Rule[] Rules =
    [
        new("1 - sigmoid", "1 − σ(z) → σ(−z)", node =>
            IsTakenFrom(node, 1, out Tensor taken) && Moved(taken) is var (core, again) && IsCall(core, nameof(Tensor.Sigmoid), out Tensor z)
                ? Minus(again(z)).Sigmoid() : null),

        new("1 - softmax", "1 − softmax(x) → 1 − e^logsoftmax(x), the others' share", node =>
            IsTakenFrom(node, 1, out Tensor taken) && Moved(taken) is var (core, again) && IsCall(core, nameof(Tensor.Softmax), out Tensor x, out int axis)
                ? again(x.LogSoftmax(axis)).OneMinusExp() : null),

        new("1 - exp", "1 − eˣ → −expm1(x)", node =>
            IsTakenFrom(node, 1, out Tensor taken) && Moved(taken) is var (core, again) && Is(core, Rows.Exp, out Tensor x) ? again(x).OneMinusExp() : null),

        new("exp - 1", "eˣ − 1 → expm1(x)", node =>
            IsShifted(node, -1, out Tensor power) && Moved(power) is var (core, again) && Is(core, Rows.Exp, out Tensor x) ? again(x).ExpMinusOne() : null),

        new("1 - tanh²", "1 − tanh²x → 1 / cosh²x", node =>
            IsTakenFrom(node, 1, out Tensor taken) && IsSquare(taken, out Tensor root) && Is(root, Rows.Tanh, out Tensor x) ? x.SechSquared() : null),

        new("1 - tanh", "1 − tanh(x) → 2σ(−2x)", node =>
            IsTakenFrom(node, 1, out Tensor taken) && Is(taken, Rows.Tanh, out Tensor x) ? (x * -2).Sigmoid() * 2 : null),

        new("1 + tanh", "1 + tanh(x) → 2σ(2x)", node =>
            IsShifted(node, 1, out Tensor other) && Is(other, Rows.Tanh, out Tensor x) ? (x * 2).Sigmoid() * 2 : null),

        new("2 sigmoid - 1", "2σ(x) − 1 → tanh(x/2)", node =>
            IsShifted(node, -1, out Tensor other) && IsScaled(other, out Tensor sigmoid, out double factor) && factor == 2
                && IsCall(sigmoid, nameof(Tensor.Sigmoid), out Tensor x) ? (x * 0.5).Tanh() : null),

        new("sqrt(1 + x) - 1", "√(1 + x) − 1 → x / (√(1 + x) + 1)", node =>
            IsShifted(node, -1, out Tensor other) && Is(other, Rows.SquareRoot, out Tensor radicand) && IsShifted(radicand, 1, out Tensor x)
                ? x.RootOfOnePlusMinusOne() : null),
    ];
}
