namespace Glissade;

/// <summary>How the learning rate changes from step to step: a factor on the optimizer's rate, as a function of the step alone.</summary>
public abstract record Schedule : IConfigurable<Schedule>
{
    /// <summary>The factor on <see cref="Optimizer.LearningRate"/>.</summary>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="totalSteps">How many steps the run has as planned, 1 or more: the end of schedules that were given none of their own.</param>
    public abstract double Factor(long step, long totalSteps);

    /// <summary>As the catalogue writes it, with the arguments that are not the default.</summary>
    public sealed override string ToString() => Catalog.Schedules.Text(this);

    /// <inheritdoc/>
    public virtual Schedule Map(Arguments arguments) => this;
}
