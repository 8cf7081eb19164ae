namespace Glissade;

/// <summary>
/// Adam whose first steps, while v is too uncertain to divide by, are those of plain momentum (Liu et al. 2020): ρ = ρ∞ − 2t·β₂ᵗ/(1 − β₂ᵗ) with ρ∞ = 2/(1 − β₂) − 1;
/// w ← w − rate·r·m̂ / ((√v + ε)/√(1 − β₂ᵗ)) where ρ &gt; 5, with r² = (ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ), and w ← w − rate·m̂ before. PyTorch's arithmetic.
/// </summary>
public sealed record RAdam : PerParameterOptimizer
{
    /// <summary>β₁: how much of the average gradient stays; 0 or more and below 1, 0.9 by default.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how much of the average squared gradient stays; 0 or more and below 1, 0.999 by default.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the divisor from 0; 0 or more, 10⁻⁸ by default.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ of λ·w, added to the gradient; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        gradient = Moments.Penalised(gradient, parameter, WeightDecay);
        Tensor mean = Moments.Average(parameter, "moment1", gradient, Beta1, pass), square = Moments.Average(parameter, "moment2", gradient.Square(), Beta2, pass);
        double most = 2 / (1 - Beta2) - 1;
        Tensor share = Moments.Share(Beta2, pass), length = most - 2 * Moments.Number(pass) * (1 - share) / share, certain = length.IsGreater(5);
        // Before that the root's content may be negative, and nobody asks for it.
        Tensor rectified = ((length - 4) * (length - 2) * (most / ((most - 4) * (most - 2))) / length * share).SquareRoot();
        Tensor rate = Moments.Rate(pass) / Moments.Share(Beta1, pass) * Tensor.Select(certain, rectified, 1);
        return parameter - OptimizerPass.As(rate, parameter) * (mean / Tensor.Select(certain, square.SquareRoot() + Epsilon, 1));
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
        };
    }
}
