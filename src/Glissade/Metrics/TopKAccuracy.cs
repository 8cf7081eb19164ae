namespace Glissade;

/// <summary>
/// The share of examples whose class is among the k most probable. Of equal probabilities that of the later class goes first, as in scikit-learn's top_k_accuracy_score, whose k is 2, too;
/// Keras' is 5. With two classes and k = 1 it is <see cref="Accuracy"/>.
/// </summary>
public sealed record TopKAccuracy : Metric
{
    /// <summary>How many classes are looked at, 1 or more; 2 by default.</summary>
    public int K { get; init; } = 2;

    /// <inheritdoc/>
    public override string Name => "top_k_accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Classes;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes)
    {
        int[] truth = ConfusionMatrix.ClassesOf(outcomes, "Top-k accuracy");
        int right = 0;
        for (int example = 0; example < truth.Length; example++)
        {
            bool isRight = K >= outcomes.ClassCount || (outcomes.ClassCount == 2 ? outcomes.PredictedClass(example) == truth[example] : Before(outcomes, example, truth[example]) < K);
            if (isRight) right++;
        }

        return truth.Length == 0 ? double.NaN : (double)right / truth.Length;
    }

    /// <inheritdoc/>
    public override Metric Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { K = arguments.Integer("k", K, 1) };
    }

    private static int Before(Outcomes outcomes, int example, int label)
    {
        ReadOnlySpan<float> row = outcomes.Predictions.AsSpan(example * outcomes.Outputs, outcomes.Outputs);
        int before = 0;
        for (int other = 0; other < row.Length; other++)
            if (row[other] > row[label] || (other > label && row[other] == row[label])) before++;
        return before;
    }
}
