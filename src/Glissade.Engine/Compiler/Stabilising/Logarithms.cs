using Glissade.Operations;
using static Glissade.Compiler.Stabilising.Match;

namespace Glissade.Compiler.Stabilising;

/// <summary>
/// Logarithms of what was a power of e a moment ago. A form is asked for log(argument); most know that the argument is positive, so that a product or a sum may be taken apart.
/// </summary>
internal static class Logarithms
{
    private const int Deepest = 6;

    private delegate Tensor? Form(Tensor argument, int depth);

    // In order; the ones that hold for positive arguments only by chance come under Doubtful.
    private static readonly (string Name, string Summary, Form Log)[] s_forms =
    [
        ("log exp", "log(eˣ) → x", (t, _) => Is(t, Rows.Exp, out Tensor x) ? x : null),
        ("log sigmoid", "log σ(z) → log-sigmoid(z); log(1 − σ(z)) → log-sigmoid(−z)", (t, _) => IsCall(t, nameof(Tensor.Sigmoid), out Tensor z) ? z.LogSigmoid() : null),
        ("log softmax", "log softmax(x) → log-softmax(x)", (t, _) => IsCall(t, nameof(Tensor.Softmax), out Tensor x, out int axis) ? x.LogSoftmax(axis) : null),
        ("log of 1 - softmax", "log(1 − softmax(x)) → the log of the others' share", (t, _) => LogOthers(t)),
        ("log(1 + exp)", "log(1 + eˣ) → softplus(x)", (t, _) => Quotients.IsOnePlusExp(t, out Tensor x) ? x.Softplus() : null),
        ("log cosh", "log((eˣ + e⁻ˣ) / 2) → log cosh x", LogCosh),
        ("log of a sum of exp", "log Σeˣ → log-sum-exp(x); log Σw·eˣ → the same, weighted", LogSum),
        ("log of added exp", "log(eᵃ + eᵇ) → a + log(1 + e^(b − a)), the larger first; also of probabilities", (t, depth) =>
            Is(t, Rows.Add, out Tensor a, out Tensor b) && Sure(a, depth) is { } x && Sure(b, depth) is { } y ? Tensor.LogAddExp(x, y) : null),
        ("log of a product", "log(p·a) → log p + log a, p a probability or a power", LogProduct),
        ("log of a quotient", "log(p/a) → log p − log a, p or a a probability or a power", LogQuotient),
        ("log of a root", "log √p → ½·log p", (t, depth) => Is(t, Rows.SquareRoot, out Tensor p) && Sure(p, depth) is { } log ? log * 0.5 : null),
        ("log of a bound", "log(max(p, c)) → max(log p, log c), and min", LogBound),
        ("log of a choice", "log(c ? p : q) → c ? log p : log q", LogChoice),
        ("log of parts", "log of tensors joined → the logs joined", LogParts),
        ("log of a view", "log of chosen, repeated or moved elements → chosen, repeated or moved elements of the log", (t, depth) =>
            Moved(t) is var (core, again) && !ReferenceEquals(core, View(t)) && Any(core, depth) is { } log ? again(log) : null),
    ];

    public static readonly Rule[] Rules =
    [
        .. s_forms.Select(form => new Rule(form.Name, form.Summary, node => Is(node, Rows.Log, out Tensor argument) ? form.Log(argument, Deepest) : null)),

        new("log(1 - exp)", "log(1 − eˣ) → log(−expm1(x)) or log1p(−eˣ), whichever is accurate", node =>
            Is(node, Rows.Log, out Tensor argument) && IsCall(argument, nameof(Tensor.OneMinusExp), out Tensor x) ? x.LogOneMinusExp() : null),

        new("log(1 + x)", "log(1 + x) → log1p(x)", node =>
            !Is(node, Rows.Log, out Tensor argument) ? null
            : IsShifted(argument, 1, out Tensor x) ? x.Log1p()
            : IsTakenFrom(argument, 1, out x) ? (-x).Log1p() : null),

        new("log1p", "log1p(eˣ) → softplus(x); log1p(−σ(z)) → log-sigmoid(−z); log1p(−eˣ) → log(1 − eˣ); log1p(−softmax(x)) → log(1 − softmax(x))", node =>
            Is(node, Rows.Log1p, out Tensor x) ? Log1p(x) : null),

        new("clamped log", "max(log p, −100) over a sigmoid or softmax → log p, which needs no clamp", node =>
            !IsCall(node, nameof(Tensor.ClampedLog), out Tensor p) && !IsCall(node, nameof(Tensor.ClampedLogOfPart), out p) ? null
            : Moved(p) is var (core, again) && IsCall(core, nameof(Tensor.Sigmoid), out Tensor z) ? again(z).LogSigmoid()
            : IsCall(core, nameof(Tensor.Softmax), out Tensor x, out int axis) ? again(x.LogSoftmax(axis))
            : LogOthers(core) is { } others ? again(others) : null),

        new("exp log", "e^logsoftmax(x) → softmax(x): the power of a rounded number of size 40 is 40 times as far off", node =>
            Is(node, Rows.Exp, out Tensor log) && Moved(log) is var (core, again) && IsCall(core, nameof(Tensor.LogSoftmax), out Tensor x, out int axis)
                ? again(x.Softmax(axis)) : null),
    ];

    /// <summary>The log by the best form there is.</summary>
    public static Tensor OrPlain(Tensor argument) => OrPlain(argument, Deepest);

    // The log of what is certainly positive, or null.
    private static Tensor? Sure(Tensor argument, int depth)
    {
        if (depth == 0) return null;
        foreach ((_, _, Form log) in s_forms)
            if (log(argument, depth - 1) is { } found) return found;
        return null;
    }

