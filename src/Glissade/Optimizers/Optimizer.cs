namespace Glissade;

/// <summary>
/// How parameters walk downhill: from the parameters and their gradients to their new values. An immutable record of options; the moments live in the <see cref="OptimizerPass"/>.
/// A rule that looks at one element at a time is one fused pass over the parameter and its state; one that needs lengths, sums or products says in its row how many it takes. PyTorch's maximize has no counterpart: a cost is made smaller, and what is
/// to grow is given with its sign turned.
/// </summary>
public abstract record Optimizer : IConfigurable<Optimizer>
{
    /// <summary>The step's length before any schedule; above 0.</summary>
    public virtual float LearningRate { get; init; } = 1e-3f;

    /// <summary>The step, as updates asked of <paramref name="pass"/>.</summary>
    /// <param name="gradients">All parameters with their gradients.</param>
    /// <param name="pass">Learning rate and step number as scalars, the optimizer's own buffers, and where updates go.</param>
    public abstract void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass);

    /// <summary>As the catalogue writes it, with the arguments that are not the default.</summary>
    public sealed override string ToString() => Catalog.Optimizers.Text(this);

    /// <inheritdoc/>
    public abstract Optimizer Map(Arguments arguments);
}

/// <summary>An optimizer that looks at one parameter at a time: the usual case.</summary>
public abstract record PerParameterOptimizer : Optimizer
{
    /// <inheritdoc/>
    public sealed override void Step(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, OptimizerPass pass)
    {
        foreach ((Parameter parameter, Tensor gradient) in gradients)
        {
            using Provenance.Scope scope = Provenance.Enter($"optimizer/{pass.PathOf(parameter)}", ToString());
            pass.Update(parameter, Rule(parameter, gradient, pass));
        }
    }

    /// <summary>The parameter's new value.</summary>
    protected abstract Tensor Rule(Parameter parameter, Tensor gradient, OptimizerPass pass);
}
