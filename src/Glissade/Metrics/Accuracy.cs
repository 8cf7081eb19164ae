namespace Glissade;

/// <summary>The share of examples whose class was predicted.</summary>
public sealed record Accuracy : Metric
{
    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Classes;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes)
    {
        int[] truth = ConfusionMatrix.ClassesOf(outcomes, "Accuracy");
        int right = 0;
        for (int example = 0; example < truth.Length; example++)
            if (outcomes.PredictedClass(example) == truth[example]) right++;
        return truth.Length == 0 ? double.NaN : (double)right / truth.Length;
    }
}
