namespace Glissade;

/// <summary>
/// What penalties of the weights share: another optimizer steps with the gradients of the cost and a penalty, of weights alone: what has fewer than two axes, as biases and the scales of norms have, is left as it is. The penalty itself is not part of
/// the loss that is shown, so that losses with and without it compare. Adam and its kin scale the penalty's gradient as they do the cost's; weight_decay stands beside the step instead.
/// </summary>
public abstract record PenaltyOptimizer : OptimizerWrapper
{
    private protected PenaltyOptimizer() : base(new Sgd())
    {
    }

    /// <inheritdoc/>
    public sealed override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        Inner.Step([.. gradients.Select(pair => (pair.Parameter, pair.Parameter.Rank > 1 ? pair.Gradient + Slope(pair.Parameter) : pair.Gradient))], pass);
    }

    /// <summary>The penalty's gradient by a weight.</summary>
    protected abstract Tensor Slope(Tensor weight);
}
