using static Glissade.NumberText;

namespace Glissade;

/// <summary>The numbers that a loss is made of, for one example.</summary>
/// <param name="Prediction">p or z, as the loss takes it.</param>
/// <param name="Probabilities">What a person sees of it.</param>
/// <param name="Target">As the loss takes it.</param>
/// <param name="IsIndex">Whether the target is a class index.</param>
/// <param name="Values">The loss before the mean.</param>
/// <param name="Loss">After it.</param>
/// <param name="Gradient">∂L/∂prediction; null if there is none.</param>
internal sealed record LossNumbers(double[] Prediction, double[] Probabilities, double[] Target, bool IsIndex, double[] Values, double Loss, double[]? Gradient)
{
    /// <summary>The target as one number a prediction: 1 at the class, 0 elsewhere. Null where that is not possible.</summary>
    public double[]? Wanted => !IsIndex ? Target.Length == Prediction.Length ? Target : null
        : Target.Length == 1 && Target[0] >= 0 && Target[0] < Prediction.Length ? [.. Enumerable.Range(0, Prediction.Length).Select(k => k == (int)Target[0] ? 1.0 : 0)] : null;
}

/// <summary>The formulas of the losses with numbers filled in: one small function a loss. One that is not known here is shown by the catalogue's formula and its numbers.</summary>
internal static partial class LossWords
{
    private const int MostLines = 4;

    /// <summary>The formula in symbols, the loss worked out, and the largest entries of its gradient worked out.</summary>
    public static (string Formula, IReadOnlyList<WorkedLine> Lines, IReadOnlyList<WorkedLine> Gradient) Of(Loss loss, LossNumbers n)
    {
        if (n.Wanted is not { } t) return (FormulaOf(loss), [.. Plain(loss, n)], []);
        WorkedLine[] lines = [.. Lines(loss, n, t)];
        return (FormulaOf(loss), lines.Length > 0 ? lines : [.. Plain(loss, n)], [.. Gradient(loss, n, t)]);
    }

    /// <summary>∂L/∂z of the last sums, where the compiled step goes there straight from the loss because softmax or sigmoid and logarithm cancel.</summary>
    public static IReadOnlyList<WorkedLine> Direct(Loss loss, Layer last, LossNumbers n, double[] gradient)
    {
        bool fits = (loss, last) is (CategoricalCrossEntropy, Softmax) or (BinaryCrossEntropy { Weight.Count: 0 }, Sigmoid);
        if (!fits || n.Wanted is not { } t || t.Length != gradient.Length) return [];
        bool mean = loss is BinaryCrossEntropy && t.Length > 1;
        return [.. ExplainedTensor.Top(gradient, MostLines).Select(i => new WorkedLine($"∂L/∂z{At(i, t)}", Mean($"a{At(i, t)} − t{At(i, t)}", mean, t.Length),
            Mean($"{NumberText.Of(n.Prediction[i])} − {Inner(t[i])}", mean, t.Length), gradient[i]))];
    }

    private static string FormulaOf(Loss loss) => loss switch
    {
        MeanSquaredError => "mean of (p − t)²",
        SumSquaredError => "Σ (p − t)²",
        MeanAbsoluteError => "mean of |p − t|",
        Huber huber => $"mean of ½·d² for d = |p − t| up to {NumberText.Of(huber.Delta)}, {NumberText.Of(huber.Delta)}·(d − {NumberText.Of(0.5 * huber.Delta)}) beyond",
        BinaryCrossEntropy { Weight.Count: 0 } => "mean of −(t·log p + (1 − t)·log(1 − p))",
        BinaryCrossEntropyWithLogits { PositiveWeight.Count: > 0 } => "mean of −(w·t·log p + (1 − t)·log(1 − p)) with p = 1 / (1 + e^−z)",
        BinaryCrossEntropyWithLogits => "mean of −(t·log p + (1 − t)·log(1 − p)) with p = 1 / (1 + e^−z)",
        CrossEntropy { LabelSmoothing: > 0 } smooth => $"−Σ t·log p with p = softmax(z), where t is {NumberText.Of(1 - smooth.LabelSmoothing)} of the target and {NumberText.Of(smooth.LabelSmoothing)} spread over all classes",
        CrossEntropy => "−log p[class] with p = softmax(z)",
        CategoricalCrossEntropy => "−log p[class]",
        _ => Catalog.Losses.RowOf(loss)?.Formula ?? "",
    };

