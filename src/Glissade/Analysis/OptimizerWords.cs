using static Glissade.NumberText;

namespace Glissade;

/// <summary>The formulas of the optimizers, with the numbers of one weight filled in. One that is not known here is shown by its numbers alone.</summary>
internal static class OptimizerWords
{
    /// <summary>The formulas in symbols, in the order of computation.</summary>
    public static IEnumerable<string> Formulas(Optimizer optimizer) => optimizer switch
    {
        GradientDescent => ["w ← w − rate·g"],
        Sgd sgd => [.. sgd.WeightDecay > 0 ? ["g ← g + λ·w"] : (string[])[], .. sgd.Momentum > 0 ? sgd.Nesterov ? ["b ← μ·b + (1 − dampening)·g", "w ← w − rate·(g + μ·b)"] : ["b ← μ·b + (1 − dampening)·g", "w ← w − rate·b"] : (string[])["w ← w − rate·g"]],
        Adam adam => [.. adam.WeightDecay > 0 ? ["g ← g + λ·w"] : (string[])[], .. Moments(adam.Amsgrad), "w ← w − rate·m̂ / (√v̂ + ε)"],
        AdamW adam => [.. Moments(adam.Amsgrad), "w ← w − rate·λ·w − rate·m̂ / (√v̂ + ε)"],
        ClipByGlobalNorm clip => [$"g ← g·min(1, {Of(clip.MaxNorm)} / ‖all g‖)", .. Formulas(clip.Inner)],
        ClipByNorm clip => [$"g ← g·min(1, {Of(clip.MaxNorm)} / ‖g of the parameter‖)", .. Formulas(clip.Inner)],
        ClipByValue clip => [$"g ← g within ±{Of(clip.Limit)}", .. Formulas(clip.Inner)],
        // These leave the other's step as it is: one adds up before, two look on.
        Accumulation or Ema or Swa => Formulas(((OptimizerWrapper)optimizer).Inner),
        _ => [],
    };

    /// <summary>The formulas filled in for one weight.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="weight">The weight before and after.</param>
    /// <param name="number">The number of the step, from 1.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="norm">The length of the whole gradient.</param>
    /// <param name="ownNorm">The length of the parameter's gradient.</param>
    public static IEnumerable<WorkedLine> Lines(Optimizer optimizer, ExplainedWeight weight, long number, double rate, double norm, double ownNorm) =>
        Lines(optimizer, weight, weight.Gradient, number, rate, norm, ownNorm);

    private static IEnumerable<WorkedLine> Lines(Optimizer optimizer, ExplainedWeight weight, double g, long number, double rate, double norm, double ownNorm)
    {
        switch (optimizer)
        {
            case GradientDescent:
                return [Plain(weight, g, rate)];
            case Sgd sgd:
                return Sgd(sgd, weight, g, number, rate);
            case Adam adam:
                double decayed = g + adam.WeightDecay * weight.Value;
                return [.. Decay(weight, g, adam.WeightDecay), .. Averages(weight, decayed, number, adam.Beta1, adam.Beta2, adam.Amsgrad, out string step, adam.Epsilon, rate),
                    new WorkedLine("w", "w − rate·m̂ / (√v̂ + ε)", $"{Of(weight.Value)} − {step}", weight.NewValue)];
            case AdamW adam:
                return [.. Averages(weight, g, number, adam.Beta1, adam.Beta2, adam.Amsgrad, out string kept, adam.Epsilon, rate),
                    new WorkedLine("w", "w − rate·λ·w − rate·m̂ / (√v̂ + ε)", $"{Of(weight.Value)} − {Of(rate)}·{Of(adam.WeightDecay)}·{Inner(weight.Value)} − {kept}", weight.NewValue)];
            case ClipByGlobalNorm clip:
                return Clipped(clip.Inner, weight, g, Math.Min(1, clip.MaxNorm / (norm + 1e-6)), $"g·min(1, {Of(clip.MaxNorm)} / {Of(norm)})", number, rate, norm, ownNorm);
            case ClipByNorm clip:
                return Clipped(clip.Inner, weight, g, Math.Min(1, clip.MaxNorm / (ownNorm + 1e-6)), $"g·min(1, {Of(clip.MaxNorm)} / {Of(ownNorm)})", number, rate, norm, ownNorm);
            case ClipByValue clip:
                double within = Math.Clamp(g, -clip.Limit, clip.Limit);
                return Clipped(clip.Inner, weight, g, g == 0 ? 1 : within / g, $"g within ±{Of(clip.Limit)}", number, rate, norm, ownNorm);
            case Accumulation or Ema or Swa:
                return Lines(((OptimizerWrapper)optimizer).Inner, weight, g, number, rate, norm, ownNorm);
            default:
                return [];
        }
    }

