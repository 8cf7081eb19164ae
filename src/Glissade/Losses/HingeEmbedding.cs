namespace Glissade;

/// <summary>Of distances x: x where the target is 1 (alike), max(0, margin − x) where it is −1 (unlike). As PyTorch's HingeEmbeddingLoss.</summary>
public sealed record HingeEmbedding : Loss
{
    /// <summary>The distance that unlike ones shall have; 1 by default.</summary>
    public double Margin { get; init; } = 1;

    /// <inheritdoc/>
    public override TargetKind Target => TargetKind.Signs;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return Tensor.Select(target.IsEqual(1), prediction, (Margin - prediction).Relu());
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Margin = arguments.Number("margin", Margin) };
    }
}
