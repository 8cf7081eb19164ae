namespace Glissade;

/// <summary>Adam with the decay beside the gradient: w ← w − rate·λ·w, then Adam's step (Loshchilov and Hutter 2019). As PyTorch's; Keras' λ is 0.004.</summary>
public sealed record AdamW : PerParameterOptimizer
{
    /// <summary>β₁: how much of the average gradient stays; 0 or more and below 1, 0.9 by default.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂: how much of the average squared gradient stays; 0 or more and below 1, 0.999 by default.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the divisor from 0; 0 or more, 10⁻⁸ by default.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ: the share of itself that a parameter loses a step, times the rate; 0 or more, 0.01 by default.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Whether the largest v so far is used (Reddi et al. 2018); no by default.</summary>
    public bool Amsgrad { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        Tensor step = Moments.Step(parameter, gradient, pass, Beta1, Beta2, Epsilon, Amsgrad);
        Tensor kept = WeightDecay > 0 ? parameter * (1 - OptimizerPass.As(pass.LearningRate, parameter) * WeightDecay) : parameter;
        return kept - step;
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
