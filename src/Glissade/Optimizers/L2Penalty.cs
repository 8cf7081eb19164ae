namespace Glissade;

/// <summary>Half the sum of the weights' squares, λ/2·Σw², in the gradient: g + λ·w, PyTorch's weight_decay of SGD and Adam, but of weights alone. Keras' regularizers.L2 has no half: its λ counts twice.</summary>
public sealed record L2Penalty : PenaltyOptimizer
{
    /// <summary>λ: how much the penalty counts; above 0, 0.01 by default.</summary>
    public double Strength { get; init; } = 0.01;

    /// <inheritdoc/>
    protected override Tensor Slope(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return weight * Strength;
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Strength = arguments.Positive("strength", Strength), Inner = arguments.Thing("inner", Inner) };
    }
}
