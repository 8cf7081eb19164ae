namespace Glissade;

/// <summary>The root of the mean of (prediction − target)², in the target's unit; of several outputs the mean of their roots.</summary>
public sealed record Rmse : Metric
{
    /// <inheritdoc/>
    public override string Name => "rmse";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Numbers;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes) =>
        Residuals.Average(outcomes, Residuals.Means(outcomes, "The root mean squared error", static (p, t) => (p - t) * (p - t)).Select(Math.Sqrt));
}
