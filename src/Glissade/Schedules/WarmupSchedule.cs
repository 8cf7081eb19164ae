namespace Glissade;

/// <summary>Up in a line, (step + 1)/(steps + 1), never 0; then another schedule, which counts from 0 and has the steps that are left (PyTorch's SequentialLR of LinearLR and the other).</summary>
public sealed record WarmupSchedule : Schedule
{
    /// <summary>How many steps the way up takes; 0 or more, 100 by default.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>What comes after; constant by default.</summary>
    public Schedule Inner { get; init; } = new ConstantSchedule();

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps) => Factor(step, totalSteps, NewState());

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps, ReadOnlySpan<double> state)
    {
        long left = Math.Max(totalSteps - Steps, 1);
        return step < Steps ? Inner.Factor(0, left, state) * (step + 1) / (Steps + 1.0) : Inner.Factor(step - Steps, left, state);
    }

    /// <inheritdoc/>
    public override int StateLength => Inner.StateLength;

    /// <inheritdoc/>
    public override void Begin(Span<double> state) => Inner.Begin(state);

    /// <inheritdoc/>
    public override void Observe(Span<double> state, double cost) => Inner.Observe(state, cost);

    /// <inheritdoc/>
    public override Schedule Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Steps = arguments.Integer("steps", Steps, 0), Inner = arguments.Thing("inner", Inner) };
    }
}
