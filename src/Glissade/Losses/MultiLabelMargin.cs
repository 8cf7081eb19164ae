namespace Glissade;

/// <summary>Σ max(0, 1 − (x[j] − x[i])) over the labels j of an example and the classes i that are none, divided by the number of classes. The target has the prediction's shape: the indices of the labels (int32), ended by −1. As PyTorch's MultiLabelMarginLoss.</summary>
public sealed record MultiLabelMargin : Loss
{
    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.LabelLists;

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => ClassTargets.CheckLists(this, prediction, target);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        Tensor listed = target.Cast(DType.Int32), ended = listed.IsLess(0).Cast(DType.Int32).CumulativeSum(1).IsGreater(0);
        Tensor labels = Tensor.Select(ended, -1, listed).ExpandDimension(2);
        Tensor hot = labels.IsEqual(Tensor.Iota(new Shape(1, 1, prediction.Shape[1]), 2)).Cast(prediction.Type).Sum(1);
        Tensor gap = (1 - (prediction.ExpandDimension(2) - prediction.ExpandDimension(1))).Relu();
        Tensor pairs = hot.ExpandDimension(2) * hot.ExpandDimension(1).IsEqual(0).Cast(prediction.Type);
        return Tensor.Select(pairs.IsEqual(0), 0, gap * pairs).Sum([1, 2]) / prediction.Shape[1];
    }
}
