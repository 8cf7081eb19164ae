namespace Glissade;

/// <summary>
/// Down by a factor whenever the cost has not fallen for some epochs: PyTorch's ReduceLROnPlateau. It looks at the validation set's cost after every epoch, or at the training set's where there is no
/// other, and carries what it has seen from epoch to epoch.
/// </summary>
public sealed record ReduceOnPlateauSchedule : Schedule
{
    private const int Now = 0, Best = 1, Waited = 2, Cooling = 3;
    private static readonly string[] s_modes = ["relative", "absolute"];

    /// <summary>What the rate is multiplied by; above 0 and below 1, 0.1 by default.</summary>
    public double Reduction { get; init; } = 0.1;

    /// <summary>How many epochs without improvement are let pass; 0 or more, 10 by default. The one after them reduces the rate.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>How much lower the cost must be to count; 0 or more, 10⁻⁴ by default.</summary>
    public double Threshold { get; init; } = 1e-4;

    /// <summary>Whether that is a difference; no, by default, for a share of the best cost.</summary>
    public bool IsAbsolute { get; init; }

    /// <summary>How many epochs after a reduction nothing is counted; 0 or more, 0 by default.</summary>
    public int Cooldown { get; init; }

    /// <summary>The factor that is never gone below; 0, by default, to 1.</summary>
    public double MinimumFactor { get; init; }

    /// <summary>A reduction by no more than this is left out; 0 or more, 10⁻⁸ by default.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps) => 1;

    /// <inheritdoc/>
    public override double Factor(long step, long totalSteps, ReadOnlySpan<double> state) => state[Now];

    /// <inheritdoc/>
    public override int StateLength => 4;

    /// <inheritdoc/>
    public override void Begin(Span<double> state) => (state[Now], state[Best], state[Waited], state[Cooling]) = (1, double.PositiveInfinity, 0, 0);

    /// <inheritdoc/>
    public override void Observe(Span<double> state, double cost)
    {
        // A cost below 0 is better the further below, so the share is taken of its size; PyTorch would let an equal one count as lower.
        double limit = double.IsPositiveInfinity(state[Best]) ? state[Best] : state[Best] - Threshold * (IsAbsolute ? 1 : Math.Abs(state[Best]));
        if (cost < limit) (state[Best], state[Waited]) = (cost, 0);
        else state[Waited]++;
        if (state[Cooling] > 0) (state[Cooling], state[Waited]) = (state[Cooling] - 1, 0);
        if (state[Waited] <= Patience) return;
        (state[Cooling], state[Waited]) = (Cooldown, 0);
        double reduced = Math.Max(state[Now] * Reduction, MinimumFactor);
        if (state[Now] - reduced > Epsilon) state[Now] = reduced;
    }

    /// <inheritdoc/>
    public override Schedule Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        double reduction = arguments.Fraction("reduction", Reduction);
        if (reduction == 0) throw new ArgumentException("'reduction' is 0, after which nothing would be learned; it must be above 0 and below 1");
        return this with
        {
            Reduction = reduction,
            Patience = arguments.Integer("patience", Patience, 0),
            Threshold = arguments.NonNegative("threshold", Threshold),
            IsAbsolute = arguments.Choice("threshold_mode", s_modes[IsAbsolute ? 1 : 0], s_modes) == s_modes[1],
            Cooldown = arguments.Integer("cooldown", Cooldown, 0),
            MinimumFactor = arguments.Number("minimum_factor", MinimumFactor, 0, 1),
            Epsilon = arguments.NonNegative("epsilon", Epsilon),
        };
    }
}