    private static Tensor? Any(Tensor argument, int depth) =>
        Sure(argument, depth) ?? (IsCall(argument, nameof(Tensor.OneMinusExp), out Tensor x) ? x.LogOneMinusExp() : null);

    private static Tensor OrPlain(Tensor argument, int depth) =>
        Any(argument, depth) ?? (IsShifted(argument, 1, out Tensor x) ? x.Log1p() : IsTakenFrom(argument, 1, out x) ? (-x).Log1p() : argument.Log());

    private static Tensor? LogOthers(Tensor argument) =>
        IsCall(argument, nameof(Tensor.OneMinusExp), out Tensor log) && Moved(log) is var (core, again) && IsCall(core, nameof(Tensor.LogSoftmax), out Tensor x, out int axis)
            ? again(x.LogOneMinusSoftmax(axis)) : null;

    private static Tensor? LogCosh(Tensor argument, int depth)
    {
        // As written with one factor ½ outside, or a half of each power.
        if (!IsScaled(argument, out Tensor sum, out double factor) || factor != 0.5) return null;
        return Is(sum, Rows.Add, out Tensor a, out Tensor b) && Is(a, Rows.Exp, out Tensor x) && Is(b, Rows.Exp, out Tensor y) && AreOpposite(x, y) ? x.LogCosh() : null;
    }

    private static Tensor? LogSum(Tensor argument, int depth)
    {
        double scale = 1;
        if (IsScaled(argument, out Tensor other, out double factor) && factor > 0) (argument, scale) = (other, factor);
        (Tensor core, Func<Tensor, Tensor> again) = Moved(argument);
        if (!IsSum(core, out Tensor summand, out int axis)) return null;
        // The factor of a mean goes into the sum: outside, log Σ − log n would cancel.
        if (Sure(summand, depth) is { } log)
            return again(scale == 1 ? log.LogSumExp(axis, keepDimensions: true) : log.WeightedLogSumExp(Tensor.Full(scale, log.Shape, log.Type), axis));
        if (!Is(summand, Rows.Multiply, out Tensor a, out Tensor b)) return null;
        (Tensor weights, Tensor? power) = Sure(b, depth) is { } right ? (a, right) : (b, Sure(a, depth));
        return power is null ? null : again(power.WeightedLogSumExp(scale == 1 ? weights : weights * scale, axis));
    }

    private static Tensor? LogProduct(Tensor argument, int depth)
    {
        if (IsScaled(argument, out Tensor other, out double factor))
            return factor > 0 && Sure(other, depth) is { } scaled ? factor == 1 ? scaled : scaled + Tensor.Like(factor, scaled).Log() : null;
        if (!Is(argument, Rows.Multiply, out Tensor a, out Tensor b)) return null;
        return Sure(a, depth) is { } x ? x + OrPlain(b, depth) : Sure(b, depth) is { } y ? OrPlain(a, depth) + y : null;
    }

    private static Tensor? LogQuotient(Tensor argument, int depth)
    {
        if (!Is(argument, Rows.Divide, out Tensor a, out Tensor b) || Number(b) is not null) return null;
        Tensor? x = Sure(a, depth), y = Sure(b, depth);
        return x is null && y is null ? null : Tensor.LogOfQuotient(x ?? OrPlain(a, depth), y ?? OrPlain(b, depth));
    }

    private static Tensor? LogBound(Tensor argument, int depth)
    {
        foreach (Elementwise row in (ReadOnlySpan<Elementwise>)[Rows.Maximum, Rows.Minimum])
        {
            if (!Is(argument, row, out Tensor a, out Tensor b)) continue;
            if (Number(a) is not null) (a, b) = (b, a);
            if (Number(b) is not > 0 || Sure(a, depth) is not { } log) return null;
            Tensor bound = Tensor.Like(Number(b)!.Value, log).Log().BroadcastTo(log.Shape);
            return Tensor.Apply(row, log, bound);
        }

        return null;
    }

    private static Tensor? LogChoice(Tensor argument, int depth)
    {
        Tensor choice = View(argument);
        if (choice.IsExact || choice.Operation is not Elementwise { Code: LoopCode.Select }) return null;
        Tensor? x = Sure(choice.Inputs[1], depth), y = Sure(choice.Inputs[2], depth);
        return x is null && y is null ? null : Tensor.Select(choice.Inputs[0], x ?? OrPlain(choice.Inputs[1], depth), y ?? OrPlain(choice.Inputs[2], depth));
    }

    private static Tensor? LogParts(Tensor argument, int depth)
    {
        Tensor joined = View(argument);
        if (joined.IsExact || joined.Operation is not Concatenate) return null;
        Tensor?[] logs = [.. joined.Inputs.Select(part => Sure(part, depth))];
        return logs.All(log => log is null) ? null : Tensor.Apply(joined.Operation, [.. logs.Zip(joined.Inputs, (log, part) => log ?? OrPlain(part, depth))]);
    }

    private static Tensor? Log1p(Tensor x)
    {
        if (Is(x, Rows.Exp, out Tensor power)) return power.Softplus();
        if (!IsNegative(x, out Tensor taken)) return null;
        (Tensor core, Func<Tensor, Tensor> again) = Moved(taken);
        if (IsCall(core, nameof(Tensor.Sigmoid), out Tensor z)) return Minus(again(z)).LogSigmoid();
        if (IsCall(core, nameof(Tensor.Softmax), out Tensor logits, out int axis)) return again(logits.LogOneMinusSoftmax(axis));
        return Is(core, Rows.Exp, out Tensor u) ? again(u).LogOneMinusExp() : null;
    }
}
