namespace Glissade;

/// <summary>
/// Of the examples that were taken for a class the share that belongs to it; 0 where none was taken. Averaged over the classes that occur among targets or predictions.
/// scikit-learn's precision_score with zero_division=0.
/// </summary>
public sealed record Precision : Metric
{
    /// <summary><c>binary</c> (of class 1), <c>micro</c>, <c>macro</c> or <c>weighted</c> (by how often a class occurs); <c>auto</c>, the default, is binary with two classes, else macro.</summary>
    public string Average { get; init; } = "auto";

    /// <inheritdoc/>
    public override string Name => "precision";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Classes;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes) => Averaging.Of(outcomes, "Precision", Average, static (right, predicted, _) => Averaging.Share(right, predicted));

    /// <inheritdoc/>
    public override Metric Map(Arguments arguments) => this with { Average = Averaging.Map(arguments, Average) };
}
