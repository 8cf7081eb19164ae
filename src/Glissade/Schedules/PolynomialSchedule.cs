namespace Glissade;

/// <summary>Down along a power: m + (1 − m)·(1 − step/steps)^p, and m ever after. PyTorch's PolynomialLR ends after 5 steps unless told otherwise; this takes the whole run.</summary>
public sealed record PolynomialSchedule : Schedule
{
    /// <summary>p: above 0; 1 by default, which is a line.</summary>
    public double Power { get; init; } = 1;

    /// <summary>m: the factor at the end; 0, by default, to 1.</summary>
    public double MinimumFactor { get; init; }

    /// <summary>How many steps the way down takes; 0, by default, for the whole run.</summary>
    public int Steps { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps)
    {
        double steps = Math.Max(Steps > 0 ? Steps : totalSteps, 1);
        return MinimumFactor + (1 - MinimumFactor) * ScalarMath.Power(1 - Math.Clamp(step, 0, steps) / steps, Power);
    }

    /// <inheritdoc/>
    public override Schedule Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Power = arguments.Positive("power", Power), MinimumFactor = arguments.Number("minimum_factor", MinimumFactor, 0, 1), Steps = arguments.Integer("steps", Steps, 0) };
    }
}
