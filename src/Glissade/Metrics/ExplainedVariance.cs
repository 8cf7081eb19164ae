namespace Glissade;

/// <summary>
/// 1 − Var(target − prediction) / Var(target): as <see cref="R2"/>, but a constant offset costs nothing; of several outputs the mean. NaN where the targets of an output are all the same
/// (scikit-learn's explained_variance_score gives 1 or 0 there unless told force_finite=False).
/// </summary>
public sealed record ExplainedVariance : Metric
{
    /// <inheritdoc/>
    public override string Name => "explained_variance";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Numbers;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes) => Residuals.Average(outcomes, Residuals.Columns(outcomes, "The explained variance").Select(static column =>
    {
        double spread = Residuals.Variance(column.Targets), rest = Residuals.Variance([.. column.Targets.Zip(column.Predictions, static (t, p) => t - p)]);
        return spread == 0 ? double.NaN : 1 - rest / spread;
    }));
}
