namespace Glissade;

/// <summary>
/// Adam whose v moves towards g² by a share of g² and not of the difference, so that it cannot fall fast (Zaheer et al. 2018): v ← v − (1 − β₂)·sign(v − g²)·g², w ← w − rate·m̂ / (√v̂ + ε).
/// The paper's formula with Adam's corrections and v beginning at 10⁻⁶, as those who use it have it.
/// </summary>
public sealed record Yogi : PerParameterOptimizer
{
    /// <inheritdoc/>
    public override float LearningRate { get; init; } = 1e-2f;

    /// <summary>β₁: how much of the average gradient stays; 0 or more and below 1, 0.9 by default.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>1 − β₂ is the share of g² by which v moves; 0 or more and below 1, 0.999 by default.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, which keeps the divisor from 0; 0 or more, 0.001 by default.</summary>
    public double Epsilon { get; init; } = 1e-3;

    /// <summary>What v begins at; 0 or more, 10⁻⁶ by default.</summary>
    public double InitialAccumulator { get; init; } = 1e-6;

    /// <summary>λ of λ·w, added to the gradient; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        gradient = Moments.Penalised(gradient, parameter, WeightDecay);
        Buffer buffer = pass.Buffer(parameter, "moment2");
        Tensor mean = Moments.Average(parameter, "moment1", gradient, Beta1, pass), squared = gradient.Square();
        Tensor before = Tensor.Select(pass.StepNumber.IsEqual(1), InitialAccumulator, buffer), square = before - (before - squared).Sign() * squared * (1 - Beta2);
        pass.Update(buffer, square);
        Tensor rate = Moments.Rate(pass) / Moments.Share(Beta1, pass), correction = 1 / Moments.Share(Beta2, pass).SquareRoot();
        return parameter - OptimizerPass.As(rate, parameter) * (mean / (square.SquareRoot() * OptimizerPass.As(correction, parameter) + Epsilon));
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
            InitialAccumulator = arguments.NonNegative("initial_accumulator", InitialAccumulator),
            WeightDecay = arguments.NonNegative("weight_decay", WeightDecay),
        };
    }
}
