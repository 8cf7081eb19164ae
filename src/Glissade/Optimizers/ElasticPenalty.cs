namespace Glissade;

/// <summary>
/// Both penalties, of the weights' sizes and of half their squares, α·(ρ·Σ|w| + (1 − ρ)/2·Σw²), in the gradient: g + α·(ρ·sign(w) + (1 − ρ)·w) (Zou and Hastie 2005). α and ρ as in scikit-learn's ElasticNet; Keras' L1L2 has two strengths and no half.
/// </summary>
public sealed record ElasticPenalty : PenaltyOptimizer
{
    /// <summary>α: how much the penalty counts; above 0, 0.01 by default.</summary>
    public double Strength { get; init; } = 0.01;

    /// <summary>ρ: the share of the sizes, from 0 to 1; 0.5 by default.</summary>
    public double Share { get; init; } = 0.5;

    /// <inheritdoc/>
    protected override Tensor Slope(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return weight.Sign() * (Strength * Share) + weight * (Strength * (1 - Share));
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Strength = arguments.Positive("strength", Strength), Share = arguments.Number("share", Share, 0, 1), Inner = arguments.Thing("inner", Inner) };
    }
}
