namespace Glissade;

/// <summary>
/// Every squared gradient so far slows its own weight (Duchi et al. 2011): v ← v + g², w ← w − rate/(1 + (t − 1)·δ)·g / (√v + ε), with v beginning at a given value. PyTorch's arithmetic; Keras' rate is 0.001,
/// its v begins at 0.1 and its ε is 10⁻⁷ and stands inside the root.
/// </summary>
public sealed record AdaGrad : PerParameterOptimizer
{
    /// <inheritdoc/>
    public override float LearningRate { get; init; } = 1e-2f;

    /// <summary>δ: how fast the rate falls beside that; 0 or more, 0 by default.</summary>
    public double RateDecay { get; init; }

    /// <summary>What v begins at; 0 or more, 0 by default.</summary>
    public double InitialAccumulator { get; init; }

    /// <summary>ε, which keeps the divisor from 0; 0 or more, 10⁻¹⁰ by default.</summary>
    public double Epsilon { get; init; } = 1e-10;

    /// <summary>λ of λ·w, added to the gradient; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        gradient = Moments.Penalised(gradient, parameter, WeightDecay);
        Buffer squares = pass.Buffer(parameter, "squares");
        Tensor next = squares + gradient.Square(), rate = Moments.Rate(pass);
        pass.Update(squares, next);
        if (RateDecay > 0) rate /= 1 + (Moments.Number(pass) - 1) * RateDecay;
        if (InitialAccumulator > 0) next += InitialAccumulator;
        return parameter - OptimizerPass.As(rate, parameter) * (gradient / (next.SquareRoot() + Epsilon));
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            LearningRate = arguments.Positive("learning_rate", LearningRate),
            RateDecay = arguments.NonNegative("rate_decay", RateDecay),
            InitialAccumulator = arguments.NonNegative("initial_accumulator", InitialAccumulator),
            Epsilon = arguments.NonNegative("epsilon", Epsilon),
            WeightDecay = arguments.NonNegative("weight_decay", WeightDecay),
        };
    }
}
