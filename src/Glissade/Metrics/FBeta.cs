namespace Glissade;

/// <summary>
/// The harmonic mean of precision and recall, recall weighing β times as much: (1 + β²)·P·R / (β²·P + R); 0 where both are 0. The macro average is the mean of the classes' figures, not the figure of
/// their means. scikit-learn's fbeta_score with zero_division=0.
/// </summary>
public sealed record FBeta : Metric
{
    /// <summary>How much more recall counts than precision, 0 or more; 1 by default.</summary>
    public double Beta { get; init; } = 1;

    /// <inheritdoc cref="Precision.Average"/>
    public string Average { get; init; } = "auto";

    /// <inheritdoc/>
    public override string Name => "fbeta";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Classes;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes) => Averaging.Of(outcomes, "FBeta", Average, (right, predicted, actual) => Figure(Beta, right, predicted, actual));

    /// <inheritdoc/>
    public override Metric Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Beta = arguments.NonNegative("beta", Beta), Average = Averaging.Map(arguments, Average) };
    }

    internal static double Figure(double beta, double right, double predicted, double actual)
    {
        double precision = Averaging.Share(right, predicted), recall = Averaging.Share(right, actual), square = beta * beta;
        return Averaging.Share((1 + square) * precision * recall, square * precision + recall);
    }
}
