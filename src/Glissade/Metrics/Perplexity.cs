namespace Glissade;

/// <summary>e to the power of <see cref="LogLoss"/>: among how many equally probable classes the predictions leave one guessing. Probabilities are cut off as there.</summary>
public sealed record Perplexity : Metric
{
    /// <inheritdoc/>
    public override string Name => "perplexity";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override OutcomeKind Takes => OutcomeKind.Classes;

    /// <inheritdoc/>
    public override double Of(Outcomes outcomes) => ScalarMath.Exp(new LogLoss().Of(outcomes));
}
