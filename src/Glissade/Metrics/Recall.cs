namespace Glissade;

/// <summary>
/// Of the examples of a class the share that was found; 0 where there is none. Averaged over the classes that occur among targets or predictions: the macro average is
/// <see cref="BalancedAccuracy"/> unless a class was predicted that does not occur. scikit-learn's recall_score with zero_division=0.
/// </summary>
public sealed record Recall : Metric
{
    /// <inheritdoc cref="Precision.Average"/>
    public string Average { get; init; } = "auto";

    /// <inheritdoc/>
    public override string Name => "recall";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Classes;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes) => Averaging.Of(outcomes, "Recall", Average, static (right, _, actual) => Averaging.Share(right, actual));

    /// <inheritdoc/>
    public override Metric Map(Arguments arguments) => this with { Average = Averaging.Map(arguments, Average) };
}
