namespace Glissade;

/// <summary>Parameters whose paths match a pattern stay as they are, to the last bit; the others are stepped by another optimizer. PyTorch's requires_grad = False, Keras' trainable = False.</summary>
public sealed record Freeze() : OptimizerWrapper(new Adam())
{
    /// <summary>What stays: a pattern of paths such as <c>linear1</c>, <c>linear1/*</c> or <c>*/bias</c>, the biases by default.</summary>
    public string Paths { get; init; } = "*/bias";

    /// <inheritdoc/>
    public override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        var split = ParameterPaths.Split(Paths, gradients, pass);
        if (split.Others.Count == 0) throw new GlissadeException($"freeze: '{Paths}' leaves no parameter to train", expected: "a pattern that some paths do not match", remedy: ParameterPaths.Shown(gradients, pass));
        Inner.Step(split.Others, pass);
    }

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Paths = arguments.Pattern("paths", Paths), Inner = arguments.Thing("inner", Inner) };
    }
}
