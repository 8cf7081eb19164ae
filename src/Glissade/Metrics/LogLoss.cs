namespace Glissade;

/// <summary>The mean of −log of the probability that was given to the true class. Probabilities are kept 2⁻⁵² away from 0 and 1, and then divided by their sum, as scikit-learn does with float64.</summary>
public sealed record LogLoss : Metric
{
    /// <inheritdoc/>
    public override string Name => "log_loss";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Classes;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes)
    {
        int[] truth = ConfusionMatrix.ClassesOf(outcomes, "Log loss");
        double sum = 0;
        for (int example = 0; example < truth.Length; example++)
        {
            double total = 0;
            for (int label = 0; label < outcomes.ClassCount; label++) total += Kept(outcomes.Probability(example, label));
            sum -= ScalarMath.Log(Kept(outcomes.Probability(example, truth[example])) / total);
        }

        return truth.Length == 0 ? double.NaN : sum / truth.Length;
    }

    private static double Kept(double probability)
    {
        const double epsilon = 1.0 / (1L << 52);
        return Math.Clamp(probability, epsilon, 1 - epsilon);
    }
}
