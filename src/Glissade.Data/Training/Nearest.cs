namespace Glissade;

/// <summary>What a person may have meant.</summary>
internal static class Nearest
{
    /// <summary>The name nearest to what was typed by insertions, deletions, replacements and swaps of neighbours; null if none is near enough to be meant.</summary>
    public static string? To(string typed, IEnumerable<string> names)
    {
        string? best = null;
        int least = int.MaxValue;
        foreach (string name in names)
        {
            int distance = Distance(Plain(typed), Plain(name));
            int allowed = Math.Max(1, Math.Max(typed.Length, name.Length) / 3);
            bool begins = typed.Length >= 3 && name.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
            if (begins) distance = Math.Min(distance, 1);
            if (distance <= allowed && distance < least) (best, least) = (name, distance);
        }

        return best;
    }

    private static string Plain(string name) => name.ToLowerInvariant().Replace('_', '-');

    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 40 || a.Length > 200) return int.MaxValue;
        var table = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) table[i, 0] = i;
        for (int k = 0; k <= b.Length; k++) table[0, k] = k;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int k = 1; k <= b.Length; k++)
            {
                int cost = a[i - 1] == b[k - 1] ? 0 : 1;
                int least = Math.Min(Math.Min(table[i - 1, k] + 1, table[i, k - 1] + 1), table[i - 1, k - 1] + cost);
                if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1]) least = Math.Min(least, table[i - 2, k - 2] + 1);
                table[i, k] = least;
            }
        }

        return table[a.Length, b.Length];
    }
}
