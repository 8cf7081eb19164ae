namespace Glissade;

/// <summary>The mean, over the classes that occur, of the share of the class that was found: rare classes count as much as frequent ones.</summary>
public sealed record BalancedAccuracy : Metric
{
    /// <inheritdoc/>
    public override string Name => "balanced_accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Classes;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes)
    {
        ConfusionMatrix matrix = ConfusionMatrix.Of(outcomes);
        double sum = 0;
        int classes = 0;
        for (int label = 0; label < matrix.Classes; label++)
        {
            long all = matrix.OfClass(label);
            if (all == 0) continue;
            sum += (double)matrix[label, label] / all;
            classes++;
        }

        return classes == 0 ? double.NaN : sum / classes;
    }
}
