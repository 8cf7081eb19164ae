namespace Glissade;

/// <summary>Down in stairs: γ^⌊step/size⌋. PyTorch's StepLR, which gives no size; it counts how often it is called, usually epochs, this counts steps.</summary>
public sealed record StepSchedule : Schedule
{
    /// <summary>How many steps a stair has; 1 or more, 1000 by default.</summary>
    public int StepSize { get; init; } = 1000;

    /// <summary>γ: the factor of each stair; above 0, 0.1 by default.</summary>
    public double Gamma { get; init; } = 0.1;

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps) => ScalarMath.Power(Gamma, Math.Max(step, 0) / StepSize);

    /// <inheritdoc/>
    public override Schedule Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with { StepSize = arguments.Integer("step_size", StepSize, 1), Gamma = arguments.Positive("gamma", Gamma) };
    }
}
