namespace Glissade;

/// <summary>Numbers as (x − mean) / deviation: what the network sees, while people see x.</summary>
/// <param name="Mean">What becomes 0.</param>
/// <param name="Deviation">What becomes 1 beside it; above 0.</param>
public sealed record Scaling(double Mean, double Deviation)
{
    /// <summary>(x − mean) / deviation.</summary>
    public Tensor Apply(Tensor x) => (x - Mean) / Deviation;

    /// <summary>x·deviation + mean.</summary>
    public Tensor Undo(Tensor scaled) => scaled * Deviation + Mean;

    /// <summary>From the mean and the deviation of a dataset's inputs, over all examples and places: one pair of numbers, as pictures want it.</summary>
    public static Scaling OfInputs(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Of(data.Inputs);
    }

    /// <summary>From the mean and the deviation of a dataset's targets.</summary>
    /// <exception cref="ArgumentException">There are no targets.</exception>
    public static Scaling OfTargets(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Of(data.Targets ?? throw new ArgumentException("The dataset has no targets."));
    }

    private static Scaling Of(DataColumn column)
    {
        if (column is DataColumn<byte> pixels) return OfBytes(pixels.Values);
        long count = 0;
        double mean = 0, squares = 0;
        for (int example = 0; example < column.Count; example++)
        {
            for (int i = 0; i < column.Width; i++)
            {
                double value = column.Number(example, i), before = value - mean;
                mean += before / ++count;
                squares += before * (value - mean);
            }
        }

        return Of(mean, squares, count);
    }

    // Bytes have 256 values: counting them is exact, and quick for millions of pixels.
    private static Scaling OfBytes(ReadOnlySpan<byte> values)
    {
        Span<long> counts = stackalloc long[256];
        counts.Clear();
        foreach (byte value in values) counts[value]++;
        double sum = 0, squares = 0;
        for (int value = 0; value < 256; value++) sum += (double)counts[value] * value;
        double mean = sum / Math.Max(values.Length, 1);
        for (int value = 0; value < 256; value++) squares += counts[value] * (value - mean) * (value - mean);
        return Of(mean, squares, values.Length);
    }

    private static Scaling Of(double mean, double squares, long count)
    {
        double deviation = count == 0 ? 1 : Math.Sqrt(squares / count);
        return new Scaling(mean, deviation > 0 ? deviation : 1);
    }
}
