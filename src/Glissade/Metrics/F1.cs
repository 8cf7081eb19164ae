namespace Glissade;

/// <summary>The harmonic mean of precision and recall, 2·P·R / (P + R); 0 where both are 0. scikit-learn's f1_score with zero_division=0; Keras' F1Score averages nothing unless told to.</summary>
public sealed record F1 : Metric
{
    /// <inheritdoc cref="Precision.Average"/>
    public string Average { get; init; } = "auto";

    /// <inheritdoc/>
    public override string Name => "f1";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Classes;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes) => Averaging.Of(outcomes, "F1", Average, static (right, predicted, actual) => FBeta.Figure(1, right, predicted, actual));

    /// <inheritdoc/>
    public override Metric Map(Arguments arguments) => this with { Average = Averaging.Map(arguments, Average) };
}
