namespace Glissade;

/// <summary>√(mean of (p − t)²): the root of one mean over all numbers of the batch, in the unit of the targets. The root is taken once, of the quotient, and so it is no sum over items. Its slope where nothing is wrong is 0, and beside an infinite prediction it is NaN: the limit depends on the way there.</summary>
public sealed record RootMeanSquaredError : Loss
{
    /// <inheritdoc/>
    public override bool TakesRoot => true;

    /// <inheritdoc/>
    public override bool IsSumOverItems => false;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        // The squares of float32 numbers, and their sums, fit into float64: nothing overflows or vanishes before the root.
        return (prediction - target).Cast(DType.Float64).Square();
    }
}
