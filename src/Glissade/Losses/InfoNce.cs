namespace Glissade;

/// <summary>−log of the softmax share of an alike example among it and all unlike ones, by the cosines divided by the temperature, averaged over the ordered pairs of alike examples (Oord et al. 2018; NT-Xent, Chen et al. 2020). The prediction is [examples, numbers], the target the group of each example [examples] (int32): two views of one thing have one group. It compares the examples of a batch, and so it is no sum over items.</summary>
public sealed record InfoNce : Loss
{
    /// <summary>What cosines are divided by; above 0, 0.1 by default.</summary>
    public double Temperature { get; init; } = 0.1;

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
        Tensor cosine = Contrast.Cosines(prediction) / Temperature, alike = Contrast.Alike(target), self = Contrast.Self(target);
        // The unlike ones of a row are one number; beside it stands each alike one.
        Tensor others = Tensor.Select(alike | self, double.NegativeInfinity, cosine).LogSumExp(1, keepDimensions: true);
        return new LossTerms(Tensor.LogAddExp(cosine, others) - cosine, alike.Cast(prediction.Type));
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Temperature = arguments.Positive("temperature", Temperature) };
    }
}
