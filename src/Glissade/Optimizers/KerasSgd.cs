namespace Glissade;

/// <summary>Keras' gradient descent: v ← μ·v − rate·g, w ← w + v, with the rate inside the momentum, so that a rate that falls brakes only the new gradients; Nesterov's step is μ·v − rate·g. PyTorch's is <see cref="Sgd"/>.</summary>
public sealed record KerasSgd : PerParameterOptimizer
{
    /// <inheritdoc/>
    public override float LearningRate { get; init; } = 1e-2f;

    /// <summary>μ: how much of the last step stays; 0 or more and below 1, 0 by default.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether the step looks ahead along the momentum; no by default.</summary>
    public bool Nesterov { get; init; }

    /// <summary>λ: the share of itself that a parameter loses a step, times the rate; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        Tensor step = OptimizerPass.As(pass.LearningRate, parameter) * gradient;
        if (Momentum > 0)
        {
            Buffer momentum = pass.Buffer(parameter, "momentum");
            Tensor next = momentum * Momentum - step;
            pass.Update(momentum, next);
            step = Nesterov ? step - next * Momentum : -next;
        }

        return Moments.Kept(parameter, WeightDecay, pass) - step;
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        KerasSgd mapped = this with
        {
            LearningRate = arguments.Positive("learning_rate", LearningRate),
            Momentum = arguments.Fraction("momentum", Momentum),
            Nesterov = arguments.Boolean("nesterov", Nesterov),
            WeightDecay = arguments.NonNegative("weight_decay", WeightDecay),
        };
        if (mapped.Nesterov && mapped.Momentum == 0)
            throw new GlissadeException("keras_sgd: nesterov needs a momentum", expected: "momentum above 0", remedy: "keras_sgd(momentum=0.9, nesterov=true)");
        return mapped;
    }
}
