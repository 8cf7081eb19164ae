namespace Glissade;

/// <summary>
/// Keeps a fading average of the weights that another optimizer steps: a ← β·a + (1 − β)·w, beginning with the first new weights. Evaluation, the best weights and the model file take the average; training goes on from the weights
/// themselves. PyTorch's get_ema_multi_avg_fn; Keras' ema_momentum is 0.99. It is done in the other's own pass. Running statistics of norms stay those of the weights themselves.
/// </summary>
public sealed record Ema() : OptimizerWrapper(new Adam())
{
    /// <summary>β: how much of the average stays; 0 or more and below 1, 0.999 by default.</summary>
    public double Decay { get; init; } = 0.999;

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        Inner.Step(gradients, pass);
        foreach ((Parameter parameter, _) in gradients)
            pass.Follow(parameter, "ema", (average, next) => Tensor.Select(pass.StepNumber.IsEqual(1), next, average * Decay + next * (1 - Decay)));
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Decay = arguments.Fraction("decay", Decay), Inner = arguments.Thing("inner", Inner) };
    }
}
