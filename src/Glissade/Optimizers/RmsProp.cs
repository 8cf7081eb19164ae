namespace Glissade;

/// <summary>
/// Each weight's gradient over the root of its average square (Hinton 2012): v ← α·v + (1 − α)·g², w ← w − rate·g / (√v + ε). Centred, v loses the square of the average gradient; with momentum the steps
/// are collected, b ← μ·b + g / (√v + ε), w ← w − rate·b. PyTorch's arithmetic; Keras' is <see cref="KerasRmsProp"/>.
/// </summary>
public sealed record RmsProp : PerParameterOptimizer
{
    /// <inheritdoc/>
    public override float LearningRate { get; init; } = 1e-2f;

    /// <summary>α: how much of the average squared gradient stays; 0 or more and below 1, 0.99 by default.</summary>
    public double Alpha { get; init; } = 0.99;

    /// <summary>ε, which keeps the divisor from 0; 0 or more, 10⁻⁸ by default.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>λ of λ·w, added to the gradient; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <summary>μ: how much of the last step stays; 0 or more and below 1, 0 by default.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether v is freed of the square of the average gradient (Graves 2013); no by default.</summary>
    public bool Centered { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        gradient = Moments.Penalised(gradient, parameter, WeightDecay);
        Tensor square = Moments.Average(parameter, "moment2", gradient.Square(), Alpha, pass);
        // Equal gradients have no variance, and rounding must not make it negative.
        if (Centered) square = Moments.NotBelowZero(square - Moments.Average(parameter, "moment1", gradient, Alpha, pass).Square());
        Tensor step = gradient / (square.SquareRoot() + Epsilon);
        if (Momentum > 0)
        {
            Buffer momentum = pass.Buffer(parameter, "momentum");
            step = momentum * Momentum + step;
            pass.Update(momentum, step);
        }

        return parameter - OptimizerPass.As(pass.LearningRate, parameter) * step;
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            LearningRate = arguments.Positive("learning_rate", LearningRate),
            Alpha = arguments.Fraction("alpha", Alpha),
            Epsilon = arguments.NonNegative("epsilon", Epsilon),
            WeightDecay = arguments.NonNegative("weight_decay", WeightDecay),
            Momentum = arguments.Fraction("momentum", Momentum),
            Centered = arguments.Boolean("centered", Centered),
        };
    }
}
