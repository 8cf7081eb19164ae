namespace Glissade;

/// <summary>
/// 1 − Σ(prediction − target)² / Σ(target − mean)²: 1 is perfect, 0 as good as the mean; of several outputs the mean.
/// Where the targets of an output are all the same it is 1 if the predictions are, too, these, and 0 if not, and of a single example NaN, as in scikit-learn's r2_score.
/// </summary>
public sealed record R2 : Metric
{
    /// <inheritdoc/>
    public override string Name => "r2";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Numbers;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes)
    {
        double[] means = Residuals.Means(outcomes, "R²", static (_, t) => t);
        double[] errors = Residuals.Means(outcomes, "R²", static (p, t) => (p - t) * (p - t));
        var spreads = new double[means.Length];
        for (int at = 0; at < outcomes.Targets!.Length; at++)
        {
            double distance = outcomes.Targets[at] - means[at % means.Length];
            spreads[at % means.Length] += distance * distance;
        }

        return outcomes.Count < 2 ? double.NaN : Residuals.Average(outcomes, errors.Select((error, output) => Residuals.Explained(error * outcomes.Count, spreads[output])));
    }
}
