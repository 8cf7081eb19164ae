namespace Glissade;

/// <summary>
/// Intersection over union, the Jaccard index: of the examples that belong to a class or were taken for it the share that is both. Averaged over the classes that occur among targets or predictions.
/// scikit-learn's jaccard_score with zero_division=0; Keras' MeanIoU is the macro average.
/// </summary>
public sealed record Iou : Metric
{
    /// <inheritdoc cref="Precision.Average"/>
    public string Average { get; init; } = "auto";

    /// <inheritdoc/>
    public override string Name => "iou";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Classes;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes) => Averaging.Of(outcomes, "Intersection over union", Average, static (right, predicted, actual) => Averaging.Share(right, predicted + actual - right));

    /// <inheritdoc/>
    public override Metric Map(Arguments arguments) => this with { Average = Averaging.Map(arguments, Average) };
}
