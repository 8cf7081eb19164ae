using System.Globalization;

namespace Glissade;

/// <summary>
/// Which rows are trained on, which tell when to stop, and which are held back to the end. A function of the data and the seed alone. Rows stand in ascending order in each part.
/// </summary>
/// <param name="Training">Rows to train on, at least one.</param>
/// <param name="Validation">Rows that tell how well it goes; may be empty.</param>
/// <param name="Test">Rows that are looked at once, at the end; may be empty.</param>
public sealed record Split(int[] Training, int[] Validation, int[] Test)
{
    /// <summary>What a person should know, such as a class with a single row.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Rows taken by lot.</summary>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="validation">The share held back for validation, 0 to below 1.</param>
    /// <param name="test">The share held back for the test; both together below 1.</param>
    /// <param name="seed">Another seed, other rows.</param>
    /// <exception cref="GlissadeException">The shares leave nothing to train on.</exception>
    public static Split Random(int rows, double validation, double test, ulong seed)
    {
        (int held, int last) = Counts(rows, validation, test);
        int[] order = new RandomStream(seed, "split").Permutation(rows);
        return Parts(order[(held + last)..], order[..held], order[held..(held + last)]);
    }

    /// <summary>Rows taken by lot from each class by itself, so that every part has each class in its proportion. A class with a single row is trained on.</summary>
    /// <param name="classes">The class of every row: the codes of a <see cref="TextColumn"/>, or numbers from 0; -1 is a class, too.</param>
    /// <param name="validation">The share held back for validation, 0 to below 1.</param>
    /// <param name="test">The share held back for the test; both together below 1.</param>
    /// <param name="seed">Another seed, other rows.</param>
    /// <exception cref="GlissadeException">The shares leave nothing to train on.</exception>
    public static Split Stratified(ReadOnlySpan<int> classes, double validation, double test, ulong seed)
    {
        (int held, int last) = Counts(classes.Length, validation, test);
        var members = new SortedDictionary<int, List<int>>();
        for (int row = 0; row < classes.Length; row++)
        {
            if (!members.TryGetValue(classes[row], out List<int>? list)) members.Add(classes[row], list = []);
            list.Add(row);
        }

        List<int>[] groups = [.. members.Values];
        int[] sizes = [.. groups.Select(group => group.Count)];
        int[] takeHeld = Shares(sizes, [.. sizes.Select(size => size - 1)], held, validation);
        int[] takeLast = Shares(sizes, [.. sizes.Select((size, i) => size - 1 - takeHeld[i])], last, test);
        List<int> training = [], validating = [], testing = [];
        int index = 0;
        foreach ((int label, List<int> group) in members)
        {
            int[] order = new RandomStream(seed, "split", (ulong)(uint)label + 1).Permutation(group.Count);
            for (int i = 0; i < order.Length; i++)
                (i < takeHeld[index] ? validating : i < takeHeld[index] + takeLast[index] ? testing : training).Add(group[order[i]]);
            index++;
        }

        int single = sizes.Count(size => size == 1);
        return Parts([.. training], [.. validating], [.. testing]) with
        {
            Warnings = single == 0 || validation + test == 0 ? [] : [$"{single} {(single == 1 ? "class has" : "classes have")} a single row, which is trained on and never checked"],
        };
    }

    /// <summary>The last rows by the order of a column are held back: the past is trained on, validation follows, the test is the latest. Rows of the same time keep their order.</summary>
    /// <param name="order">Numbers, or texts: dates by their time, others by their letters.</param>
    /// <param name="validation">The share held back for validation.</param>
    /// <param name="test">The share held back for the test.</param>
    /// <exception cref="GlissadeException">The column has gaps, or the shares leave nothing to train on.</exception>
    public static Split ByTime(TableColumn order, double validation, double test)
    {
        (int held, int last) = Counts(order.Count, validation, test);
        RequireWhole(order, "orders the rows");
        int[] rows = [.. Enumerable.Range(0, order.Count)];
        rows = order switch
        {
            NumericColumn numbers => [.. rows.OrderBy(row => numbers.Values[row])],
            _ when Times(order) is { } times => [.. rows.OrderBy(row => times[row])],
            _ => [.. rows.OrderBy(order.Text, StringComparer.Ordinal)],
        };
        int kept = order.Count - held - last;
        return Parts(rows[..kept], rows[kept..(kept + held)], rows[(kept + held)..]) with
        {
            Warnings = order is TextColumn && Times(order) is null ? [$"column '{order.Name}' holds no dates that are understood; it was ordered by its letters"] : [],
        };
    }

