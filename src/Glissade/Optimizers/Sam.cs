namespace Glissade;

/// <summary>
/// Lets another optimizer step along the gradient of a higher place nearby, so that it looks for flat minima (Foret et al. 2021): e = ρ·g / (‖g‖ + 10⁻¹²) over all parameters together, and the other one steps the weights w by the
/// gradient at w + e. Adaptive, distances are measured against the weights themselves (Kwon et al. 2021): e = ρ·w²·g / (‖w·g‖ + 10⁻¹²), for all parameters; the authors' code adds 0.01 to |w| and leaves biases out of that.
/// The gradient is taken twice, about twice the work of a step. Both times over the same examples and with the same dropout masks; running statistics of norms are those of the first time. Two passes over the parameters beside that: the length, the step.
/// Clipping around it clips both gradients, inside it the second alone; what a freeze or a group around it keeps away stays where it is. PyTorch and Keras have it not.
/// </summary>
public sealed record Sam() : OptimizerWrapper(new Adam())
{
    // As in the paper's code.
    private const double Tiny = 1e-12;

    /// <summary>ρ: how far away the gradient is taken; above 0, 0.05 by default (the adaptive one wants about ten times as much).</summary>
    public double Rho { get; init; } = 0.05;

    /// <summary>Whether distances are measured against the weights; no by default.</summary>
    public bool Adaptive { get; init; }

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        Tensor[] places;
        using (Provenance.Enter("optimizer/sam", "w + ρ·g / ‖g‖"))
        {
            Tensor share = Rho / (Clipping.Norm(gradients.Select(pair => Adaptive ? pair.Gradient * pair.Parameter : pair.Gradient)) + Tiny);
            places = [.. gradients.Select(pair => pair.Parameter + OptimizerPass.As(share, pair.Parameter) * (Adaptive ? pair.Gradient * pair.Parameter.Square() : pair.Gradient))];
        }

        Inner.Step(pass.GradientsAt(gradients, places), pass);
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Rho = arguments.Positive("rho", Rho), Adaptive = arguments.Boolean("adaptive", Adaptive), Inner = arguments.Thing("inner", Inner) };
    }
}
