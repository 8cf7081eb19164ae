namespace Glissade;

/// <summary>The textbooks' cost: Σ (p − t)² over the outputs of an example, averaged over the examples. With one output it is the mean squared error.</summary>
public sealed record SumSquaredError : Loss
{
    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        Tensor squares = (prediction - target).Square();
        return squares.Rank < 2 ? squares : squares.Reshape(squares.Shape[0], -1).Sum(1);
    }
}
