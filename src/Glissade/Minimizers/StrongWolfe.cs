namespace Glissade;

/// <summary>A point along a line: how far, the objective there, and how fast it grows along the line.</summary>
internal readonly record struct LinePoint(double At, double Value, double Slope)
{
    public bool IsFinite => double.IsFinite(Value) && double.IsFinite(Slope);
}

/// <summary>
/// Finds a length a of step with f(a) ≤ f(0) + c₁·a·f′(0), so that it pays, and |f′(a)| ≤ c₂·|f′(0)|, so that there is little left to gain: brackets such a length, then closes in on it by cubics through
/// values and slopes (Nocedal and Wright 2006, algorithms 3.5 and 3.6). Where the objective is no number, the step was too long. Near its least the objective is flat to its last digit and slopes alone
/// tell: there the first condition is f′(a) ≤ (2·c₁ − 1)·f′(0), with a value that is no larger but for its rounding (Hager and Zhang 2005).
/// </summary>
/// <param name="sufficient">c₁.</param>
/// <param name="curvature">c₂.</param>
/// <param name="rounding">The share of itself by which the objective may be off.</param>
internal sealed class StrongWolfe(double sufficient, double curvature, double rounding)
{
    private const int MostEvaluations = 40;
    private const double MostGrowth = 10;

    /// <summary>The length, or the best that was found before the evaluations ran out; null if none pays.</summary>
    /// <param name="at">The objective along the line.</param>
    /// <param name="start">The point at 0, where the objective falls.</param>
    /// <param name="first">The length to try first; above 0.</param>
    public LinePoint? Find(Func<double, LinePoint> at, LinePoint start, double first)
    {
        LinePoint before = start;
        double length = first;
        for (int evaluations = 1; evaluations <= MostEvaluations; evaluations++)
        {
            LinePoint here = at(length);
            if (!here.IsFinite || !Pays(here, start) || (evaluations > 1 && Rises(before, here, start))) return Close(at, start, before, here, MostEvaluations - evaluations);
            if (IsFlat(here, start)) return here;
            if (here.Slope >= 0) return Close(at, start, here, before, MostEvaluations - evaluations);
            double least = length + (length - before.At) / 100;
            length = Math.Clamp(Lowest(before, here) is { } cubic && cubic > length ? cubic : length * MostGrowth, least, length * MostGrowth);
            before = here;
        }

        return before;
    }

    // Between the two lies what is sought; the first pays and is the better.
    private LinePoint? Close(Func<double, LinePoint> at, LinePoint start, LinePoint low, LinePoint high, int evaluations)
    {
        while (evaluations-- > 0 && Math.Abs(high.At - low.At) > 1e-15 * Math.Max(Math.Abs(high.At), Math.Abs(low.At)))
        {
            // A tenth from either end, so that the bracket shrinks.
            double margin = (high.At - low.At) / 10;
            double from = Math.Min(low.At + margin, high.At - margin), to = Math.Max(low.At + margin, high.At - margin);
            double length = high.IsFinite && Lowest(low, high) is { } cubic ? Math.Clamp(cubic, from, to) : (low.At + high.At) / 2;
            LinePoint here = at(length);
            if (!here.IsFinite || !Pays(here, start) || Rises(low, here, start))
            {
                high = here with { At = length };
                continue;
            }

            if (IsFlat(here, start)) return here;
            if (here.Slope * (high.At - low.At) >= 0) high = low;
            low = here;
        }

        return low.At > 0 ? low : null;
    }

    private bool Pays(LinePoint here, LinePoint start) =>
        here.Value <= start.Value + sufficient * here.At * start.Slope || (!Rises(start, here, start) && here.Slope <= (2 * sufficient - 1) * start.Slope);

    private bool Rises(LinePoint from, LinePoint to, LinePoint start) => to.Value > from.Value + rounding * Math.Abs(start.Value);

    private bool IsFlat(LinePoint here, LinePoint start) => Math.Abs(here.Slope) <= -curvature * start.Slope;

    // Where the cubic of both values and slopes is least, if anywhere.
    private static double? Lowest(LinePoint a, LinePoint b)
    {
        double d1 = a.Slope + b.Slope - 3 * (a.Value - b.Value) / (a.At - b.At), square = d1 * d1 - a.Slope * b.Slope;
        if (!(square >= 0)) return null;
        double d2 = Math.Sign(b.At - a.At) * Math.Sqrt(square), place = b.At - (b.At - a.At) * ((b.Slope + d2 - d1) / (b.Slope - a.Slope + 2 * d2));
        return double.IsFinite(place) ? place : null;
    }
}
