namespace Glissade;

/// <summary>
/// The mean of 2·|prediction − target| / (|prediction| + |target|), over the outputs too, where both are 0 counting 0: from 0 to 2, not a percentage. scikit-learn has none.
/// </summary>
public sealed record Smape : Metric
{
    /// <inheritdoc/>
    public override string Name => "smape";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Numbers;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes) => Residuals.Average(outcomes,
        Residuals.Means(outcomes, "The symmetric mean absolute percentage error", static (p, t) => Averaging.Share(2 * Math.Abs(p - t), Math.Abs(p) + Math.Abs(t))));
}
