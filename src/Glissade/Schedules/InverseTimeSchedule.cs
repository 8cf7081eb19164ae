namespace Glissade;

/// <summary>Down as 1/(1 + r·step/size): Keras' InverseTimeDecay, which gives no defaults.</summary>
public sealed record InverseTimeSchedule : Schedule
{
    /// <summary>r: above 0, 1 by default.</summary>
    public double DecayRate { get; init; } = 1;

    /// <summary>How many steps count as one; 1 or more, 1000 by default: after as many the rate is halved.</summary>
    public int DecaySteps { get; init; } = 1000;

    /// <summary>Whether step/size is rounded down; no by default.</summary>
    public bool Staircase { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps)
    {
        double time = Math.Max(step, 0) / (double)DecaySteps;
        return 1 / (1 + DecayRate * (Staircase ? Math.Floor(time) : time));
    }

    /// <inheritdoc/>
    public override Schedule Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { DecayRate = arguments.Positive("decay_rate", DecayRate), DecaySteps = arguments.Integer("decay_steps", DecaySteps, 1), Staircase = arguments.Boolean("staircase", Staircase) };
    }
}
