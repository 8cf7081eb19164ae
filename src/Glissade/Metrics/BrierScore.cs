namespace Glissade;

/// <summary>
/// The mean of (p − y)², p the probability of class 1 and y 1 or 0: scikit-learn's brier_score_loss. With more than two classes the squares are summed over the classes (Brier 1950), so that it
/// goes from 0 to 2.
/// </summary>
public sealed record BrierScore : Metric
{
    /// <inheritdoc/>
    public override string Name => "brier";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Classes;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes)
    {
        int[] truth = ConfusionMatrix.ClassesOf(outcomes, "The Brier score");
        double sum = 0;
        for (int example = 0; example < truth.Length; example++)
        {
            for (int label = outcomes.ClassCount == 2 ? 1 : 0; label < outcomes.ClassCount; label++)
            {
                double distance = outcomes.Probability(example, label) - (truth[example] == label ? 1 : 0);
                sum += distance * distance;
            }
        }

        return truth.Length == 0 ? double.NaN : sum / truth.Length;
    }
}
