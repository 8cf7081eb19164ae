namespace Glissade;

/// <summary>The mean of (prediction − target)², over the outputs too.</summary>
public sealed record Mse : Metric
{
    /// <inheritdoc/>
    public override string Name => "mse";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Numbers;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes) =>
        Residuals.Average(outcomes, Residuals.Means(outcomes, "The mean squared error", static (p, t) => (p - t) * (p - t)));
}
