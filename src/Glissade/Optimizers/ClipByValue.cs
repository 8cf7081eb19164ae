namespace Glissade;

/// <summary>Brings every element of every gradient into ±limit.</summary>
public sealed record ClipByValue() : OptimizerWrapper(new Adam())
{
    /// <summary>The limit; above 0, 1 by default.</summary>
    public double Limit { get; init; } = 1;

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        Inner.Step([.. gradients.Select(pair => (pair.Parameter, Within(pair.Gradient)))], pass);
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Limit = arguments.Positive("limit", Limit), Inner = arguments.Thing("inner", Inner) };
    }

    private Tensor Within(Tensor gradient) => Tensor.Minimum(Tensor.Maximum(gradient, Tensor.Like(-Limit, gradient)), Tensor.Like(Limit, gradient));
}
