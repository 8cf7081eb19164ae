namespace Glissade;

/// <summary>One step against the gradient of the whole set: w ← w − rate·g. A trainer gives it all examples in one batch.</summary>
public sealed record GradientDescent : PerParameterOptimizer
{
    /// <inheritdoc/>
    public override float LearningRate { get; init; } = 1e-2f;

    /// <inheritdoc/>
    protected override Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass) => parameter - OptimizerPass.As(pass.LearningRate, parameter) * gradient;

    /// <inheritdoc/>
    public override Optimizer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { LearningRate = arguments.Positive("learning_rate", LearningRate) };
    }
}
