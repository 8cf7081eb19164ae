namespace Glissade;

/// <summary>
/// Takes a step every k batches, with the gradient of the cost over all their examples: g = ∇(Σ values·weights) / Σ weights, summed batch by batch and divided once. A batch of k·n examples so needs the memory of n. It is the step over the
/// whole batch to the last bit (masks belong to examples; sums go on in their order) wherever a batch is no longer than a cut of the sums, which is 4,096 terms of a weight's gradient, or n a multiple of it; otherwise to rounding. Step
/// numbers, schedules and checkpoints count such steps. It stands outermost: <c>accumulation(steps=4, inner=ema(inner=adam))</c>. PyTorch users add up gradients of means, which is another step where the last batch is shorter or weights differ.
/// </summary>
/// <remarks>Refused: losses that are no sum over items (contrasts, overlaps, roots of means), networks that need a statistic of the batch (BatchNorm), rules that want the gradient at other weights (Sam).</remarks>
public sealed record Accumulation() : OptimizerWrapper(new Adam())
{
    /// <summary>k: how many batches make a step; 1 or more, 4 by default.</summary>
    public int Steps { get; init; } = 4;

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        ArgumentNullException.ThrowIfNull(pass);
        if (pass.Outermost is not null && !ReferenceEquals(pass.Outermost, this))
            throw new GlissadeException($"{this} stands inside {pass.Outermost}", "the optimizer", "accumulation outermost: what is inside sees whole steps", $"write accumulation(steps={Steps}, inner=…) around the others");
        Inner.Step(gradients, pass);
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Steps = arguments.Integer("steps", Steps, 1), Inner = arguments.Thing("inner", Inner) };
    }
}
