namespace Glissade;

/// <summary>Up in a line, (step + 1)/w, then down as √(w/(step + 1)): the transformer's (Vaswani et al. 2017, "Noam"). Theirs is this times 1/√(d·w); here the largest factor is 1, whatever the width d.</summary>
public sealed record InverseSquareRootSchedule : Schedule
{
    /// <summary>w: how many steps the way up takes; 1 or more, 4000 by default, as in the paper.</summary>
    public int WarmupSteps { get; init; } = 4000;

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps)
    {
        double taken = Math.Max(step, 0) + 1;
        return Math.Min(taken / WarmupSteps, Math.Sqrt(WarmupSteps / taken));
    }

    /// <inheritdoc/>
    public override Schedule Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { WarmupSteps = arguments.Integer("warmup_steps", WarmupSteps, 1) };
    }
}
