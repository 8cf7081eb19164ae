namespace Glissade;

/// <summary>The binary cross entropy of logits z, times (1 − q)^γ for the probability q given to the truth: what is right already counts for little, so that rare positives are not drowned (Lin et al. 2017). Alpha weighs the positives and 1 − alpha the negatives. As torchvision's sigmoid_focal_loss; Keras has no alpha unless asked. An infinite logit costs 0 or infinity; where infinity, its slope is NaN, as 0·∞ is.</summary>
public sealed record BinaryFocal : Loss
{
    /// <summary>How much what is right already is discounted; 0 or more, 2 by default.</summary>
    public double Gamma { get; init; } = 2;

    /// <summary>The weight of positives, from 0 to 1; 0.25 by default, −1 for no weights.</summary>
    public double Alpha { get; init; } = 0.25;

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Probabilities;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Logits;

    /// <inheritdoc/>
    public override Tensor Output(Tensor prediction) => LossChecks.Sigmoid(prediction);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        Tensor yes = prediction.LogSigmoid(), no = (-prediction).LogSigmoid();
        // The log of what is missing to the truth is exact at both ends, where the power of a difference has no digits left.
        Tensor missing = Tensor.LogAddExp(no + target.Log(), yes + (1 - target).Log());
        // What has no share in the target costs nothing, not even where it is infinite.
        Tensor values = -(Tensor.Select(target.IsEqual(0), 0, target * yes) + Tensor.Select(target.IsEqual(1), 0, (1 - target) * no));
        if (Gamma > 0) values *= (missing * Gamma).Exp();
        return Alpha < 0 ? values : values * (target * Alpha + (1 - target) * (1 - Alpha));
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            Gamma = arguments.NonNegative("gamma", Gamma),
            Alpha = arguments.Number("alpha", Alpha, -1, 1),
        };
    }
}
