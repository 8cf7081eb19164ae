namespace Glissade;

/// <summary>
/// Parameters whose paths match a pattern are stepped by an optimizer of their own, with its own rate, decay and whatever it has; the others by another, which may be a group again. A schedule bends both rates alike. PyTorch's param_groups.
/// </summary>
public sealed record ParameterGroup() : OptimizerWrapper(new Adam())
{
    /// <summary>Whose steps: a pattern of paths such as <c>linear1</c>, <c>linear1/*</c> or <c>*/bias</c>, the biases by default.</summary>
    public string Paths { get; init; } = "*/bias";

    /// <summary>What steps them; Adam by default.</summary>
    public Optimizer Optimizer { get; init; } = new Adam();

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        var split = ParameterPaths.Split(Paths, gradients, pass);
        pass.StepAt((double)Optimizer.LearningRate / Inner.LearningRate, Optimizer, split.Matching);
        pass.StepAt(1, Inner, split.Others);
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Paths = arguments.Pattern("paths", Paths), Optimizer = arguments.Thing("optimizer", Optimizer), Inner = arguments.Thing("inner", Inner) };
    }
}
