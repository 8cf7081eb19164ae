namespace Glissade;

/// <summary>
/// The sign of a momentum (Chen et al. 2023): w ← w − rate·(sign(β₁·m + (1 − β₁)·g) + λ·w), m ← β₂·m + (1 − β₂)·g. It wants a rate 3 to 10 times smaller than Adam's and a decay as much larger.
/// The paper's formula; Keras has the same.
/// </summary>
public sealed record Lion : PerParameterOptimizer
{
    /// <inheritdoc/>
    public override float LearningRate { get; init; } = 1e-4f;

    /// <summary>β₁: how much of the momentum is in the step; 0 or more and below 1, 0.9 by default.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how much of the momentum stays; 0 or more and below 1, 0.99 by default.</summary>
    public double Beta2 { get; init; } = 0.99;

    /// <summary>λ: the share of itself that a parameter loses a step, times the rate; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        Tensor direction = (pass.Buffer(parameter, "momentum") * Beta1 + gradient * (1 - Beta1)).Sign();
        Moments.Average(parameter, "momentum", gradient, Beta2, pass);
        return Moments.Kept(parameter, WeightDecay, pass) - OptimizerPass.As(pass.LearningRate, parameter) * direction;
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
            WeightDecay = arguments.NonNegative("weight_decay", WeightDecay),
        };
    }
}
