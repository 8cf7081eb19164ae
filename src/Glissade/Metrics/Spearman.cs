namespace Glissade;

/// <summary>
/// The correlation of the ranks of predictions and targets, equal numbers sharing the mean of their ranks: 1 where a larger target always has a larger prediction; of several outputs the mean.
/// NaN where one of them is constant, as SciPy's spearmanr gives with a warning, and of a single example.
/// </summary>
public sealed record Spearman : Metric
{
    /// <inheritdoc/>
    public override string Name => "spearman";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Numbers;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes) => Residuals.Average(outcomes, Residuals.Columns(outcomes, "Spearman's correlation").Select(static column =>
        column.Predictions.Concat(column.Targets).Any(double.IsNaN) ? double.NaN : Residuals.Correlation(Ranks.Of(column.Predictions), Ranks.Of(column.Targets))));
}
