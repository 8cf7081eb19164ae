namespace Glissade;

/// <summary>
/// The area under the receiver operating characteristic: how probable it is that an example of the class was given a higher probability than one of another class, an equal one counting half.
/// With more than two classes every class against the rest, averaged. NaN where a class has no example, or all: scikit-learn's roc_auc_score raises an error there.
/// </summary>
public sealed record RocAuc : Metric
{
    /// <summary>With more than two classes: <c>macro</c>, the default, <c>weighted</c> (by how often a class occurs) or <c>micro</c> (every probability beside whether it is the true class's).</summary>
    public string Average { get; init; } = "macro";

    /// <inheritdoc/>
    public override string Name => "roc_auc";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Classes;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes) => Averaging.OfColumns(outcomes, "The area under the ROC curve", Average, Area);

    /// <inheritdoc/>
    public override Metric Map(Arguments arguments) => this with { Average = Averaging.MapColumns(arguments, Average) };

    // Mann and Whitney's U from the sum of the ranks of the class.
    private static double Area(double[] scores, bool[] isClass)
    {
        double inside = isClass.Count(yes => yes), outside = isClass.Length - inside;
        double ranks = Ranks.Of(scores).Where((_, example) => isClass[example]).Sum();
        return (ranks - inside * (inside + 1) / 2) / (inside * outside);
    }
}
