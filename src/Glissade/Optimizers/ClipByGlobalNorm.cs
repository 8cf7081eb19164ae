namespace Glissade;

/// <summary>Shrinks all gradients together where their common length is above a limit, so that their direction stays (Pascanu et al. 2013): g ← g·min(1, limit / (‖all g‖ + 10⁻⁶)), as PyTorch does.</summary>
public sealed record ClipByGlobalNorm() : OptimizerWrapper(new Adam())
{
    /// <summary>The limit; above 0, 1 by default.</summary>
    public double MaxNorm { get; init; } = 1;

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        Tensor factor;
        using (Provenance.Enter("optimizer/clip", "g·min(1, limit / ‖g‖)")) factor = Clipping.Factor(Clipping.Norm(gradients.Select(pair => pair.Gradient)), MaxNorm);

        Inner.Step([.. gradients.Select(pair => (pair.Parameter, pair.Gradient * OptimizerPass.As(factor, pair.Parameter)))], pass);
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { MaxNorm = arguments.Positive("max_norm", MaxNorm), Inner = arguments.Thing("inner", Inner) };
    }
}
