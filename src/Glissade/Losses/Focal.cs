namespace Glissade;

/// <summary>−α·(1 − p)^γ·log p for the softmax probability p of the class: the cross entropy with what is right already discounted (Lin et al. 2017). The target is a class index or class probabilities. As Keras' CategoricalFocalCrossentropy, but of logits and without alpha by default; PyTorch has none.</summary>
public sealed record Focal : Loss
{
    /// <summary>How much what is right already is discounted; 0 or more, 2 by default.</summary>
    public double Gamma { get; init; } = 2;

    /// <summary>One weight a class, 0 or more each; none for 1. The mean divides by the count, not by the weights.</summary>
    public IReadOnlyList<double> Alpha { get; init; } = [];

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Classes;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.ClassLogits;

    /// <inheritdoc/>
    public override Tensor Output(Tensor prediction) => ClassTargets.Softmax(prediction);

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => ClassTargets.Check(this, prediction, target, Alpha.Count);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        bool isIndex = ClassTargets.IsIndex(target);
        Tensor Chosen(Tensor numbers) => isIndex ? ClassTargets.Pick(numbers, target.Cast(DType.Int32)) : numbers;
        Tensor values = -Chosen(prediction.LogSoftmax(ClassTargets.Axis));
        if (Gamma > 0) values *= ((1 - Chosen(prediction.Softmax(ClassTargets.Axis))).Log() * Gamma).Exp();
        if (ClassTargets.Weights(Alpha, prediction) is { } weights) values *= Chosen(ClassTargets.Beside(weights, prediction).BroadcastTo(prediction.Shape));
        return isIndex ? values : ClassTargets.Expected(values, target);
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            Gamma = arguments.NonNegative("gamma", Gamma),
            Alpha = arguments.Numbers("alpha", Alpha, 0),
        };
    }
}
