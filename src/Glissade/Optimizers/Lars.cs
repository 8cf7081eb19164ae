namespace Glissade;

/// <summary>
/// Momentum whose step is as long in each parameter as that is itself (You et al. 2017): b ← μ·b + rate·η·‖w‖/(‖g‖ + λ‖w‖)·(g + λ·w), w ← w − b, the quotient being 1 where a length is 0. The paper's formula, with
/// the rate inside the momentum. Two passes over a parameter: the lengths, then the step.
/// </summary>
public sealed record Lars : PerParameterOptimizer
{
    /// <inheritdoc/>
    public override float LearningRate { get; init; } = 0.1f;

    /// <summary>μ: how much of the last step stays; 0 or more and below 1, 0.9 by default.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>η: the length of a step as a share of the length of the parameter, times the rate; above 0, 0.001 by default.</summary>
    public double Trust { get; init; } = 0.001;

    /// <summary>λ of λ·w, added to the gradient; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        Tensor length = Clipping.Norm(parameter), trust = Moments.Trust(length * Trust, Clipping.Norm(gradient) + length * WeightDecay);
        Tensor step = OptimizerPass.As(pass.LearningRate, parameter) * trust * Moments.Penalised(gradient, parameter, WeightDecay);
        if (Momentum > 0)
        {
            Buffer momentum = pass.Buffer(parameter, "momentum");
            step = momentum * Momentum + step;
            pass.Update(momentum, step);
        }

        return parameter - step;
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            LearningRate = arguments.Positive("learning_rate", LearningRate),
            Momentum = arguments.Fraction("momentum", Momentum),
            Trust = arguments.Positive("trust", Trust),
            WeightDecay = arguments.NonNegative("weight_decay", WeightDecay),
        };
    }
}
