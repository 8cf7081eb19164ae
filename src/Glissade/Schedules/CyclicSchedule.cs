namespace Glissade;

/// <summary>Up and down between two rates, again and again (Smith 2017): PyTorch's CyclicLR. The optimizer's rate is the upper one; the momentum is left as it is.</summary>
public sealed record CyclicSchedule : Schedule
{
    private static readonly string[] s_modes = ["triangular", "triangular2", "exponential"];

    /// <summary>The lower rate as a factor; 0 to 1, 0.1 by default. PyTorch gives no default.</summary>
    public double BaseFactor { get; init; } = 0.1;

    /// <summary>How many steps a way up takes; 1 or more, 2000 by default.</summary>
    public int StepsUp { get; init; } = 2000;

    /// <summary>How many steps a way down takes; 0, by default, for as many as up.</summary>
    public int StepsDown { get; init; }

    /// <summary>What becomes of the tops; they stay by default.</summary>
    public CyclicMode Mode { get; init; } = CyclicMode.Triangular;

    /// <summary>γ of the exponential mode; above 0, 1 by default.</summary>
    public double Gamma { get; init; } = 1;

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps)
    {
        step = Math.Max(step, 0);
        long down = StepsDown > 0 ? StepsDown : StepsUp, cycle = StepsUp + down, place = step % cycle;
        double height = place <= StepsUp ? place / (double)StepsUp : (cycle - place) / (double)down;
        double scale = Mode switch
        {
            CyclicMode.Triangular2 => ScalarMath.Power(0.5, step / cycle),
            CyclicMode.Exponential => ScalarMath.Power(Gamma, step),
            _ => 1,
        };
        return BaseFactor + (1 - BaseFactor) * height * scale;
    }

    /// <inheritdoc/>
    public override Schedule Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            BaseFactor = arguments.Number("base_factor", BaseFactor, 0, 1),
            StepsUp = arguments.Integer("steps_up", StepsUp, 1),
            StepsDown = arguments.Integer("steps_down", StepsDown, 0),
            Mode = (CyclicMode)Array.IndexOf(s_modes, arguments.Choice("mode", s_modes[(int)Mode], s_modes)),
            Gamma = arguments.Positive("gamma", Gamma),
        };
    }
}

/// <summary>What becomes of the tops of a <see cref="CyclicSchedule"/>.</summary>
public enum CyclicMode
{
    /// <summary>They stay.</summary>
    Triangular,

    /// <summary>Each is half as high above the lower rate as the one before.</summary>
    Triangular2,

    /// <summary>The height above the lower rate is multiplied by γ at every step.</summary>
    Exponential,
}
