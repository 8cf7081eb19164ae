namespace Glissade;

/// <summary>The sum of the weights' sizes, λ·Σ|w|, in the gradient: g + λ·sign(w), which draws weights to 0 however small they are (Tibshirani 1996). Of the weight 0 the slope is 0. Keras' regularizers.L1; PyTorch has none.</summary>
public sealed record L1Penalty : PenaltyOptimizer
{
    /// <summary>λ: how much the penalty counts; above 0, 0.01 by default.</summary>
    public double Strength { get; init; } = 0.01;

    /// <inheritdoc/>
    protected override Tensor Slope(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return weight.Sign() * Strength;
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Strength = arguments.Positive("strength", Strength), Inner = arguments.Thing("inner", Inner) };
    }
}
