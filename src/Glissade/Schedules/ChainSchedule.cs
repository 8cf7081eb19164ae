namespace Glissade;

/// <summary>Several schedules at once: the factors are multiplied, as those of PyTorch's ChainedScheduler are.</summary>
public sealed record ChainSchedule : Schedule
{
    /// <summary>The schedules; one or more.</summary>
    public IReadOnlyList<Schedule> Schedules { get; init; } = [new ConstantSchedule()];

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps) => Factor(step, totalSteps, NewState());

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps, ReadOnlySpan<double> state)
    {
        double product = 1;
        for (int i = 0; i < Schedules.Count; i++)
        {
            int length = Schedules[i].StateLength;
            product *= Schedules[i].Factor(step, totalSteps, state[..length]);
            state = state[length..];
        }

        return product;
    }

    /// <inheritdoc/>
    public override int StateLength => ScheduleStates.Length(Schedules);

    /// <inheritdoc/>
    public override void Begin(Span<double> state) => ScheduleStates.Begin(Schedules, state);

    /// <inheritdoc/>
    public override void Observe(Span<double> state, double cost) => ScheduleStates.Observe(Schedules, state, cost);

    /// <inheritdoc/>
    public override Schedule Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Schedules = arguments.Things("schedules", Schedules) };
    }
}
