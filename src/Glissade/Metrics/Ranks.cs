namespace Glissade;

/// <summary>Ranks of numbers from 1, equal numbers sharing the mean of their ranks.</summary>
internal static class Ranks
{
    public static double[] Of(double[] values)
    {
        double[] sorted = [.. values];
        int[] places = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(sorted, places);
        var ranks = new double[values.Length];
        for (int start = 0; start < sorted.Length;)
        {
            int end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start]) end++;
            for (int at = start; at < end; at++) ranks[places[at]] = (start + 1 + end) / 2.0;
            start = end;
        }

        return ranks;
    }
}
