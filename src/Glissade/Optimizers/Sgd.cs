namespace Glissade;

/// <summary>
/// Stochastic gradient descent with momentum: b ← μ·b + (1 − dampening)·g, w ← w − rate·b; the first b is g, and Nesterov's step is g + μ·b. PyTorch's arithmetic:
/// the rate stands outside the momentum, while Keras has it inside, which differs as soon as the rate changes.
/// </summary>
public sealed record Sgd : PerParameterOptimizer
{
    /// <inheritdoc/>
    public override float LearningRate { get; init; } = 1e-2f;

    /// <summary>μ: how much of the last step stays; 0 or more and below 1, 0 by default.</summary>
    public double Momentum { get; init; }

    /// <summary>How much less the new gradient counts in the momentum; 0 or more and below 1, 0 by default.</summary>
    public double Dampening { get; init; }

    /// <summary>Whether the step looks ahead along the momentum (Nesterov 1983); it needs a momentum and no dampening.</summary>
    public bool Nesterov { get; init; }

    /// <summary>λ of λ·w, added to the gradient; 0 or more, 0 by default.</summary>
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass)
    {
        if (WeightDecay > 0) gradient += parameter * WeightDecay;
        if (Momentum > 0)
        {
            Buffer momentum = pass.Buffer(parameter, "momentum");
            Tensor next = momentum * Momentum + gradient * (1 - Dampening);
            if (Dampening > 0) next = Tensor.Select(pass.StepNumber.IsEqual(1), gradient, next);
            pass.Update(momentum, next);
            gradient = Nesterov ? gradient + next * Momentum : next;
        }

        return parameter - OptimizerPass.As(pass.LearningRate, parameter) * gradient;
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        Sgd mapped = this with
        {
            LearningRate = arguments.Positive("learning_rate", LearningRate),
            Momentum = arguments.Fraction("momentum", Momentum),
            Dampening = arguments.Fraction("dampening", Dampening),
            Nesterov = arguments.Boolean("nesterov", Nesterov),
            WeightDecay = arguments.NonNegative("weight_decay", WeightDecay),
        };
        if (mapped.Nesterov && (mapped.Momentum == 0 || mapped.Dampening > 0))
            throw new GlissadeException("sgd: nesterov needs a momentum and no dampening", expected: "momentum above 0 and dampening 0", remedy: "sgd(momentum=0.9, nesterov=true)");
        return mapped;
    }
}
