namespace Glissade;

/// <summary>Shrinks each parameter's gradient where its length is above a limit: g ← g·min(1, limit / (‖g‖ + 10⁻⁶)).</summary>
public sealed record ClipByNorm() : OptimizerWrapper(new Adam())
{
    /// <summary>The limit; above 0, 1 by default.</summary>
    public double MaxNorm { get; init; } = 1;

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        Inner.Step([.. gradients.Select(pair => (pair.Parameter, pair.Gradient * Clipping.Factor(Clipping.Norm(pair.Gradient), MaxNorm)))], pass);
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { MaxNorm = arguments.Positive("max_norm", MaxNorm), Inner = arguments.Thing("inner", Inner) };
    }
}
