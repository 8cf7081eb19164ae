namespace Glissade;

/// <summary>Up, then down to far below the beginning, once in a run (Smith and Topin 2018): PyTorch's OneCycleLR. The optimizer's rate is the largest; the momentum is left as it is.</summary>
public sealed record OneCycleSchedule : Schedule
{
    /// <summary>The share of the steps that go up; above 0 and below 1, 0.3 by default.</summary>
    public double WarmupShare { get; init; } = 0.3;

    /// <summary>The rate begins at 1/this; 1 or more, 25 by default.</summary>
    public double Division { get; init; } = 25;

    /// <summary>The rate ends at 1/this of the beginning; 1 or more, 10⁴ by default.</summary>
    public double FinalDivision { get; init; } = 1e4;

    /// <summary>Whether the ways are lines; no, by default, for halves of cosines.</summary>
    public bool Linear { get; init; }

    /// <summary>Whether it goes down to the beginning as fast as up, and only then further; no by default.</summary>
    public bool ThreePhases { get; init; }

    /// <summary>How many steps the cycle has; 0, by default, for the whole run.</summary>
    public int Steps { get; init; }

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps)
    {
        double steps = Math.Max(Steps > 0 ? Steps : totalSteps, 1), top = WarmupShare * steps - 1, down = 2 * top, end = steps - 1, first = 1 / Division, last = first / FinalDivision;
        if (step <= top) return Between(first, 1, step / top);
        if (!ThreePhases) return Between(1, last, (step - top) / (end - top));
        return step <= down ? Between(1, first, (step - top) / (down - top)) : Between(first, last, (step - down) / (end - down));
    }

    private double Between(double from, double to, double share)
    {
        // A way of no steps at all has 0/0 behind it, and is over.
        double way = double.IsNaN(share) ? 1 : Math.Clamp(share, 0, 1);
        return Linear ? from + (to - from) * way : to + (from - to) / 2 * (1 + ScalarMath.Cos(Math.PI * way));
    }

    /// <inheritdoc/>
    public override Schedule Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        double share = arguments.Fraction("warmup_share", WarmupShare);
        if (share == 0) throw new ArgumentException("'warmup_share' is 0; a cycle goes up first, so it must be above 0 and below 1");
        return this with
        {
            WarmupShare = share,
            Division = arguments.Number("division", Division, 1),
            FinalDivision = arguments.Number("final_division", FinalDivision, 1),
            Linear = arguments.Boolean("linear", Linear),
            ThreePhases = arguments.Boolean("three_phases", ThreePhases),
            Steps = arguments.Integer("steps", Steps, 0),
        };
    }
}
