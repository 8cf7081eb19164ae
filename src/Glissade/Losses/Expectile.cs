namespace Glissade;

/// <summary>q·(t − p)² where the prediction is too low, (1 − q)·(p − t)² where it is too high: least squares with unequal sides (Newey and Powell 1987). With q = 0.5 it is half the mean squared error.</summary>
public sealed record Expectile : Loss
{
    /// <summary>Which expectile; from 0 to 1, 0.5 by default.</summary>
    public double Q { get; init; } = 0.5;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        Tensor missing = target - prediction;
        return missing.Square() * Tensor.Select(missing.IsLess(0), Tensor.Scalar(1 - Q, missing.Type), Tensor.Scalar(Q, missing.Type));
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Q = arguments.Number("q", Q, 0, 1) };
    }
}
