namespace Glissade;

/// <summary>What the metrics of numbers share: sums over the examples, one an output, in float64 and in the order of the examples.</summary>
internal static class Residuals
{
    /// <summary>For each output the mean over the examples of a term of prediction and target.</summary>
    public static double[] Means(Outcomes outcomes, string who, Func<double, double, double> term)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        float[] targets = outcomes.Targets ?? throw new ArgumentException($"{who} needs numbers as targets; these are classes. For classes there are accuracy and log_loss.");
        var sums = new double[outcomes.Outputs];
        for (int at = 0; at < targets.Length; at++) sums[at % sums.Length] += term(outcomes.Predictions[at], targets[at]);
        for (int output = 0; output < sums.Length; output++) sums[output] /= outcomes.Count;
        return sums;
    }

    /// <summary>The mean over the outputs; NaN over no examples.</summary>
    public static double Average(Outcomes outcomes, IEnumerable<double> outputs) => outcomes.Count == 0 ? double.NaN : outputs.Average();
}
