namespace Glissade;

/// <summary>From 1 down to a minimum along half a cosine: m + (1 − m)·(1 + cos(π·step/steps))/2 (Loshchilov and Hutter 2017), and the minimum ever after. PyTorch's CosineAnnealingLR would rise again.</summary>
public sealed record CosineSchedule : Schedule
{
    /// <summary>m: the factor at the end; 0, by default, to 1.</summary>
    public double MinimumFactor { get; init; }

    /// <summary>How many steps the way down takes; 0, by default, for the whole run.</summary>
    public int Steps { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps)
    {
        long steps = Math.Max(Steps > 0 ? Steps : totalSteps, 1);
        if (step >= steps) return MinimumFactor;
        return MinimumFactor + (1 - MinimumFactor) * (1 + ScalarMath.Cos(Math.PI * Math.Max(step, 0) / steps)) / 2;
    }

    /// <inheritdoc/>
    public override Schedule Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { MinimumFactor = arguments.Number("minimum_factor", MinimumFactor, 0, 1), Steps = arguments.Integer("steps", Steps, 0) };
    }
}
