namespace Glissade;

/// <summary>The median of |prediction − target|, which single outliers do not move; of several outputs the mean of their medians. scikit-learn's median_absolute_error.</summary>
public sealed record MedianAbsoluteError : Metric
{
    /// <inheritdoc/>
    public override string Name => "median_absolute_error";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Numbers;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes) => Residuals.Average(outcomes, Residuals.Columns(outcomes, "The median absolute error").Select(static column =>
    {
        double[] distances = [.. column.Predictions.Zip(column.Targets, static (p, t) => Math.Abs(p - t)).Order()];
        // NaN comes first in this order.
        if (distances.Length == 0 || double.IsNaN(distances[0])) return double.NaN;
        return (distances[(distances.Length - 1) / 2] + distances[distances.Length / 2]) / 2;
    }));
}
