namespace Glissade;

/// <summary>In a line from one factor to another, and the second ever after. PyTorch's LinearLR takes 5 steps unless told otherwise; this takes the whole run.</summary>
public sealed record LinearSchedule : Schedule
{
    /// <summary>The factor at the beginning; above 0, 1/3 by default.</summary>
    public double StartFactor { get; init; } = 1.0 / 3;

    /// <summary>The factor at the end; 0 or more, 1 by default.</summary>
    public double EndFactor { get; init; } = 1;

    /// <summary>How many steps the way takes; 0, by default, for the whole run.</summary>
    public int Steps { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps)
    {
        double steps = Math.Max(Steps > 0 ? Steps : totalSteps, 1);
        return StartFactor + (EndFactor - StartFactor) * (Math.Clamp(step, 0, steps) / steps);
    }

    /// <inheritdoc/>
    public override Schedule Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { StartFactor = arguments.Positive("start_factor", StartFactor), EndFactor = arguments.NonNegative("end_factor", EndFactor), Steps = arguments.Integer("steps", Steps, 0) };
    }
}
