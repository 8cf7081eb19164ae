namespace Glissade;

/// <summary>Down at milestones: γ to the number of milestones that are reached. PyTorch's MultiStepLR, counted in steps.</summary>
public sealed record MultiStepSchedule : Schedule
{
    /// <summary>The steps at which the rate falls; whole numbers of 1 or more, none by default.</summary>
    public IReadOnlyList<double> Milestones { get; init; } = [];

    /// <summary>γ: the factor at each; above 0, 0.1 by default.</summary>
    public double Gamma { get; init; } = 0.1;

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps)
    {
        int reached = 0;
        for (int i = 0; i < Milestones.Count; i++)
            if (step >= Milestones[i]) reached++;
        return ScalarMath.Power(Gamma, (long)reached);
    }

    /// <inheritdoc/>
    public override Schedule Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        IReadOnlyList<double> milestones = arguments.Numbers("milestones", Milestones, 1);
        foreach (double milestone in milestones)
            if (milestone != Math.Floor(milestone)) throw new ArgumentException(FormattableString.Invariant($"the milestone {milestone} is no whole number of steps"));
        return this with { Milestones = milestones, Gamma = arguments.Positive("gamma", Gamma) };
    }
}
