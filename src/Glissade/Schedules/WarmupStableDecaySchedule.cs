namespace Glissade;

/// <summary>Up in a line, (step + 1)/(w + 1), then 1, then down over the last share of the run (Hu et al. 2024): the long middle can be stopped anywhere and given its end later.</summary>
public sealed record WarmupStableDecaySchedule : Schedule
{
    private static readonly string[] s_shapes = ["linear", "cosine", "square_root"];

    /// <summary>w: how many steps the way up takes; 0 or more, 100 by default.</summary>
    public int WarmupSteps { get; init; } = 100;

    /// <summary>The share of the steps that go down; 0 to 1, 0.1 by default.</summary>
    public double DecayShare { get; init; } = 0.1;

    /// <summary>The factor at the end; 0, by default, to 1.</summary>
    public double MinimumFactor { get; init; }

    /// <summary>How it goes down; in a line by default.</summary>
    public DecayShape Shape { get; init; } = DecayShape.Linear;

    /// <summary>How many steps the whole takes; 0, by default, for the whole run.</summary>
    public int Steps { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps)
    {
        double steps = Math.Max(Steps > 0 ? Steps : totalSteps, 1), decay = DecayShare * steps;
        double up = step < WarmupSteps ? (Math.Max(step, 0) + 1) / (WarmupSteps + 1.0) : 1;
        double way = decay > 0 ? Math.Clamp((step - (steps - decay)) / decay, 0, 1) : step >= steps ? 1 : 0;
        double left = Shape switch
        {
            DecayShape.Cosine => (1 + ScalarMath.Cos(Math.PI * way)) / 2,
            DecayShape.SquareRoot => 1 - Math.Sqrt(way),
            _ => 1 - way,
        };
        return Math.Min(up, MinimumFactor + (1 - MinimumFactor) * left);
    }

    /// <inheritdoc/>
    public override Schedule Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return this with
        {
            WarmupSteps = arguments.Integer("warmup_steps", WarmupSteps, 0),
            DecayShare = arguments.Number("decay_share", DecayShare, 0, 1),
            MinimumFactor = arguments.Number("minimum_factor", MinimumFactor, 0, 1),
            Shape = (DecayShape)Array.IndexOf(s_shapes, arguments.Choice("shape", s_shapes[(int)Shape], s_shapes)),
            Steps = arguments.Integer("steps", Steps, 0),
        };
    }
}

/// <summary>How a <see cref="WarmupStableDecaySchedule"/> goes down.</summary>
public enum DecayShape
{
    /// <summary>In a line.</summary>
    Linear,

    /// <summary>Along half a cosine.</summary>
    Cosine,

    /// <summary>1 − √t: fast at first (Hägele et al. 2024).</summary>
    SquareRoot,
}
