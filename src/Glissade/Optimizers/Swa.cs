namespace Glissade;

/// <summary>
/// Keeps the plain average of the weights that another optimizer steps, of every k-th step from a given one on (Izmailov et al. 2018): a ← a + (w − a)/n. Evaluation, the best weights and the model file take the average, which is the weights
/// themselves before that step; training goes on from the weights. PyTorch's AveragedModel. It is done in the other's own pass. Running statistics of norms stay those of the weights themselves.
/// </summary>
public sealed record Swa() : OptimizerWrapper(new Sgd())
{
    /// <summary>The step from which weights are averaged; 1 or more, 1 by default.</summary>
    public int Start { get; init; } = 1;

    /// <summary>k: every how many steps the weights are added; 1 or more, 1 by default.</summary>
    public int Every { get; init; } = 1;

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        Inner.Step(gradients, pass);
        // How many averages were taken before this step; its fraction is 0 where another is due.
        Tensor taken = Tensor.Maximum((Moments.Number(pass) - Start) / Every, Tensor.Like(0, Moments.Number(pass))), due = taken.Floor().IsEqual(taken);
        foreach ((Parameter parameter, _) in gradients)
        {
            pass.Follow(parameter, "swa", (average, next) =>
            {
                Tensor share = OptimizerPass.As(1 / (taken + 1), parameter), moved = Tensor.Select(taken.IsEqual(0), next, average + (next - average) * share);
                return Tensor.Select(due, moved, average);
            });
        }
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Start = arguments.Integer("start", Start, 1), Every = arguments.Integer("every", Every, 1), Inner = arguments.Thing("inner", Inner) };
    }
}
