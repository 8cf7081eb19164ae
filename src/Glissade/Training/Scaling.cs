using System.Numerics;
using System.Runtime.CompilerServices;

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
        if (column.ByteSums() is (ulong sum, ulong products)) return OfSums(sum, products, (long)column.Count * column.Width);
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

    // Whole numbers add up exactly in any order, so vectors may take millions of pixels at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static (ulong Sum, ulong Squares) Sums(ReadOnlySpan<byte> values)
    {
        ulong sum = 0, squares = 0;
        // 255² · 2 of each step fit 32,768 times into the 32 bits of a lane.
        int step = Vector<byte>.Count, block = step << 14, i = 0;
        while (i + step <= values.Length)
        {
            Vector<uint> sums = Vector<uint>.Zero, products = Vector<uint>.Zero;
            for (int end = Math.Min(i + block, values.Length - step + 1); i < end; i += step)
            {
                Vector.Widen(new Vector<byte>(values[i..]), out Vector<ushort> low, out Vector<ushort> high);
                Vector.Widen(low + high, out Vector<uint> a, out Vector<uint> b);
                sums += a + b;
                Vector.Widen(low * low, out a, out b);
                products += a + b;
                Vector.Widen(high * high, out a, out b);
                products += a + b;
            }

            for (int lane = 0; lane < Vector<uint>.Count; lane++) (sum, squares) = (sum + sums[lane], squares + products[lane]);
        }

        for (; i < values.Length; i++) (sum, squares) = (sum + values[i], squares + (uint)(values[i] * values[i]));
        return (sum, squares);
    }

    private static Scaling OfSums(ulong sum, ulong squares, long count)
    {
        // Σ(x − mean)² = Σx² − (Σx)²/n, in whole numbers: nothing cancels.
        UInt128 spread = (UInt128)squares * (ulong)count - (UInt128)sum * sum;
        return count == 0 ? Of(0, 0, 0) : Of((double)sum / count, (double)spread / count, count);
    }

    private static Scaling Of(double mean, double squares, long count)
    {
        double deviation = count == 0 ? 1 : Math.Sqrt(squares / count);
        return new Scaling(mean, deviation > 0 ? deviation : 1);
    }
}
