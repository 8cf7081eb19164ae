namespace Glissade;

/// <summary>max(0, d(a, b) − d(a, c) + margin): the anchor a shall be nearer to b than to c, by a margin. The prediction is [examples, 3, numbers], the three vectors of each example; the target is [examples]: 1 if b is the alike one, as in PyTorch's TripletMarginLoss, −1 if c is. The distance is the p-norm of the difference, to which PyTorch adds 10⁻⁶. With swap, d(b, c) counts for the unlike distance where it is smaller (Balntas et al. 2016).</summary>
public sealed record TripletMargin : Loss
{
    /// <summary>By how much nearer; above 0, 1 by default.</summary>
    public double Margin { get; init; } = 1;

    /// <summary>Which norm: 1 for the sum of the distances, 2, by default, for the length.</summary>
    public int P { get; init; } = 2;

    /// <summary>Whether the distance of the other two counts too; false by default.</summary>
    public bool Swap { get; init; }

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Signs;

    /// <inheritdoc/>
    public override PredictionKind Prediction => PredictionKind.Embeddings;

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => Pairs.CheckVectors(this, prediction, target, 3);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        Tensor anchor = prediction.At(0, 1), b = prediction.At(1, 1), c = prediction.At(2, 1), first = target.IsEqual(1).ExpandDimension(1);
        (Tensor alike, Tensor unlike) = (Tensor.Select(first.BroadcastTo(b.Shape), b, c), Tensor.Select(first.BroadcastTo(b.Shape), c, b));
        Tensor apart = Distance(anchor, unlike);
        if (Swap) apart = Tensor.Minimum(apart, Distance(alike, unlike));
        return (Distance(anchor, alike) - apart + Margin).Relu();
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            Margin = arguments.Positive("margin", Margin),
            P = arguments.Integer("p", P, 1, 2),
            Swap = arguments.Boolean("swap", Swap),
        };
    }

    private Tensor Distance(Tensor x, Tensor y)
    {
        Tensor difference = x - y + 1e-6;
        return P == 1 ? difference.Absolute().Sum(-1) : difference.Norm(-1);
    }
}