    /// <summary>Rows that share a value of a column stay together in one part; whole groups are taken by lot until a part has its share.</summary>
    /// <param name="group">The column that says which rows belong together.</param>
    /// <param name="validation">The share held back for validation.</param>
    /// <param name="test">The share held back for the test.</param>
    /// <param name="seed">Another seed, other groups.</param>
    /// <exception cref="GlissadeException">The column has gaps, or fewer groups than there are parts.</exception>
    public static Split ByGroup(TableColumn group, double validation, double test, ulong seed)
    {
        (int held, int last) = Counts(group.Count, validation, test);
        RequireWhole(group, "groups the rows");
        int[][] groups = [.. Enumerable.Range(0, group.Count).GroupBy(group.Text).Select(members => members.ToArray())];
        int parts = 1 + (held > 0 ? 1 : 0) + (last > 0 ? 1 : 0);
        if (groups.Length < parts)
            throw new GlissadeException($"column '{group.Name}' has {groups.Length} group{(groups.Length == 1 ? "" : "s")} for {parts} parts", $"column '{group.Name}'",
                $"at least {parts} groups", "choose another column, or hold back fewer parts");
        List<int> training = [], validating = [], testing = [];
        int left = groups.Length;
        foreach (int index in new RandomStream(seed, "split").Permutation(groups.Length))
        {
            // Whoever needs rows gets the group, as long as each part behind it can still have one.
            int[] rows = groups[index];
            bool spare = left > 1 + (held > 0 && validating.Count == 0 ? 1 : 0);
            if (testing.Count == 0 && last > 0) testing.AddRange(rows);
            else if (validating.Count == 0 && held > 0) validating.AddRange(rows);
            else if (training.Count == 0) training.AddRange(rows);
            else if (testing.Count + rows.Length / 2 < last && spare) testing.AddRange(rows);
            else if (validating.Count + rows.Length / 2 < held && spare) validating.AddRange(rows);
            else training.AddRange(rows);
            left--;
        }

        return Parts([.. training], [.. validating], [.. testing]);
    }

    private static DateTime[]? Times(TableColumn column)
    {
        var times = new DateTime[column.Count];
        for (int row = 0; row < times.Length; row++)
            if (!DateTime.TryParse(column.Text(row), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind | DateTimeStyles.NoCurrentDateDefault, out times[row])) return null;
        return times;
    }

    private static void RequireWhole(TableColumn column, string what)
    {
        for (int row = 0; row < column.Count; row++)
            if (column.IsGap(row)) throw new GlissadeException($"column '{column.Name}' {what}, but has {column.Gaps:N0} gaps, the first in data row {row + 1}", $"column '{column.Name}'", "a value in every row", "fill or drop these rows");
    }

    // As many as the share says, to the nearest row; at least one where something is to be held back, and always one to train on.
    private static (int Validation, int Test) Counts(int rows, double validation, double test)
    {
        if (!(validation >= 0 && test >= 0 && validation + test < 1))
            throw new GlissadeException(string.Create(CultureInfo.InvariantCulture, $"the shares held back are {validation} and {test}"), "validation, test", "shares from 0 that leave something to train on", "--validation 0.2 --test 0.1");
        int held = validation == 0 ? 0 : Math.Max(1, (int)Math.Round(validation * rows)), last = test == 0 ? 0 : Math.Max(1, (int)Math.Round(test * rows));
        if (held + last >= rows)
            throw new GlissadeException($"{rows} row{(rows == 1 ? "" : "s")} cannot be split: {held} for validation and {last} for the test leave none to train on", "validation, test",
                "more rows than are held back", "give it more data, or hold back less");
        return (held, last);
    }

    // Whole rows of each class, in proportion, that add up to the whole: the largest remainders get what rounding leaves.
    private static int[] Shares(int[] sizes, int[] most, int total, double share)
    {
        int[] taken = [.. sizes.Select((size, i) => Math.Min(most[i], (int)(share * size)))];
        int left = total - taken.Sum();
        foreach (int i in Enumerable.Range(0, sizes.Length).OrderByDescending(i => share * sizes[i] - (int)(share * sizes[i])).ThenByDescending(i => sizes[i]))
        {
            if (left <= 0) break;
            if (taken[i] >= most[i]) continue;
            taken[i]++;
            left--;
        }

        return taken;
    }

    private static Split Parts(int[] training, int[] validation, int[] test)
    {
        Array.Sort(training);
        Array.Sort(validation);
        Array.Sort(test);
        return new Split(training, validation, test);
    }
}
