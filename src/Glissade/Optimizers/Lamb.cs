namespace Glissade;

/// <summary>
/// Adam's direction, as long in each parameter as that is itself (You et al. 2020): u = m̂ / (√v̂ + ε) + λ·w, w ← w − rate·‖w‖/‖u‖·u, the quotient being 1 where either length is 0. The paper's formula; Keras' ε is 10⁻⁷ and its λ 0.
/// Three passes over a parameter: the moments with u's length, w's length, the step.
/// </summary>
public sealed record Lamb : PerParameterOptimizer
{
    /// <summary>β₁: how much of the average gradient stays; 0 or more and below 1, 0.9 by default.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how much of the average squared gradient stays; 0 or more and below 1, 0.999 by default.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the divisor from 0; 0 or more, 10⁻⁶ by default.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>λ: the share of itself that a parameter loses a step, times the rate; 0 or more, 0.01 by default.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        Tensor mean = Moments.Average(parameter, "moment1", gradient, Beta1, pass), square = Moments.Average(parameter, "moment2", gradient.Square(), Beta2, pass);
        Tensor first = 1 / Moments.Share(Beta1, pass), correction = 1 / Moments.Share(Beta2, pass).SquareRoot();
        Tensor step = mean * OptimizerPass.As(first, parameter) / (square.SquareRoot() * OptimizerPass.As(correction, parameter) + Epsilon);
        step = Moments.Penalised(step, parameter, WeightDecay);
        return parameter - OptimizerPass.As(pass.LearningRate, parameter) * Moments.Trust(Clipping.Norm(parameter), Clipping.Norm(step)) * step;
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