    private static IEnumerable<WorkedLine> Lines(Loss loss, LossNumbers n, double[] t)
    {
        double[] p = loss is BinaryCrossEntropyWithLogits or CrossEntropy ? n.Probabilities : n.Prediction;
        switch (loss)
        {
            case MeanSquaredError:
                return Each(n, i => ($"(p{At(i, t)} − t{At(i, t)})²", $"({NumberText.Of(p[i])} − {Inner(t[i])})²"));
            case MeanAbsoluteError:
                return Each(n, i => ($"|p{At(i, t)} − t{At(i, t)}|", $"|{NumberText.Of(p[i])} − {Inner(t[i])}|"));
            case Huber huber:
                return Each(n, i => Math.Abs(p[i] - t[i]) <= huber.Delta
                    ? ($"½·(p{At(i, t)} − t{At(i, t)})²", $"½·({NumberText.Of(p[i])} − {Inner(t[i])})²")
                    : ($"δ·(|p{At(i, t)} − t{At(i, t)}| − δ/2)", $"{NumberText.Of(huber.Delta)}·(|{NumberText.Of(p[i])} − {Inner(t[i])}| − {NumberText.Of(0.5 * huber.Delta)})"));
            case SumSquaredError:
                int[] shown = t.Length <= MostLines + 1 ? [.. Enumerable.Range(0, t.Length)] : ExplainedTensor.Top([.. p.Zip(t, (a, b) => a - b)], MostLines);
                string squares = string.Join(" + ", shown.Select(i => $"({NumberText.Of(p[i])} − {Inner(t[i])})²"));
                return [new WorkedLine("L", "Σ (p − t)²", shown.Length < t.Length ? $"{squares} + ({t.Length - shown.Length} more)" : squares, n.Loss)];
            case RootMeanSquaredError:
                return Root(n, t);
            case BinaryCrossEntropy { Weight.Count: 0 }:
                return Each(n, i => Binary(p[i], t[i], At(i, t), 1));
            case BinaryCrossEntropyWithLogits { Weight.Count: 0 } logits:
                return Chosen(n.Values).Select(i => new WorkedLine($"p{At(i, t)}", $"1 / (1 + e^−z{At(i, t)})", $"1 / (1 + e^{Inner(-n.Prediction[i])})", p[i]))
                    .Concat(Each(n, i => Binary(p[i], t[i], At(i, t), Weight(logits, i))));
            case CrossEntropy or CategoricalCrossEntropy:
                return Classes(loss, n, t, p);
            default:
                return Element(loss) is { } words && t.Length == n.Values.Length
                    ? Each(n, i => (words(p[i], t[i], $"p{At(i, t)}", $"t{At(i, t)}"), words(p[i], t[i], Inner(p[i]), Inner(t[i])))) : [];
        }
    }

    private static IEnumerable<WorkedLine> Classes(Loss loss, LossNumbers n, double[] t, double[] p)
    {
        // Class weights leave one class's loss as it is, but not a mixture.
        if (n.Values.Length != 1 || loss is CrossEntropy { ClassWeights.Count: > 0 } weighted && (!n.IsIndex || weighted.LabelSmoothing > 0)) yield break;
        int[] wanted = [.. ExplainedTensor.Top(t, MostLines).Where(k => t[k] != 0)];
        if (loss is CrossEntropy)
        {
            foreach (WorkedLine line in wanted.SelectMany(k => LayerWords.Forward(new Softmax(), n.Prediction, p).Where(line => line.Name == $"a[{k}]").DefaultIfEmpty(
                new WorkedLine($"a[{k}]", $"e^z[{k}] / Σ e^z", "", p[k])))) yield return line with { Name = $"p{line.Name[1..]}" };
        }

        if (loss is CrossEntropy { LabelSmoothing: > 0 } smooth)
        {
            double even = smooth.LabelSmoothing / t.Length;
            yield return new WorkedLine("L", "−Σ t·log p", $"{NumberText.Of(1 - smooth.LabelSmoothing)}·(−{Logs(t, p, wanted)}) + {NumberText.Of(even)}·(−Σ log p)", n.Loss);
        }
        else
        {
            bool one = wanted.Length == 1 && t[wanted[0]] == 1;
            yield return new WorkedLine("L", one ? $"−log p[{wanted[0]}]" : "−Σ t·log p", one ? $"−log {NumberText.Of(p[wanted[0]])}" : $"−({Logs(t, p, wanted)})", n.Loss);
        }
    }

    private static string Logs(double[] t, double[] p, int[] wanted) =>
        Sum(wanted.Select(k => t[k] == 1 ? $"log {NumberText.Of(p[k])}" : $"{NumberText.Of(t[k])}·log {NumberText.Of(p[k])}"));

