namespace Glissade;

/// <summary>
/// Adam with the largest gradient, fading, in the place of the root of the squares (Kingma and Ba 2015): u ← max(β₂·u, |g| + ε), w ← w − rate/(1 − β₁ᵗ)·m/u.
/// PyTorch's arithmetic; Keras' rate is 0.001 and its ε stands outside the maximum.
/// </summary>
public sealed record Adamax : PerParameterOptimizer
{
    /// <inheritdoc/>
    public override float LearningRate { get; init; } = 2e-3f;

    /// <summary>β₁: how much of the average gradient stays; 0 or more and below 1, 0.9 by default.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how much of the largest gradient stays; 0 or more and below 1, 0.999 by default.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the divisor from 0; 0 or more, 10⁻⁸ by default.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ of λ·w, added to the gradient; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        gradient = Moments.Penalised(gradient, parameter, WeightDecay);
        Buffer largest = pass.Buffer(parameter, "largest");
        Tensor mean = Moments.Average(parameter, "moment1", gradient, Beta1, pass), bound = Tensor.Maximum(largest * Beta2, gradient.Absolute() + Epsilon);
        pass.Update(largest, bound);
        return parameter - OptimizerPass.As(Moments.Rate(pass) / Moments.Share(Beta1, pass), parameter) * (mean / bound);
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
