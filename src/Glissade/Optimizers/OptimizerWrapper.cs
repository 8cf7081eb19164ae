namespace Glissade;

/// <summary>An optimizer around another one, which takes the steps: it changes the gradients before, or the weights after. The learning rate is the other one's.</summary>
public abstract record OptimizerWrapper : Optimizer
{
    /// <param name="inner">What takes the steps unless something else is said.</param>
    protected OptimizerWrapper(Optimizer inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
    }

    /// <summary>What takes the steps: Adam by default; SGD under SWA, adaptive clipping and penalties, whose authors have it so.</summary>
    public Optimizer Inner { get; init; }

    /// <inheritdoc/>
    public sealed override float LearningRate
    {
        get => Inner.LearningRate;
        init => Inner = Inner with { LearningRate = value };
    }
}
