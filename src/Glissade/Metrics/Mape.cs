namespace Glissade;

/// <summary>
/// The mean of |prediction − target| / |target|, over the outputs too: a share, not a percentage, as scikit-learn's mean_absolute_percentage_error. A target closer to 0 than 2⁻⁵² counts as 2⁻⁵²,
/// which makes the figure huge. Keras gives 100 times as much.
/// </summary>
public sealed record Mape : Metric
{
    /// <inheritdoc/>
    public override string Name => "mape";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Numbers;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes)
    {
        const double epsilon = 1.0 / (1L << 52);
        return Residuals.Average(outcomes, Residuals.Means(outcomes, "The mean absolute percentage error", static (p, t) => Math.Abs(p - t) / Math.Max(Math.Abs(t), epsilon)));
    }
}
