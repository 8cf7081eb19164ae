namespace Glissade;

/// <summary>Keras' RMSprop: v ← ρ·v + (1 − ρ)·g², w ← w − rate·g / √(v + ε), with ε inside the root and the rate inside the momentum: b ← μ·b + rate·g / √(v + ε), w ← w − b. PyTorch's is <see cref="RmsProp"/>.</summary>
public sealed record KerasRmsProp : PerParameterOptimizer
{
    /// <summary>ρ: how much of the average squared gradient stays; 0 or more and below 1, 0.9 by default.</summary>
    public double Rho { get; init; } = 0.9;

    /// <summary>ε, which keeps the divisor from 0; 0 or more, 10⁻⁷ by default.</summary>
    public double Epsilon { get; init; } = 1e-7;

    /// <summary>μ: how much of the last step stays; 0 or more and below 1, 0 by default.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether v is freed of the square of the average gradient; no by default.</summary>
    public bool Centered { get; init; }

    /// <summary>λ: the share of itself that a parameter loses a step, times the rate; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        Tensor square = Moments.Average(parameter, "moment2", gradient.Square(), Rho, pass);
        // Equal gradients have no variance, and rounding must not make it negative.
        if (Centered) square = Moments.NotBelowZero(square - Moments.Average(parameter, "moment1", gradient, Rho, pass).Square());
        Tensor step = OptimizerPass.As(pass.LearningRate, parameter) * (gradient / (square + Epsilon).SquareRoot());
        if (Momentum > 0)
        {
            Buffer momentum = pass.Buffer(parameter, "momentum");
            step = momentum * Momentum + step;
            pass.Update(momentum, step);
        }

        return Moments.Kept(parameter, WeightDecay, pass) - step;
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            LearningRate = arguments.Positive("learning_rate", LearningRate),
            Rho = arguments.Fraction("rho", Rho),
            Epsilon = arguments.NonNegative("epsilon", Epsilon),
            Momentum = arguments.Fraction("momentum", Momentum),
            Centered = arguments.Boolean("centered", Centered),
            WeightDecay = arguments.NonNegative("weight_decay", WeightDecay),
        };
    }
}
