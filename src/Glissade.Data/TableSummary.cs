using System.Globalization;

namespace Glissade;

/// <summary>What there is in a column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Look">What it is good for, and why.</param>
/// <param name="Gaps">Rows without a value.</param>
/// <param name="Distinct">Different values.</param>
/// <param name="Common">The most frequent values and how often they occur, at most five; of numbers only where they come again.</param>
public sealed record ColumnSummary(string Name, ColumnLook Look, int Gaps, int Distinct, IReadOnlyList<(string Value, int Count)> Common)
{
    /// <summary>The smallest number; NaN for texts.</summary>
    public double Minimum { get; init; } = double.NaN;

    /// <summary>The largest number; NaN for texts.</summary>
    public double Maximum { get; init; } = double.NaN;

    /// <summary>The mean; NaN for texts.</summary>
    public double Mean { get; init; } = double.NaN;

    /// <summary>The population deviation; NaN for texts.</summary>
    public double Deviation { get; init; } = double.NaN;
}

/// <summary>What there is in a table, and what a person should know before training on it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">How it is written.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="DuplicateRows">How many of them are the same as an earlier one.</param>
/// <param name="Columns">The columns, in the order of the file.</param>
/// <param name="Warnings">As sentences without a full stop.</param>
public sealed record TableSummary(string Path, TableFormat Format, int Rows, int DuplicateRows, IReadOnlyList<ColumnSummary> Columns, IReadOnlyList<string> Warnings)
{
    // What a person reads; the rest is counted.
    private const int MostNames = 8;

    private static readonly (ColumnKind Kind, string What)[] s_unfit =
    [
        (ColumnKind.Empty, "without any value"), (ColumnKind.Constant, "with one value alone"), (ColumnKind.Identifier, "named or filled like an identifier"),
        (ColumnKind.Date, "of dates, which are not learned from"),
    ];

    /// <summary>Summarises a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="target">The column to predict, for warnings about it; null for none.</param>
    public static TableSummary Of(Table table, TableColumn? target = null)
    {
        ColumnSummary[] columns = [.. table.Columns.Select(Summary)];
        var warnings = new List<string>(table.Warnings);
        foreach ((ColumnKind kind, string what) in s_unfit)
        {
            string[] names = [.. columns.Where(column => column.Look.Kind == kind && column.Name != target?.Name).Select(column => column.Name)];
            if (names.Length > 0) warnings.Add($"{names.Length:N0} column{(names.Length == 1 ? "" : "s")} {what}: {string.Join(", ", names.Take(MostNames))}{(names.Length > MostNames ? ", …" : "")}");
        }

        string[] gaping = [.. columns.Where(column => column.Gaps > 0 && column.Look.Kind != ColumnKind.Empty).Select(column => $"{column.Name} {column.Gaps:N0}")];
        if (gaping.Length > 0) warnings.Add($"gaps: {string.Join(", ", gaping.Take(MostNames))}{(gaping.Length > MostNames ? ", …" : "")}");
        int duplicates = Duplicates(table);
        if (duplicates > 0) warnings.Add($"{duplicates:N0} row{(duplicates == 1 ? " is" : "s are")} the same as an earlier one: a held-back row may have been trained on");
        if (target is not null) AboutTarget(table, target, warnings);
        return new TableSummary(table.Path, table.Format, table.Rows, duplicates, columns, warnings);
    }

    private static ColumnSummary Summary(TableColumn column)
    {
        ColumnLook look = ColumnLook.Of(column);
        if (column is TextColumn texts)
        {
            var uses = new int[texts.Words.Count];
            foreach (int code in texts.Codes)
                if (code >= 0) uses[code]++;
            (string, int)[] common = [.. Enumerable.Range(0, uses.Length).OrderByDescending(code => uses[code]).Take(5).Select(code => (texts.Words[code], uses[code]))];
            return new ColumnSummary(column.Name, look, column.Gaps, column.Distinct, common);
        }

        double[] values = [.. ((NumericColumn)column).Values.ToArray().Where(value => !double.IsNaN(value))];
        if (values.Length == 0) return new ColumnSummary(column.Name, look, column.Gaps, 0, []);
        (double mean, double deviation) = Standardize.Moments(values);
        Array.Sort(values);
        var often = new List<(string, int)>();
        if (2 * column.Distinct <= values.Length)
        {
            var runs = new List<(double Value, int Count)>();
            foreach (double value in values)
            {
                if (runs.Count > 0 && runs[^1].Value == value) runs[^1] = (value, runs[^1].Count + 1);
                else runs.Add((value, 1));
            }

            often.AddRange(runs.OrderByDescending(run => run.Count).Take(5).Select(run => (NumericColumn.Text(run.Value), run.Count)));
        }

        return new ColumnSummary(column.Name, look, column.Gaps, column.Distinct, often) { Minimum = values[0], Maximum = values[^1], Mean = mean, Deviation = deviation };
    }

    // By two hashes of a row's values, 128 bits in all: no two different rows share them by chance.
    private static int Duplicates(Table table)
    {
        var seen = new HashSet<(ulong, ulong)>(table.Rows);
        var hashes = new (ulong First, ulong Second)[table.Rows];
        foreach (TableColumn column in table.Columns)
        {
            for (int row = 0; row < hashes.Length; row++)
            {
                ulong value = column is NumericColumn numbers ? BitConverter.DoubleToUInt64Bits(numbers.Values[row] + 0.0) : (ulong)(uint)((TextColumn)column).Codes[row];
                hashes[row] = (Mix(hashes[row].First ^ value), Mix(hashes[row].Second + value * 0x9E3779B97F4A7C15 + 1));
            }
        }

        return hashes.Count(hash => !seen.Add(hash));
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private static void AboutTarget(Table table, TableColumn target, List<string> warnings)
    {
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        string[] texts = [.. Enumerable.Range(0, target.Count).Select(target.Text)];
        foreach (string text in texts)
            if (text.Length > 0) codes[text] = codes.GetValueOrDefault(text) + 1;
        if (target.Gaps > 0) warnings.Add($"the target {target.Name} has {target.Gaps:N0} gaps");
        if (codes.Count is > 1 and <= 50)
        {
            KeyValuePair<string, int> most = codes.MaxBy(pair => pair.Value), least = codes.MinBy(pair => pair.Value);
            double share = most.Value / (double)(target.Count - target.Gaps);
            if (share >= 0.8 || most.Value >= 20L * least.Value)
                warnings.Add(string.Create(CultureInfo.InvariantCulture,
                    $"the target {target.Name} is out of balance: {most.Value:N0} rows are '{most.Key}' ({share:P0}), {least.Value:N0} '{least.Key}'; saying '{most.Key}' always is right that often"));
        }

        // A column that tells the target row by row is mostly the target under another name.
        foreach (TableColumn column in table.Columns)
        {
            if (ReferenceEquals(column, target) || column.Distinct < 2 || column.Gaps > 0 || !Tells(column, target, texts)) continue;
            warnings.Add($"column {column.Name} alone tells the target {target.Name} in every row; if it would not be known in time, leave it out: --ignore {column.Name}");
        }
    }

    private static bool Tells(TableColumn column, TableColumn target, string[] texts)
    {
        if (column.Distinct != target.Distinct || 2 * column.Distinct > column.Count) return column is NumericColumn a && target is NumericColumn b && a.Values.SequenceEqual(b.Values);
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int row = 0; row < texts.Length; row++)
        {
            string value = column.Text(row);
            if (!known.TryAdd(value, texts[row]) && known[value] != texts[row]) return false;
        }

        return known.Values.Distinct(StringComparer.Ordinal).Count() == known.Count;
    }
}
