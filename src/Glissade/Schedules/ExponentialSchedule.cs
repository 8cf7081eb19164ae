namespace Glissade;

/// <summary>Down by the same factor at every step: γ^step. PyTorch's ExponentialLR, which gives no γ, counted in steps.</summary>
public sealed record ExponentialSchedule : Schedule
{
    /// <summary>γ: above 0, 0.999 by default, which is a tenth after 2300 steps.</summary>
    public double Gamma { get; init; } = 0.999;

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps) => ScalarMath.Power(Gamma, Math.Max(step, 0));

    /// <inheritdoc/>
    public override Schedule Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { Gamma = arguments.Positive("gamma", Gamma) };
    }
}
