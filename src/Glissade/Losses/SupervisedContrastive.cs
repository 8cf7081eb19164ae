namespace Glissade;

/// <summary>−log of the softmax share of the alike examples among all others, by the cosines divided by the temperature, averaged over the alike ones of an example and then over the examples that have any (Khosla et al. 2020, their L_out). The prediction is [examples, numbers], the target the class of each example [examples] (int32). It compares the examples of a batch, and so it is no sum over items.</summary>
public sealed record SupervisedContrastive : Loss
{
    /// <summary>What cosines are divided by; above 0, 0.07 by default.</summary>
    public double Temperature { get; init; } = 0.07;

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Groups;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Embeddings;

    /// <inheritdoc/>
    public override bool IsSumOverItems => false;

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => Pairs.CheckGroups(this, prediction, target);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        Tensor cosine = Contrast.Cosines(prediction) / Temperature, alike = Contrast.Alike(target).Cast(prediction.Type);
        Tensor share = Tensor.Select(Contrast.Self(target), double.NegativeInfinity, cosine).LogSumExp(1, keepDimensions: true) - cosine;
        Tensor count = alike.Sum(1), some = count.IsGreater(0);
        return new LossTerms((share * alike).Sum(1) / Tensor.Select(some, count, 1), some.Cast(prediction.Type));
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Temperature = arguments.Positive("temperature", Temperature) };
    }
}
