namespace Glissade;

/// <summary>
/// m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², w ← w − rate·m̂ / (√v̂ + ε) with m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ) (Kingma and Ba 2015). PyTorch's arithmetic;
/// Keras' ε is 10⁻⁷ and stands beside √v before the correction.
/// </summary>
public sealed record Adam : PerParameterOptimizer
{
    /// <summary>β₁: how much of the average gradient stays; 0 or more and below 1, 0.9 by default.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how much of the average squared gradient stays; 0 or more and below 1, 0.999 by default.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the divisor from 0; 0 or more, 10⁻⁸ by default.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ of λ·w, added to the gradient; 0 or more, 0 by default. For decay beside the gradient see <see cref="AdamW"/>.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Whether the largest v so far is used (Reddi et al. 2018); no by default.</summary>
    public bool Amsgrad { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        return parameter - Moments.Step(parameter, Moments.Penalised(gradient, parameter, WeightDecay), pass, Beta1, Beta2, Epsilon, Amsgrad);
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            LearningRate = arguments.Positive("learning_rate", LearningRate),
            Beta1 = arguments.Fraction("beta1", Beta1),
            Beta2 = arguments.Fraction("beta2", Beta2),
            Epsilon = arguments.NonNegative("epsilon", Epsilon),
            WeightDecay = arguments.NonNegative("weight_decay", WeightDecay),
            Amsgrad = arguments.Boolean("amsgrad", Amsgrad),
        };
    }
}