    private static IEnumerable<WorkedLine> Clipped(Optimizer inner, ExplainedWeight weight, double g, double factor, string formula, long number, double rate, double norm, double ownNorm) =>
        [new WorkedLine("g", formula, $"{Of(g)}·{Of(factor)}", g * factor), .. Lines(inner, weight, g * factor, number, rate, norm, ownNorm)];

    private static IEnumerable<WorkedLine> Sgd(Sgd sgd, ExplainedWeight weight, double g, long number, double rate)
    {
        foreach (WorkedLine line in Decay(weight, g, sgd.WeightDecay)) yield return line;
        g += sgd.WeightDecay * weight.Value;
        if (sgd.Momentum > 0 && weight.States.FirstOrDefault(state => state.Name == "momentum") is { } momentum)
        {
            bool first = sgd.Dampening > 0 && number == 1;
            yield return first ? new WorkedLine("b", "g at the first step", Of(g), momentum.After)
                : new WorkedLine("b", "μ·b + (1 − dampening)·g", $"{Of(sgd.Momentum)}·{Inner(momentum.Before)} + {Of(1 - sgd.Dampening)}·{Inner(g)}", momentum.After);
            if (sgd.Nesterov) yield return new WorkedLine("w", "w − rate·(g + μ·b)", $"{Of(weight.Value)} − {Of(rate)}·({Of(g)} + {Of(sgd.Momentum)}·{Inner(momentum.After)})", weight.NewValue);
            else yield return new WorkedLine("w", "w − rate·b", $"{Of(weight.Value)} − {Of(rate)}·{Inner(momentum.After)}", weight.NewValue);
            yield break;
        }

        yield return Plain(weight, g, rate);
    }

    private static WorkedLine Plain(ExplainedWeight weight, double g, double rate) => new("w", "w − rate·g", $"{Of(weight.Value)} − {Of(rate)}·{Inner(g)}", weight.NewValue);

    private static IEnumerable<WorkedLine> Decay(ExplainedWeight weight, double g, double decay) =>
        decay > 0 ? [new WorkedLine("g", "g + λ·w", $"{Of(g)} + {Of(decay)}·{Inner(weight.Value)}", g + decay * weight.Value)] : [];

    private static string[] Moments(bool amsgrad) =>
        ["m ← β₁·m + (1 − β₁)·g", "v ← β₂·v + (1 − β₂)·g²", .. amsgrad ? ["v ← the largest v so far"] : (string[])[], "m̂ = m / (1 − β₁^t), v̂ = v / (1 − β₂^t)"];

    private static List<WorkedLine> Averages(ExplainedWeight weight, double g, long number, double beta1, double beta2, bool amsgrad, out string step, double epsilon, double rate)
    {
        ExplainedNumber m = Find(weight, "moment1"), v = Find(weight, "moment2");
        double square = amsgrad ? Find(weight, "largest2").After : v.After;
        double first = m.After / (1 - Power(beta1, number)), second = square / (1 - Power(beta2, number));
        step = $"{Of(rate)}·{Inner(first)} / (√{Of(second)} + {Of(epsilon)})";
        var lines = new List<WorkedLine>
        {
            new("m", "β₁·m + (1 − β₁)·g", $"{Of(beta1)}·{Inner(m.Before)} + {Of(1 - beta1)}·{Inner(g)}", m.After),
            new("v", "β₂·v + (1 − β₂)·g²", $"{Of(beta2)}·{Inner(v.Before)} + {Of(1 - beta2)}·{Inner(g)}²", v.After),
        };
        if (amsgrad) lines.Add(new WorkedLine("v", "the largest v so far", $"max({Of(Find(weight, "largest2").Before)}, {Of(v.After)})", square));
        lines.Add(new WorkedLine("m̂", "m / (1 − β₁^t)", $"{Of(m.After)} / (1 − {Of(beta1)}^{number})", first));
        lines.Add(new WorkedLine("v̂", "v / (1 − β₂^t)", $"{Of(square)} / (1 − {Of(beta2)}^{number})", second));
        return lines;
    }

    private static ExplainedNumber Find(ExplainedWeight weight, string name) => weight.States.First(state => state.Name == name);

    private static double Power(double of, long exponent) => of == 0 ? 0 : ScalarMath.Exp(exponent * ScalarMath.Log(of));
}
