namespace Glissade;

/// <summary>Σ max(0, margin − x[class] + x[i])^p over the other classes i, divided by the number of classes: every wrong class shall stay a margin behind. As PyTorch's MultiMarginLoss: the weight of the class multiplies, and the mean divides by the count.</summary>
public sealed record MultiMargin : Loss
{
    /// <summary>The power: 1, by default, or 2.</summary>
    public int P { get; init; } = 1;

    /// <summary>How far behind; 1 by default.</summary>
    public double Margin { get; init; } = 1;

    /// <summary>One weight a class, 0 or more each; none for 1.</summary>
    public IReadOnlyList<double> ClassWeights { get; init; } = [];

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.ClassIndices;

    /// <inheritdoc/>
    public override void Check(Tensor prediction, Tensor target) => ClassTargets.Check(this, prediction, target, ClassWeights.Count);

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Tensor index = target.Cast(DType.Int32), one = ClassTargets.Shares(index, prediction);
        Tensor behind = prediction - ClassTargets.Pick(prediction, index).ExpandDimension(ClassTargets.Axis) + Margin, gap = Tensor.Select(one.IsEqual(1), 0, behind).Relu();
        Tensor values = (P == 2 ? gap.Square() : gap).Mean(ClassTargets.Axis);
        return ClassTargets.Weights(ClassWeights, prediction) is { } weights ? values * weights.Gather(index) : values;
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            P = arguments.Integer("p", P, 1, 2),
            Margin = arguments.Number("margin", Margin),
            ClassWeights = arguments.Numbers("class_weights", ClassWeights, 0),
        };
    }
}
