using System.Numerics;
using Glissade.Operations;

namespace Glissade.Devices.Reference;

/// <summary>The declared orders of addition, written as they are declared.</summary>
internal static class OrderedSums
{
    /// <summary>Along the last axis: 16 lanes in blocks of 4,096, blocks combined in pairs, level by level, an odd last one carried up.</summary>
    public static T Lanes<T>(T[] row) where T : struct, INumber<T>
    {
        var blocks = new List<T>();
        for (int start = 0; start < row.Length; start += SummationOrder.Block)
        {
            var lanes = new T[SummationOrder.Lanes];
            int end = Math.Min(row.Length, start + SummationOrder.Block);
            for (int k = start; k < end; k++) lanes[(k - start) % SummationOrder.Lanes] += row[k];
            blocks.Add(Fold(lanes));
        }

        while (blocks.Count > 1)
        {
            var pairs = new List<T>();
            for (int i = 0; i + 1 < blocks.Count; i += 2) pairs.Add(blocks[i] + blocks[i + 1]);
            if (blocks.Count % 2 == 1) pairs.Add(blocks[^1]);
            blocks = pairs;
        }

        return blocks.Count == 0 ? T.Zero : blocks[0];
    }

    /// <summary>Along another axis: from +0, k ascending, restarted at every cut, partial sums added in order.</summary>
    public static T Cut<T>(T[] row, int cut) where T : struct, INumber<T> => Parts(row.Length, cut, (start, end) =>
    {
        T sum = T.Zero;
        for (int k = start; k < end; k++) sum += row[k];
        return sum;
    });

    /// <summary>The sum of products: c = fma(a, b, c) from +0, k ascending, restarted at every cut, partial sums added in order.</summary>
    /// <param name="terms">How many.</param>
    /// <param name="cut">Restart after so many.</param>
    /// <param name="lanes">Take each cut in 16 lanes, k mod 16 counted from the cut.</param>
    /// <param name="term">The factors of a term; null where the term is left out, which keeps its number.</param>
    /// <param name="begin">What the first cut begins with.</param>
    public static T Products<T>(int terms, int cut, bool lanes, Func<int, (T A, T B)?> term, T begin = default) where T : struct, IFloatingPointIeee754<T> =>
        Parts(terms, cut, (start, end) =>
        {
            var sums = new T[lanes ? SummationOrder.Lanes : 1];
            if (start == 0) sums[0] = begin;
            for (int k = start; k < end; k++)
                if (term(k) is var (a, b)) sums[(k - start) % sums.Length] = T.FusedMultiplyAdd(a, b, sums[(k - start) % sums.Length]);
            return Fold(sums);
        });

    private static T Parts<T>(int terms, int cut, Func<int, int, T> part) where T : struct, INumber<T>
    {
        T total = part(0, Math.Min(cut, terms));
        for (int start = cut; start < terms; start += cut) total += part(start, Math.Min(start + cut, terms));
        return total;
    }

    private static T Fold<T>(T[] lanes) where T : struct, INumber<T>
    {
        for (int half = lanes.Length / 2; half > 0; half /= 2)
            for (int i = 0; i < half; i++) lanes[i] += lanes[i + half];
        return lanes[0];
    }
}