    private static IEnumerable<WorkedLine> Gradient(Loss loss, LossNumbers n, double[] t)
    {
        if (n.Gradient is not { } gradient) return [];
        bool mean = t.Length > 1;
        double[] z = n.Prediction, p = n.Probabilities;
        Func<int, (string Formula, string Numbers)>? words = loss switch
        {
            MeanSquaredError => i => (Mean($"2·(p{At(i, t)} − t{At(i, t)})", mean, t.Length), Mean($"2·({NumberText.Of(z[i])} − {Inner(t[i])})", mean, t.Length)),
            SumSquaredError => i => ($"2·(p{At(i, t)} − t{At(i, t)})", $"2·({NumberText.Of(z[i])} − {Inner(t[i])})"),
            MeanAbsoluteError => i => (Mean("the sign of p − t", mean, t.Length), Mean(NumberText.Of(Math.Sign(z[i] - t[i])), mean, t.Length)),
            Huber huber => i => (Mean($"p{At(i, t)} − t{At(i, t)} within ±δ", mean, t.Length), Mean(NumberText.Of(Math.Clamp(z[i] - t[i], -huber.Delta, huber.Delta)), mean, t.Length)),
            BinaryCrossEntropy { Weight.Count: 0 } => i => (Mean("(p − t) / (p·(1 − p))", mean, t.Length), Mean($"({NumberText.Of(z[i])} − {Inner(t[i])}) / ({NumberText.Of(z[i])}·(1 − {NumberText.Of(z[i])}))", mean, t.Length)),
            BinaryCrossEntropyWithLogits { PositiveWeight.Count: 0, Weight.Count: 0 } => i => (Mean($"p{At(i, t)} − t{At(i, t)}", mean, t.Length), Mean($"{NumberText.Of(p[i])} − {Inner(t[i])}", mean, t.Length)),
            CrossEntropy { LabelSmoothing: 0, ClassWeights.Count: 0 } when n.Values.Length == 1 => i => ($"p[{i}] − t[{i}]", $"{NumberText.Of(p[i])} − {NumberText.Of(t[i])}"),
            CategoricalCrossEntropy when n.Values.Length == 1 => i => ($"−t[{i}] / p[{i}]", $"−{NumberText.Of(t[i])} / {NumberText.Of(z[i])}"),
            _ => null,
        };
        return words is null ? [] : ExplainedTensor.Top(gradient, MostLines).Where(i => gradient[i] != 0 || gradient.Length == 1)
            .Select(i => new WorkedLine($"∂L/∂{(loss is CrossEntropy or BinaryCrossEntropyWithLogits ? "z" : "p")}{At(i, t)}", words(i).Formula, words(i).Numbers, gradient[i]));
    }

    private static IEnumerable<WorkedLine> Each(LossNumbers n, Func<int, (string Formula, string Numbers)> words)
    {
        if (n.Values.Length == 1)
        {
            (string formula, string numbers) = words(0);
            yield return new WorkedLine("L", formula, numbers, n.Loss);
            yield break;
        }

        foreach (int i in Chosen(n.Values)) yield return new WorkedLine($"L[{i}]", words(i).Formula, words(i).Numbers, n.Values[i]);
        yield return new WorkedLine("L", $"Σ L[i] / {n.Values.Length}", $"({LayerWords.Terms(n.Values)}) / {n.Values.Length}", n.Loss);
    }

    private static (string Formula, string Numbers) Binary(double p, double t, string at, double weight)
    {
        string w = weight == 1 ? "" : "w·", value = weight == 1 ? "" : $"{NumberText.Of(weight)}·";
        return t switch
        {
            1 => ($"−{w}log p{at}", $"−{value}log {NumberText.Of(p)}"),
            0 => ($"−log(1 − p{at})", $"−log(1 − {NumberText.Of(p)})"),
            _ => ($"−({w}t{at}·log p{at} + (1 − t{at})·log(1 − p{at}))", $"−({value}{NumberText.Of(t)}·log {NumberText.Of(p)} + (1 − {NumberText.Of(t)})·log(1 − {NumberText.Of(p)}))"),
        };
    }

    private static double Weight(BinaryCrossEntropyWithLogits loss, int place) => loss.PositiveWeight.Count == 0 ? 1 : loss.PositiveWeight[place % loss.PositiveWeight.Count];

    private static string Mean(string text, bool mean, int count) => mean ? $"({text}) / {count}" : text;

    private static int[] Chosen(double[] values) => values.Length <= MostLines ? [.. Enumerable.Range(0, values.Length)] : ExplainedTensor.Top(values, MostLines);

    private static string At(int place, double[] all) => all.Length == 1 ? "" : $"[{place}]";
}
