namespace Glissade;

/// <summary>
/// 1 − Var(target − prediction) / Var(target): as <see cref="R2"/>, but a constant offset costs nothing; of several outputs the mean. Where the targets of an output are all the same it is 1 if
/// the distances of the predictions are, too, and 0 if not, as in scikit-learn's explained_variance_score.
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
        return Residuals.Explained(rest, spread);
    }));
}
