namespace Glissade;

/// <summary>
/// How much more targets and predictions agree than by chance: 1 − Σ w·observed / Σ w·expected, where w is 1 for every error, or the distance of the classes (<c>linear</c>) or its square
/// (<c>quadratic</c>). Distances count the classes that occur among targets or predictions, as in scikit-learn's cohen_kappa_score. NaN where only one class occurs.
/// </summary>
public sealed record CohenKappa : Metric
{
    /// <summary><c>none</c>, the default, <c>linear</c> or <c>quadratic</c>.</summary>
    public string Weights { get; init; } = "none";

    /// <inheritdoc/>
    public override string Name => "cohen_kappa";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Classes;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes)
    {
        var matrix = ConfusionMatrix.Of(outcomes, "Cohen's kappa");
        int[] labels = [.. Enumerable.Range(0, matrix.Classes).Where(label => matrix.OfClass(label) + matrix.OfPrediction(label) > 0)];
        double observed = 0, expected = 0, all = matrix.Count;
        for (int i = 0; i < labels.Length; i++)
        {
            for (int j = 0; j < labels.Length; j++)
            {
                int distance = Math.Abs(i - j);
                double weight = Weights switch { "linear" => distance, "quadratic" => (double)distance * distance, _ => distance == 0 ? 0 : 1 };
                observed += weight * matrix[labels[i], labels[j]];
                expected += weight * matrix.OfClass(labels[i]) * matrix.OfPrediction(labels[j]) / all;
            }
        }

        return expected == 0 ? double.NaN : 1 - observed / expected;
    }

    /// <inheritdoc/>
    public override Metric Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Weights = arguments.Choice("weights", Weights, "none", "linear", "quadratic") };
    }
}
