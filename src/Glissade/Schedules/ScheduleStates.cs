namespace Glissade;

/// <summary>The states of several schedules, one behind the other.</summary>
internal static class ScheduleStates
{
    // Asked at every step, which allocates nothing: hence no enumerator.
    public static int Length(IReadOnlyList<Schedule> schedules)
    {
        int length = 0;
        for (int i = 0; i < schedules.Count; i++) length += schedules[i].StateLength;
        return length;
    }

    public static void Begin(IReadOnlyList<Schedule> schedules, Span<double> state)
    {
        foreach (Schedule schedule in schedules)
        {
            schedule.Begin(state[..schedule.StateLength]);
            state = state[schedule.StateLength..];
        }
    }

    public static void Observe(IReadOnlyList<Schedule> schedules, Span<double> state, double cost)
    {
        foreach (Schedule schedule in schedules)
        {
            schedule.Observe(state[..schedule.StateLength], cost);
            state = state[schedule.StateLength..];
        }
    }
}
