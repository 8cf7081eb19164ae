namespace Glissade;

/// <summary>The mean of |prediction − target|, over the outputs too.</summary>
public sealed record Mae : Metric
{
    /// <inheritdoc/>
    public override string Name => "mae";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Numbers;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes) =>
        Residuals.Average(outcomes, Residuals.Means(outcomes, "The mean absolute error", static (p, t) => Math.Abs(p - t)));
}
