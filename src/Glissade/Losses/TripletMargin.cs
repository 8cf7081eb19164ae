namespace Glissade;

/// <summary>max(0, d(a, b) − d(a, c) + margin): the anchor a shall be nearer to b than to c, by a margin. The prediction is [examples, 3, numbers], the three vectors of each example; the target is [examples]: 1 if b is the alike one, as in PyTorch's TripletMarginLoss, −1 if c is. The distance is the p-norm of the difference, to each number of which epsilon is added, as in PyTorch's PairwiseDistance. With swap, d(b, c) counts for the unlike distance where it is smaller (Balntas et al. 2016). Of infinite vectors it is NaN: two infinite distances have no difference.</summary>
public sealed record TripletMargin : Loss
{
    /// <summary>By how much nearer; above 0, 1 by default.</summary>
    public double Margin { get; init; } = 1;

    /// <summary>Which norm: 1 for the sum of the distances, 2, by default, for the length; above 0.</summary>
    public double P { get; init; } = 2;

    /// <summary>Added to each number of a difference; 0 or more, 1e-6 by default.</summary>
    public double Epsilon { get; init; } = 1e-6;

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
        Tensor Distance(Tensor x, Tensor y) => Pairs.Distance(x, y, P, Epsilon);
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
            P = arguments.Positive("p", P),
            Swap = arguments.Boolean("swap", Swap),
            Epsilon = arguments.NonNegative("epsilon", Epsilon),
        };
    }
}
