namespace Glissade;

/// <summary>Schedules one after the other, each counting from 0, with the steps up to the next milestone as its own: PyTorch's SequentialLR, counted in steps.</summary>
public sealed record JoinSchedule : Schedule
{
    /// <summary>The schedules; one or more.</summary>
    public IReadOnlyList<Schedule> Schedules { get; init; } = [new ConstantSchedule()];

    /// <summary>The steps at which the second, the third and so on begin: rising whole numbers, one fewer than there are schedules.</summary>
    public IReadOnlyList<double> Milestones { get; init; } = [];

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps) => Factor(step, totalSteps, NewState());

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps, ReadOnlySpan<double> state)
    {
        int index = 0;
        while (index < Milestones.Count && step >= Milestones[index])
        {
            state = state[Schedules[index].StateLength..];
            index++;
        }

        long start = index == 0 ? 0 : (long)Milestones[index - 1], end = index < Milestones.Count ? (long)Milestones[index] : totalSteps;
        return Schedules[index].Factor(step - start, Math.Max(end - start, 1), state[..Schedules[index].StateLength]);
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
        IReadOnlyList<Schedule> schedules = arguments.Things("schedules", Schedules);
        IReadOnlyList<double> milestones = arguments.Numbers("milestones", Milestones, 1);
        if (milestones.Count != schedules.Count - 1)
            throw new ArgumentException($"{schedules.Count} schedules are joined at {schedules.Count - 1} milestones, one where each of them but the first begins; {milestones.Count} are given");
        for (int i = 0; i < milestones.Count; i++)
            if (milestones[i] != Math.Floor(milestones[i]) || (i > 0 && milestones[i] <= milestones[i - 1])) throw new ArgumentException("the milestones must be whole numbers of steps that rise");
        return this with { Schedules = schedules, Milestones = milestones };
    }
}
