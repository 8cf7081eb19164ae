namespace Glissade;

/// <summary>How the learning rate changes from step to step: a factor on the optimizer's rate, as a function of the step alone.</summary>
public abstract record Schedule : IConfigurable<Schedule>
{
    /// <summary>The factor on <see cref="Optimizer.LearningRate"/>.</summary>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="totalSteps">How many steps the run has as planned, 1 or more: the end of schedules that were given none of their own.</param>
    public abstract double Factor(long step, long totalSteps);

    /// <summary>The factor of a schedule that carries state. One that looks at the step alone need not write it.</summary>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="totalSteps">How many steps the run has as planned, 1 or more.</param>
    /// <param name="state">What <see cref="Observe"/> has left, <see cref="StateLength"/> numbers.</param>
    public virtual double Factor(long step, long totalSteps, ReadOnlySpan<double> state) => Factor(step, totalSteps);

    /// <summary>How many numbers it carries from epoch to epoch; 0, unless it looks at how well the training goes. They are kept in the checkpoint.</summary>
    public virtual int StateLength => 0;

    /// <summary>Sets what it carries to how it begins.</summary>
    public virtual void Begin(Span<double> state)
    {
    }

    /// <summary>Called at the end of every epoch.</summary>
    /// <param name="state">What it carries, to be written.</param>
    /// <param name="cost">The validation set's cost, or the training set's where there is none.</param>
    public virtual void Observe(Span<double> state, double cost)
    {
    }

    internal double[] NewState()
    {
        double[] state = new double[StateLength];
        Begin(state);
        return state;
    }

    /// <summary>As the catalogue writes it, with the arguments that are not the default.</summary>
    public sealed override string ToString() => Catalog.Schedules.Text(this);

    /// <inheritdoc/>
    public virtual Schedule Map(Arguments arguments) => this;
}
