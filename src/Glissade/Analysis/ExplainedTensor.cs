namespace Glissade;

/// <summary>The numbers of one tensor of an explanation: all of them while they are few, always their size and the largest. The axis of the one example is left out of the shape.</summary>
public sealed record ExplainedTensor
{
    /// <summary>The most numbers that are kept one by one.</summary>
    public const int MostValues = 10_000;

    /// <summary>How many of the largest numbers are kept.</summary>
    public const int MostLargest = 100;

    /// <summary>The extents, without the axis of the one example.</summary>
    public required Shape Shape { get; init; }

    /// <summary>The type in which the engine holds it.</summary>
    public required DType Type { get; init; }

    /// <summary>All numbers, row-major, widened to float64; empty if there are more than <see cref="MostValues"/>.</summary>
    public IReadOnlyList<double> Values { get; init; } = [];

    /// <summary>The entries with the largest |value|, the largest first; among equals in their order.</summary>
    public IReadOnlyList<ExplainedEntry> Largest { get; init; } = [];

    /// <summary>√Σ x².</summary>
    public double Norm { get; init; }

    /// <summary>The smallest number.</summary>
    public double Minimum { get; init; }

    /// <summary>The largest number.</summary>
    public double Maximum { get; init; }

    /// <summary>Computed from its formula for this explanation: the compiled training step, which knows a shorter way, never computes it.</summary>
    public bool IsByFormula { get; init; }

    internal static ExplainedTensor Of(double[] values, Shape shape, DType type, bool isByFormula = false)
    {
        double squares = 0, least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (double value in values)
        {
            squares += value * value;
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        return new ExplainedTensor
        {
            Shape = shape,
            Type = type,
            Values = values.Length <= MostValues ? values : [],
            Largest = [.. Top(values, MostLargest).Select(place => new ExplainedEntry(IndexOf(place, shape), values[place]))],
            Norm = Math.Sqrt(squares),
            Minimum = values.Length == 0 ? 0 : least,
            Maximum = values.Length == 0 ? 0 : most,
            IsByFormula = isByFormula,
        };
    }

    /// <summary>The places of the largest |values|, the largest first, among equals the first first; NaN counts as infinite.</summary>
    internal static int[] Top(ReadOnlySpan<double> values, int count)
    {
        var found = new List<int>(Math.Min(count, values.Length) + 1);
        for (int i = 0; i < values.Length; i++)
        {
            double size = Size(values[i]);
            if (found.Count == count && size <= Size(values[found[^1]])) continue;
            int place = found.Count;
            while (place > 0 && Size(values[found[place - 1]]) < size) place--;
            found.Insert(place, i);
            if (found.Count > count) found.RemoveAt(count);
        }

        return [.. found];
    }

    /// <summary>The place in a shape of a row-major element.</summary>
    internal static int[] IndexOf(long place, Shape shape)
    {
        var index = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            index[axis] = (int)(place % shape[axis]);
            place /= shape[axis];
        }

        return index;
    }

    private static double Size(double value) => double.IsNaN(value) ? double.PositiveInfinity : Math.Abs(value);
}

/// <summary>One number and its place.</summary>
/// <param name="Index">The place, one number an axis.</param>
/// <param name="Value">The number.</param>
public sealed record ExplainedEntry(IReadOnlyList<int> Index, double Value);
