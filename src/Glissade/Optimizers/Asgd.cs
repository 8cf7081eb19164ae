namespace Glissade;

/// <summary>
/// Gradient descent with a falling rate, which also keeps the average of the weights (Polyak and Juditsky 1992): w ← w·(1 − λη) − η·g with η = rate/(1 + λ·rate·(t − 1))^α; the average, in the
/// state <c>average</c>, is the weights themselves until step t₀ and from then their mean; evaluation and the model file take it, which in PyTorch nobody does. PyTorch's arithmetic.
/// </summary>
public sealed record Asgd : PerParameterOptimizer
{
    /// <inheritdoc/>
    public override float LearningRate { get; init; } = 1e-2f;

    /// <summary>λ: how fast the rate falls, and the decay; 0 or more, 1e-4 by default.</summary>
    public double Lambda { get; init; } = 1e-4;

    /// <summary>α: the power with which the rate falls; 0 or more, 0.75 by default.</summary>
    public double Alpha { get; init; } = 0.75;

    /// <summary>t₀: the step from which weights are averaged; 0 or more, 10⁶ by default.</summary>
    public double Start { get; init; } = 1e6;

    /// <summary>λ of λ·w, added to the gradient; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        gradient = Moments.Penalised(gradient, parameter, WeightDecay);
        Tensor before = Moments.Number(pass) - 1, rate = Moments.Rate(pass);
        rate *= ((rate * Lambda * before).Log1p() * -Alpha).Exp();
        Tensor next = parameter * OptimizerPass.As(1 - rate * Lambda, parameter) - OptimizerPass.As(rate, parameter) * gradient;
        Tensor weight = 1 / Tensor.Maximum(before - Start, Tensor.Like(1, before));
        pass.Follow(parameter, "asgd", (average, final) => Tensor.Select(weight.IsEqual(1), final, average + (final - average) * OptimizerPass.As(weight, parameter)));
        return next;
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            LearningRate = arguments.Positive("learning_rate", LearningRate),
            Lambda = arguments.NonNegative("lambda", Lambda),
            Alpha = arguments.NonNegative("alpha", Alpha),
            Start = arguments.NonNegative("start", Start),
            WeightDecay = arguments.NonNegative("weight_decay", WeightDecay),
        };
    }
}
