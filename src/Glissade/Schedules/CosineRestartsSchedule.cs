namespace Glissade;

/// <summary>Down along half a cosine, again and again, each time from 1 and over so many times more steps (Loshchilov and Hutter 2017): PyTorch's CosineAnnealingWarmRestarts.</summary>
public sealed record CosineRestartsSchedule : Schedule
{
    /// <summary>How many steps the first way down takes; 1 or more, 1000 by default. PyTorch gives no default.</summary>
    public int FirstSteps { get; init; } = 1000;

    /// <summary>How many times longer each next one is; 1 or more, 1 by default.</summary>
    public int Multiplier { get; init; } = 1;

    /// <summary>The factor at the end of each; 0, by default, to 1.</summary>
    public double MinimumFactor { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps)
    {
        (double start, double length) = (0, FirstSteps);
        if (Multiplier == 1) start = Math.Floor(Math.Max(step, 0) / length) * length;
        else while (step >= start + length) (start, length) = (start + length, length * Multiplier);
        return MinimumFactor + (1 - MinimumFactor) * (1 + ScalarMath.Cos(Math.PI * (Math.Max(step, 0) - start) / length)) / 2;
    }

    /// <inheritdoc/>
    public override Schedule Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { FirstSteps = arguments.Integer("first_steps", FirstSteps, 1), Multiplier = arguments.Integer("multiplier", Multiplier, 1), MinimumFactor = arguments.Number("minimum_factor", MinimumFactor, 0, 1) };
    }
}
