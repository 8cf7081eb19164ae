namespace Glissade;

/// <summary>Σ t·(log t − x) over the classes, of log-probabilities x, as a network that ends in a log-softmax gives them: how far the target distribution is from the predicted one. It divides by the examples and never by every element, which is PyTorch's reduction batchmean, not its default. Where t is 0 the term is 0. Keras takes probabilities instead of their logarithm.</summary>
public sealed record KullbackLeibler : Loss
{
    /// <summary>Whether the target is given by its logarithm; false by default.</summary>
    public bool LogTarget { get; init; }

    /// <inheritdoc/>
    public override TargetKind Target => LogTarget ? TargetKind.Values : TargetKind.Probabilities;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.LogProbabilities;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Tensor values = LogTarget ? target.Exp() * (target - prediction) : target.XLogX() - Tensor.Select(target.IsEqual(0), 0, target * prediction);
        return LossChecks.PerExample(values);
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { LogTarget = arguments.Boolean("log_target", LogTarget) };
    }
}
