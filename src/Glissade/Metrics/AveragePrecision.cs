namespace Glissade;

/// <summary>
/// The area under precision over recall as a sum of steps, Σ (Rₙ − Rₙ₋₁)·Pₙ over the thresholds from the highest probability down; equal probabilities are one threshold. With more than two
/// classes every class against the rest, averaged. A class without an example counts 0, as in scikit-learn's average_precision_score, which warns of it.
/// </summary>
public sealed record AveragePrecision : Metric
{
    /// <inheritdoc cref="RocAuc.Average"/>
    public string Average { get; init; } = "macro";

    /// <inheritdoc/>
    public override string Name => "average_precision";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Classes;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes) => Averaging.OfColumns(outcomes, "Average precision", Average, Area);

    /// <inheritdoc/>
    public override Metric Map(Arguments arguments) => this with { Average = Averaging.MapColumns(arguments, Average) };

    private static double Area(double[] scores, bool[] isClass)
    {
        Array.Sort(scores, isClass);
        double area = 0, inside = 0;
        for (int at = scores.Length - 1; at >= 0;)
        {
            double threshold = scores[at], gained = 0;
            for (; at >= 0 && scores[at] == threshold; at--) gained += isClass[at] ? 1 : 0;
            inside += gained;
            area += gained * inside / (scores.Length - 1 - at);
        }

        return Averaging.Share(area, inside);
    }
}
