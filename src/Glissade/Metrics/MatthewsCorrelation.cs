namespace Glissade;

/// <summary>
/// The correlation of predicted and true classes, of two or more (Gorodkin's R_K): 1 is perfect, 0 no better than chance. 0 where all targets or all predictions are one class, as in
/// scikit-learn's matthews_corrcoef.
/// </summary>
public sealed record MatthewsCorrelation : Metric
{
    /// <inheritdoc/>
    public override string Name => "matthews_correlation";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Classes;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes)
    {
        var matrix = ConfusionMatrix.Of(outcomes, "The Matthews correlation");
        double all = matrix.Count, right = 0, both = 0, predictions = 0, targets = 0;
        for (int label = 0; label < matrix.Classes; label++)
        {
            double predicted = matrix.OfPrediction(label), actual = matrix.OfClass(label);
            right += matrix[label, label];
            both += predicted * actual;
            predictions += predicted * predicted;
            targets += actual * actual;
        }

        // Products of counts: whole numbers, exact up to 9·10¹⁵.
        double spread = (all * all - predictions) * (all * all - targets);
        if (all == 0) return double.NaN;
        return spread == 0 ? 0 : (right * all - both) / Math.Sqrt(spread);
    }
}
