using static Glissade.NumberText;

namespace Glissade;

/// <summary>The losses that are a formula of one prediction and one target each, and what is shown of those that are not.</summary>
internal static partial class LossWords
{
    // The formula over words: names of prediction and target, or their numbers; which branch it takes the values say.
    private static Func<double, double, string, string, string>? Element(Loss loss) => loss switch
    {
        LogCosh => (_, _, p, t) => $"log cosh({p} − {t})",
        Charbonnier c => (_, _, p, t) => $"√(({p} − {t})² + {NumberText.Of(c.Epsilon)}²)",
        Quantile q => (a, b, p, t) => b > a ? $"{NumberText.Of(q.Q)}·({t} − {p})" : $"{NumberText.Of(1 - q.Q)}·({p} − {t})",
        Expectile e => (a, b, p, t) => b > a ? $"{NumberText.Of(e.Q)}·({t} − {p})²" : $"{NumberText.Of(1 - e.Q)}·({p} − {t})²",
        SmoothL1 s => (a, b, p, t) => Math.Abs(a - b) < s.Beta ? $"½·({p} − {t})² / {NumberText.Of(s.Beta)}" : s.Beta > 0 ? $"|{p} − {t}| − {NumberText.Of(0.5 * s.Beta)}" : $"|{p} − {t}|",
        MeanAbsolutePercentageError m => (_, b, p, t) => $"100·|{p} − {t}| / {(Math.Abs(b) < m.Epsilon ? NumberText.Of(m.Epsilon) : $"|{t}|")}",
        SymmetricMape => (_, _, p, t) => $"200·|{p} − {t}| / (|{p}| + |{t}|)",
        MeanSquaredLogarithmicError => (a, b, p, t) => $"(log(1 + {(a < 0 ? "0" : p)}) − log(1 + {(b < 0 ? "0" : t)}))²",
        PoissonNll { Full: false, LogInput: true } => (_, _, p, t) => $"e^{p} − {t}·{p}",
        PoissonNll { Full: false } n => (_, _, p, t) => $"{p} − {t}·log({p} + {NumberText.Of(n.Epsilon)})",
        Tweedie { Power: > 1 and < 2 } w => (_, _, p, t) => $"e^({NumberText.Of(2 - w.Power)}·{p}) / {NumberText.Of(2 - w.Power)} + {t}·e^({NumberText.Of(1 - w.Power)}·{p}) / {NumberText.Of(w.Power - 1)}",
        Hinge => (_, _, p, t) => $"max(0, 1 − {t}·{p})",
        SquaredHinge => (_, _, p, t) => $"max(0, 1 − {t}·{p})²",
        SoftMargin => (_, _, p, t) => $"log(1 + e^(−{t}·{p}))",
        HingeEmbedding h => (_, b, p, _) => b == 1 ? p : $"max(0, {NumberText.Of(h.Margin)} − {p})",
        _ => null,
    };

    private static IEnumerable<WorkedLine> Root(LossNumbers n, double[] t)
    {
        (string, string) Square(int i) => ($"(p{At(i, t)} − t{At(i, t)})²", $"({NumberText.Of(n.Prediction[i])} − {Inner(t[i])})²");
        if (n.Values.Length > 1)
        {
            foreach (int i in Chosen(n.Values)) yield return new WorkedLine($"L[{i}]", Square(i).Item1, Square(i).Item2, n.Values[i]);
            yield return new WorkedLine("L", $"√(Σ L[i] / {n.Values.Length})", $"√(({LayerWords.Terms(n.Values)}) / {n.Values.Length})", n.Loss);
        }
        else yield return new WorkedLine("L", $"√({Square(0).Item1})", $"√({Square(0).Item2})", n.Loss);
    }

    // What is no formula of single numbers: the catalogue's formula stands above, f, and here what it is of.
    private static IEnumerable<WorkedLine> Plain(Loss loss, LossNumbers n)
    {
        if (!Catalog.Losses.Knows(loss)) yield break;
        if (n.Values.Length == 1) yield return new WorkedLine("L", "f(p, t)", $"f({List(n.Prediction)}, {List(n.Target)})", n.Loss);
        // Weights, where the loss has some, make it another sum.
        else if (Math.Abs(n.Values.Average() - n.Loss) <= 1e-5 * Math.Abs(n.Loss)) yield return new WorkedLine("L", $"Σ L[i] / {n.Values.Length}", $"({LayerWords.Terms(n.Values)}) / {n.Values.Length}", n.Loss);
    }

    private static string List(double[] numbers) => numbers.Length == 1 ? NumberText.Of(numbers[0])
        : $"[{string.Join(", ", numbers.Take(MostLines).Select(NumberText.Of))}{(numbers.Length > MostLines ? ", …" : "")}]";
}
