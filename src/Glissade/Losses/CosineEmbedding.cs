namespace Glissade;

/// <summary>1 − cos(a, b) where the target is 1 (alike), max(0, cos(a, b) − margin) where it is −1 (unlike). The prediction is [examples, 2, numbers], the two vectors of each example; the target is [examples]. As PyTorch's CosineEmbeddingLoss, which takes the two apart. The cosine of a vector of zeros is 0; an infinite vector has no direction: NaN.</summary>
public sealed record CosineEmbedding : Loss
{
    /// <summary>The cosine that unlike ones may have; from −1 to 1, 0 by default.</summary>
    public double Margin { get; init; }

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Signs;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Embeddings;

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => Pairs.CheckVectors(this, prediction, target, 2);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        // PyTorch adds 10⁻¹² to each squared length: the cosine of a zero vector is 0, and it still learns.
        Tensor lengths = Tensor.Hypotenuse(prediction.Norm(-1, keepDimensions: true), Tensor.Scalar(1e-6, prediction.Type));
        Tensor directions = prediction / lengths, cosine = (directions.At(0, 1) * directions.At(1, 1)).Sum(-1);
        return Tensor.Select(target.IsEqual(1), 1 - cosine, (cosine - Margin).Relu());
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Margin = arguments.Number("margin", Margin, -1, 1) };
    }
}
