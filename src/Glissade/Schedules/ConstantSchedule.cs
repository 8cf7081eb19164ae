namespace Glissade;

/// <summary>The optimizer's own rate from beginning to end, times a factor of 1 unless another is given.</summary>
public sealed record ConstantSchedule : Schedule
{
    /// <summary>The factor; above 0, 1 by default.</summary>
    public double Value { get; init; } = 1;

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps) => Value;

    /// <inheritdoc/>
    public override Schedule Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Value = arguments.Positive("value", Value) };
    }
}
