namespace Glissade;

/// <summary>
/// Steps in the unit of the weights, from averages of squared gradients and of squared steps (Zeiler 2012): v ← ρ·v + (1 − ρ)·g², Δ = √(u + ε)/√(v + ε)·g, u ← ρ·u + (1 − ρ)·Δ², w ← w − rate·Δ.
/// PyTorch's arithmetic; Keras' rate is 0.001, its ρ 0.95 and its ε 10⁻⁷.
/// </summary>
public sealed record AdaDelta : PerParameterOptimizer
{
    /// <inheritdoc/>
    public override float LearningRate { get; init; } = 1f;

    /// <summary>ρ: how much of the averages stays; 0 or more and below 1, 0.9 by default.</summary>
    public double Rho { get; init; } = 0.9;

    /// <summary>ε, from which the first steps come; above 0, 10⁻⁶ by default.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>λ of λ·w, added to the gradient; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        gradient = Moments.Penalised(gradient, parameter, WeightDecay);
        Tensor square = Moments.Average(parameter, "moment2", gradient.Square(), Rho, pass);
        Tensor step = (pass.Buffer(parameter, "steps2") + Epsilon).SquareRoot() / (square + Epsilon).SquareRoot() * gradient;
        Moments.Average(parameter, "steps2", step.Square(), Rho, pass);
        return parameter - OptimizerPass.As(pass.LearningRate, parameter) * step;
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            LearningRate = arguments.Positive("learning_rate", LearningRate),
            Rho = arguments.Fraction("rho", Rho),
            Epsilon = arguments.Positive("epsilon", Epsilon),
            WeightDecay = arguments.NonNegative("weight_decay", WeightDecay),
        };
    }
}
