namespace Glissade;

/// <summary>
/// Shrinks the gradient of each unit, all that leads to one output, where it is long beside the unit's weights (Brock et al. 2021): g ← g·min(1, λ·max(‖w‖, ε) / ‖g‖). The units of a matrix [inputs, outputs] are its columns; of more axes, as a convolution's
/// [outputs, inputs, …] has, the first counts the units (of a transposed convolution these are its inputs); what has one axis longer than 1, or none, is one unit, as in the authors' code. Two passes over a parameter: the lengths, then the step.
/// </summary>
public sealed record AdaptiveClip() : OptimizerWrapper(new Sgd())
{
    /// <summary>λ: the longest gradient, as a share of the weights' length; above 0, 0.01 by default.</summary>
    public double Share { get; init; } = 0.01;

    /// <summary>ε: the least length that weights count with, so that zeros can move; above 0, 0.001 by default.</summary>
    public double Epsilon { get; init; } = 1e-3;

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        Inner.Step([.. gradients.Select(pair => (pair.Parameter, Within(pair.Parameter, pair.Gradient)))], pass);
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Share = arguments.Positive("share", Share), Epsilon = arguments.Positive("epsilon", Epsilon), Inner = arguments.Thing("inner", Inner) };
    }

    private Tensor Within(Parameter parameter, Tensor gradient)
    {
        using Provenance.Scope scope = Provenance.Enter("optimizer/clip", "g·min(1, λ·max(‖w‖, ε) / ‖g‖)");
        Tensor weights = Length(parameter), length = Length(gradient), limit = Tensor.Maximum(weights, Tensor.Like(Epsilon, weights)) * Share;
        return gradient * Tensor.Select(length.IsGreater(limit), limit / Tensor.Select(length.IsGreater(0), length, 1), 1);
    }

    // A vector, whatever axes it has, is one unit.
    private static Tensor Length(Tensor of) => of.Shape.Where(extent => extent > 1).Take(2).Count() < 2 ? Clipping.Norm(of) : Clipping.UnitNorm(of);
}
