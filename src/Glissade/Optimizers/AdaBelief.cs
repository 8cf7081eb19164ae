namespace Glissade;

/// <summary>
/// Adam that divides by how far gradients stray from their average instead of by their size (Zhuang et al. 2020): s ← β₂·s + (1 − β₂)·(g − m)² + ε, w ← w − rate·m̂ / (√ŝ + ε).
/// The paper's formula, with the ε of its authors' package; PyTorch and Keras have none.
/// </summary>
public sealed record AdaBelief : PerParameterOptimizer
{
    /// <summary>β₁: how much of the average gradient stays; 0 or more and below 1, 0.9 by default.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how much of the average squared distance stays; 0 or more and below 1, 0.999 by default.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the divisor from 0; 0 or more, 10⁻¹⁶ by default.</summary>
    public double Epsilon { get; init; } = 1e-16;

    /// <summary>λ: the share of itself that a parameter loses a step, times the rate; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        Tensor mean = Moments.Average(parameter, "moment1", gradient, Beta1, pass);
        Buffer spread = pass.Buffer(parameter, "spread");
        Tensor next = spread * Beta2 + (gradient - mean).Square() * (1 - Beta2) + Epsilon;
        pass.Update(spread, next);
        Tensor rate = Moments.Rate(pass) / Moments.Share(Beta1, pass), correction = 1 / Moments.Share(Beta2, pass).SquareRoot();
        Tensor step = mean / (next.SquareRoot() * OptimizerPass.As(correction, parameter) + Epsilon);
        return Moments.Kept(parameter, WeightDecay, pass) - OptimizerPass.As(rate, parameter) * step;
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
