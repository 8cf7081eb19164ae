namespace Glissade;

/// <summary>1 − Σ(prediction − target)² / Σ(target − mean)²: 1 is perfect, 0 as good as the mean; of several outputs the mean. NaN where the targets of an output are all the same (scikit-learn with force_finite=False).</summary>
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

        return Residuals.Average(outcomes, errors.Select((error, output) => spreads[output] == 0 ? double.NaN : 1 - error * outcomes.Count / spreads[output]));
    }
}
