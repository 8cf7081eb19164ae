// The float64 formulas are the oracle that our own functions are tested against, hence the framework's.
#pragma warning disable RS0030

namespace Glissade.Operations;

/// <summary>The elementwise rows: code, ONNX name, number of inputs, types, float64 formula, derivative.</summary>
internal static class Rows
{
    public static readonly Elementwise
        Add = new(LoopCode.Add, "Add", 2, Typing.Number, (a, b, _) => a + b, (n, g) => [g, g]),
        Subtract = new(LoopCode.Subtract, "Sub", 2, Typing.Number, (a, b, _) => a - b, (n, g) => [g, -g]),
        Multiply = new(LoopCode.Multiply, "Mul", 2, Typing.Number, (a, b, _) => a * b, (n, g) => [g * n.Inputs[1], g * n.Inputs[0]]),
        Divide = new(LoopCode.Divide, "Div", 2, Typing.Float, (a, b, _) => a / b, (n, g) => Quotient(g / n.Inputs[1], n)),
        Maximum = new(LoopCode.Maximum, "Max", 2, Typing.Number, (a, b, _) => Math.Max(a, b), (n, g) => Winner(n.Inputs[1].IsLess(n.Inputs[0]), n, g)),
        Minimum = new(LoopCode.Minimum, "Min", 2, Typing.Number, (a, b, _) => Math.Min(a, b), (n, g) => Winner(n.Inputs[0].IsLess(n.Inputs[1]), n, g)),
        FusedMultiplyAdd = new(LoopCode.FusedMultiplyAdd, "", 3, Typing.Float, Math.FusedMultiplyAdd, (n, g) => [g * n.Inputs[1], g * n.Inputs[0], g]),

        Negate = new(LoopCode.Negate, "Neg", 1, Typing.Number, (a, _, _) => -a, (n, g) => [-g]),
        Absolute = new(LoopCode.Absolute, "Abs", 1, Typing.Number, (a, _, _) => Math.Abs(a), (n, g) => [g * n.Inputs[0].Sign()]),
        Sign = new(LoopCode.Sign, "Sign", 1, Typing.Number, (a, _, _) => double.IsNaN(a) ? a : Math.Sign(a)),
        SquareRoot = new(LoopCode.SquareRoot, "Sqrt", 1, Typing.Float, (a, _, _) => Math.Sqrt(a), (n, g) => [g * 0.5 / n]),
        Exp = new(LoopCode.Exp, "Exp", 1, Typing.Float, (a, _, _) => Math.Exp(a), (n, g) => [g * n]),
        Expm1 = new(LoopCode.Expm1, "", 1, Typing.Float, (a, _, _) => AccurateExpm1(a), (n, g) => [g * n.Inputs[0].Exp()]),
        Log = new(LoopCode.Log, "Log", 1, Typing.Float, (a, _, _) => Math.Log(a), (n, g) => [g / n.Inputs[0]]),
        Log1p = new(LoopCode.Log1p, "", 1, Typing.Float, (a, _, _) => AccurateLog1p(a), (n, g) => [g / (n.Inputs[0] + 1)]),
        Sin = new(LoopCode.Sin, "Sin", 1, Typing.Float, (a, _, _) => Math.Sin(a), (n, g) => [g * n.Inputs[0].Cos()]),
        Cos = new(LoopCode.Cos, "Cos", 1, Typing.Float, (a, _, _) => Math.Cos(a), (n, g) => [-(g * n.Inputs[0].Sin())]),
        Tanh = new(LoopCode.Tanh, "Tanh", 1, Typing.Float, (a, _, _) => Math.Tanh(a), (n, g) => [g * SechSquared(n.Inputs[0])]),
        Erf = new(LoopCode.Erf, "Erf", 1, Typing.Float, (a, _, _) => SpecialFunctions.Erf(a), (n, g) => [g * (n.Inputs[0] * -n.Inputs[0]).Exp() * (2 / Math.Sqrt(Math.PI))]),
        Floor = new(LoopCode.Floor, "Floor", 1, Typing.Float, (a, _, _) => Math.Floor(a)),
        Round = new(LoopCode.Round, "Round", 1, Typing.Float, (a, _, _) => Math.Round(a, MidpointRounding.ToEven)),

        Equal = new(LoopCode.Equal, "Equal", 2, Typing.Compare, (a, b, _) => a == b ? 1 : 0),
        Less = new(LoopCode.Less, "Less", 2, Typing.Compare, (a, b, _) => a < b ? 1 : 0),
        LessOrEqual = new(LoopCode.LessOrEqual, "LessOrEqual", 2, Typing.Compare, (a, b, _) => a <= b ? 1 : 0),
        And = new(LoopCode.And, "And", 2, Typing.Bits, (a, b, _) => (int)a & (int)b),
        Or = new(LoopCode.Or, "Or", 2, Typing.Bits, (a, b, _) => (int)a | (int)b),
        Xor = new(LoopCode.Xor, "Xor", 2, Typing.Bits, (a, b, _) => (int)a ^ (int)b),
        Not = new(LoopCode.Not, "Not", 1, Typing.Logic, (a, _, _) => 1 - a),
        ShiftRight = new(LoopCode.ShiftRight, "", 2, Typing.Integer, (a, b, _) => (int)((uint)(int)a >> (int)b)),
        Select = new(LoopCode.Select, "Where", 3, Typing.Choice, (a, b, c) => a != 0 ? b : c, (n, g) => Chosen(n, g));

    /// <summary>Every elementwise row.</summary>
    public static readonly Elementwise[] All =
    [
        Add, Subtract, Multiply, Divide, Maximum, Minimum, FusedMultiplyAdd, Negate, Absolute, Sign, SquareRoot, Exp, Expm1, Log, Log1p,
        Sin, Cos, Tanh, Erf, Floor, Round, Equal, Less, LessOrEqual, And, Or, Xor, Not, ShiftRight, Select,
    ];

    // d(a/b) = (g/b, −(g/b)·(a/b)): the quotient g/b is shared.
    private static Tensor?[] Quotient(Tensor scaled, Tensor node) => [scaled, -(scaled * node)];

    // The winner takes the gradient; equal ones halve it, so that |x| written as max(x, −x) has slope 0 at 0.
    private static Tensor?[] Winner(Tensor firstWins, Tensor node, Tensor upstream)
    {
        Tensor tie = node.Inputs[0].IsEqual(node.Inputs[1]);
        Tensor share = Tensor.Select(firstWins, Tensor.Like(1, upstream), Tensor.Select(tie, Tensor.Like(0.5, upstream), Tensor.Like(0, upstream)));
        return [upstream * share, upstream * (1 - share)];
    }

    private static Tensor?[] Chosen(Tensor node, Tensor upstream)
    {
        Tensor zero = Tensor.Like(0, upstream);
        return [null, Tensor.Select(node.Inputs[0], upstream, zero), Tensor.Select(node.Inputs[0], zero, upstream)];
    }

    // 1 − tanh² cancels where tanh nears ±1; the composite does not.
    private static Tensor SechSquared(Tensor x) => ((CompositeCall)x.SechSquared().Operation).Body;

    private static double AccurateExpm1(double x)
    {
        // Kahan: (u − 1)·x/log(u) cancels the rounding of u = exp(x).
        double u = Math.Exp(x);
        if (u == 1) return x;
        double shifted = u - 1;
        return shifted == -1 || double.IsInfinity(u) ? shifted : shifted * x / Math.Log(u);
    }

    private static double AccurateLog1p(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : double.IsInfinity(u) ? u : Math.Log(u) * x / (u - 1);
    }
}
