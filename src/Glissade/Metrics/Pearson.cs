namespace Glissade;

/// <summary>
/// The linear correlation of predictions and targets, from −1 to 1; of several outputs the mean. NaN where one of them is constant, as SciPy's pearsonr gives with a warning, and of a single example.
/// </summary>
public sealed record Pearson : Metric
{
    /// <inheritdoc/>
    public override string Name => "pearson";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Numbers;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes) =>
        Residuals.Average(outcomes, Residuals.Columns(outcomes, "Pearson's correlation").Select(static column => Residuals.Correlation(column.Predictions, column.Targets)));
}
