namespace Glissade;

/// <summary>Keras' Adam, the paper's form with ε̂: w ← w − rate·√(1 − β₂ᵗ)/(1 − β₁ᵗ)·m / (√v + ε̂), ε̂ beside √v before the correction. PyTorch's is <see cref="Adam"/>.</summary>
public sealed record KerasAdam : PerParameterOptimizer
{
    /// <summary>β₁: how much of the average gradient stays; 0 or more and below 1, 0.9 by default.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how much of the average squared gradient stays; 0 or more and below 1, 0.999 by default.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the divisor from 0; 0 or more, 10⁻⁷ by default.</summary>
    public double Epsilon { get; init; } = 1e-7;

    /// <summary>λ: the share of itself that a parameter loses a step, times the rate; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Whether the largest v so far is used (Reddi et al. 2018); no by default.</summary>
    public bool Amsgrad { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        Tensor mean = Moments.Average(parameter, "moment1", gradient, Beta1, pass), square = Moments.Average(parameter, "moment2", gradient.Square(), Beta2, pass);
        if (Amsgrad) square = Moments.Largest(parameter, square, pass);
        Tensor rate = Moments.Rate(pass) * Moments.Share(Beta2, pass).SquareRoot() / Moments.Share(Beta1, pass);
        return Moments.Kept(parameter, WeightDecay, pass) - OptimizerPass.As(rate, parameter) * (mean / (square.SquareRoot() + Epsilon));
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
