namespace Glissade;

/// <summary>
/// Lets another optimizer step and takes rate·λ·w beside it, from weights alone: what has fewer than two axes, as biases and the scales of norms have, is left as it is (Loshchilov and Hutter 2019). It is done in the other's own pass.
/// </summary>
public sealed record WeightDecay() : OptimizerWrapper(new Adam())
{
    /// <summary>λ: the share of itself that a weight loses a step, times the rate; above 0, 0.01 by default.</summary>
    public double Decay { get; init; } = 0.01;

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        Inner.Step(gradients, pass);
        foreach ((Parameter parameter, _) in gradients.Where(pair => pair.Parameter.Rank > 1))
            pass.Amend(parameter, "weight_decay", next => next - parameter * OptimizerPass.As(Moments.Rate(pass) * Decay, parameter));
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Decay = arguments.Positive("decay", Decay), Inner = arguments.Thing("inner", Inner) };
    }
}
