namespace Glissade;

/// <summary>What the metrics of numbers share: sums over the examples, one an output, in float64 and in the order of the examples.</summary>
internal static class Residuals
{
    /// <summary>For each output the mean over the examples of a term of prediction and target.</summary>
    public static double[] Means(Outcomes outcomes, string who, Func<double, double, double> term)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        float[] targets = TargetsOf(outcomes, who);
        var sums = new double[outcomes.Outputs];
        for (int at = 0; at < targets.Length; at++) sums[at % sums.Length] += term(outcomes.Predictions[at], targets[at]);
        for (int output = 0; output < sums.Length; output++) sums[output] /= outcomes.Count;
        return sums;
    }

    /// <summary>The mean over the outputs; NaN over no examples.</summary>
    public static double Average(Outcomes outcomes, IEnumerable<double> outputs) => outcomes.Count == 0 ? double.NaN : outputs.Average();

    /// <summary>Predictions and targets of each output.</summary>
    public static IEnumerable<(double[] Predictions, double[] Targets)> Columns(Outcomes outcomes, string who)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        float[] targets = TargetsOf(outcomes, who);
        return Enumerable.Range(0, outcomes.Outputs).Select(output => (Column(outcomes.Predictions, output), Column(targets, output)));

        double[] Column(float[] values, int output) => [.. Enumerable.Range(0, outcomes.Count).Select(example => (double)values[example * outcomes.Outputs + output])];
    }

    /// <summary>The mean of the squared distances from the mean.</summary>
    public static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Average(value => (value - mean) * (value - mean));
    }

    /// <summary>The share of a spread that is no rest; of no spread 1 if there is no rest either, else 0, as in scikit-learn.</summary>
    public static double Explained(double rest, double spread)
    {
        if (spread != 0 || double.IsNaN(rest)) return 1 - rest / spread;
        return rest == 0 ? 1 : 0;
    }

    /// <summary>The correlation of two columns; NaN where one is constant.</summary>
    public static double Correlation(double[] a, double[] b)
    {
        // The mean of equal numbers need not be that number to the last bit.
        if (a.All(value => value == a[0]) || b.All(value => value == b[0])) return double.NaN;
        double meanA = a.Average(), meanB = b.Average();
        double together = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Average();
        return Math.Clamp(together / Math.Sqrt(Variance(a)) / Math.Sqrt(Variance(b)), -1, 1);
    }

    private static float[] TargetsOf(Outcomes outcomes, string who) =>
        outcomes.Targets ?? throw new ArgumentException($"{who} needs numbers as targets; these are classes. For classes there are accuracy and log_loss.");
}
