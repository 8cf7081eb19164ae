namespace Glissade;

/// <summary>The pinball loss: q·(t − p) where the prediction is too low, (1 − q)·(p − t) where it is too high. Its minimum is the q-quantile of the targets (Koenker and Bassett 1978). With q = 0.5 it is half the mean absolute error.</summary>
public sealed record Quantile : Loss
{
    /// <summary>Which quantile; from 0 to 1, 0.5 by default.</summary>
    public double Q { get; init; } = 0.5;

    /// <inheritdoc/>
    public override LossTerms Terms(Tensor prediction, Tensor target)
    {
        Tensor missing = target - prediction;
        return Tensor.Select(missing.IsLess(0), missing * (Q - 1), missing * Q);
    }

    /// <inheritdoc/>
    public override Loss Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Q = arguments.Number("q", Q, 0, 1) };
    }
}
