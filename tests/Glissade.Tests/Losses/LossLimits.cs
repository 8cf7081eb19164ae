using Glissade.Tests.CatalogTests;

namespace Glissade.Tests.Losses;

/// <summary>Where a loss has no limit: its samples with infinite predictions, and the places at which value or slope are then no number.</summary>
internal static class LossLimits
{
    /// <summary>Places such as <c>+∞ first</c>, <c>−∞ all</c>, at which the value, and <c>+∞ last: slope</c>, at which only the slope is NaN; over all samples of a row, with its kinds of targets.</summary>
    public static SortedSet<string> Missing(CatalogRow<Loss> row)
    {
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string text in row.Samples.Prepend(row.Name))
        {
            foreach ((Loss loss, Parameter prediction, Tensor target) in LossSamples.Of(text, DType.Float32))
            {
                foreach (double end in Ends(loss))
                {
                    foreach (string place in (string[])["first", "last", "all"])
                    {
                        (bool value, bool slope) = AreMissing(loss, prediction, target, end, place);
                        if (value || slope) missing.Add($"{(end > 0 ? '+' : '−')}∞ {place}{(value ? "" : ": slope")}");
                    }
                }
            }
        }

        // Where the value is missing for one target and the slope for another, the value says enough.
        missing.RemoveWhere(place => place.EndsWith(": slope", StringComparison.Ordinal) && missing.Contains(place[..^7]));
        return missing;
    }

    /// <summary>The predictions of a sample with some numbers of its first example replaced, and what the loss makes of them: values and slopes of the first example, and of the others.</summary>
    public static (double[] Values, double[] Slopes, double[] OtherValues, double[] OtherSlopes) At(Loss loss, Parameter prediction, Tensor target, double end, string place)
    {
        int width = (int)(prediction.Count / prediction.Shape[0]);
        double[] numbers = Array.ConvertAll(prediction.Values<float>().ToArray(), number => (double)number);
        if (place == "all") numbers.AsSpan(0, width).Fill(end);
        else numbers[place == "first" ? 0 : width - 1] = end;
        Parameter replaced = Evaluated.Parameter(numbers, prediction.Shape, DType.Float32);
        double[][] found = Evaluated.Of(loss.Cost(replaced, target, reduction: Reduction.None), Gradient.Of(loss.Sums(replaced, target).Numerator, replaced)[0]);
        int each = Math.Max(1, found[0].Length / prediction.Shape[0]);
        return (found[0][..each], found[1][..width], found[0][each..], found[1][width..]);
    }

    private static (bool Value, bool Slope) AreMissing(Loss loss, Parameter prediction, Tensor target, double end, string place)
    {
        (double[] values, double[] slopes, _, _) = At(loss, prediction, target, end, place);
        return (values.Any(double.IsNaN), slopes.Any(double.IsNaN));
    }

    // What the loss takes at all: a probability is never infinite, its logarithm only downwards.
    private static double[] Ends(Loss loss) => loss.Prediction switch
    {
        PredictionKind.Probabilities or PredictionKind.Distribution => [],
        PredictionKind.LogProbabilities => [double.NegativeInfinity],
        PredictionKind.Positives => [double.PositiveInfinity],
        _ => [double.PositiveInfinity, double.NegativeInfinity],
    };
}
