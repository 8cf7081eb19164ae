using System.Globalization;

namespace Glissade;

/// <summary>Bounds of bins for a <see cref="PiecewiseLinearEmbedding"/>, found in data (Gorishniy et al. 2022): as many rows fall into each bin of a feature.</summary>
public static class QuantileBounds
{
    /// <summary>For each feature the quantiles 0, 1/n, …, 1 of its values (the paper's bins for any task), equal ones once, and the last one again where that leaves fewer.</summary>
    /// <param name="columns">For each feature its values over the rows to learn from; those to validate on would tell of themselves.</param>
    /// <param name="bins">n: how many bins a feature has at most; 1 or more.</param>
    /// <exception cref="ArgumentException">A feature has no values, one that is not finite, or one value alone.</exception>
    public static double[] Of(IReadOnlyList<double[]> columns, int bins)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var bounds = new List<double>();
        for (int feature = 0; feature < columns.Count; feature++)
        {
            double[] sorted = [.. columns[feature].Order()];
            if (sorted.Length == 0) throw new ArgumentException($"Feature {feature} has no values, so it has no bins; give those of the training rows.");
            if (!double.IsFinite(sorted[0]) || !double.IsFinite(sorted[^1])) throw new ArgumentException($"Feature {feature} has a number that is not finite; fill the gaps first.");
            double[] own = [.. Enumerable.Range(0, bins + 1).Select(i => Quantile(sorted, (double)i / bins)).Distinct()];
            if (own.Length < 2) throw new ArgumentException($"Feature {feature} is {sorted[0].ToString(CultureInfo.InvariantCulture)} in all examples, so it has no bins; leave it out.");
            bounds.AddRange(own);
            bounds.AddRange(Enumerable.Repeat(own[^1], bins + 1 - own.Length));
        }

        return [.. bounds];
    }

    // Between two values, in a line.
    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = Math.Min((int)place, sorted.Length - 1), above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }
}
