namespace Glissade;

/// <summary>What somebody probably meant: the nearest of some names.</summary>
internal static class Nearest
{
    /// <summary>The candidate that takes the fewest insertions, deletions, exchanges and swaps of neighbours, if they are few beside its length; the first of equals.</summary>
    public static string? To(string text, IEnumerable<string> candidates)
    {
        // Names are short; a long text is no misspelt one.
        if (text.Length > 64) return null;
        string? best = null;
        int least = int.MaxValue;
        foreach (string candidate in candidates)
        {
            int distance = Distance(text.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance >= least || distance > Math.Max(2, Math.Max(text.Length, candidate.Length) / 3)) continue;
            (best, least) = (candidate, distance);
        }

        return best;
    }

    private static int Distance(string a, string b)
    {
        int[] before = new int[b.Length + 1], above = [.. Enumerable.Range(0, b.Length + 1)], row = new int[b.Length + 1];
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int exchanged = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(exchanged, Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, above, row) = (above, row, before);
        }

        return above[b.Length];
    }
}
