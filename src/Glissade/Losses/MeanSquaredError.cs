namespace Glissade;

/// <summary>The mean of (p − t)² over all numbers of the batch. A difference of 2 costs 4.</summary>
public sealed record MeanSquaredError : Loss
{
    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target) => (prediction - target).Square();
}
