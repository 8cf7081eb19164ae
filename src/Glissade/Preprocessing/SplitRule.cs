namespace Glissade;

/// <summary>By what rows are held back.</summary>
public enum SplitKind
{
    /// <summary>By lot.</summary>
    Random,

    /// <summary>By lot, each class in its proportion; without classes, by lot.</summary>
    Stratified,

    /// <summary>The last by the order of a column.</summary>
    Time,

    /// <summary>By lot, rows with the same value of a column together.</summary>
    Group,
}

/// <summary>How rows are held back: <c>random</c>, <c>stratified</c>, <c>time:COLUMN</c>, <c>group:COLUMN</c>.</summary>
/// <param name="Kind">By what.</param>
/// <param name="Column">The column, of <see cref="SplitKind.Time"/> and <see cref="SplitKind.Group"/>.</param>
public sealed record SplitRule(SplitKind Kind, string Column = "")
{
    /// <summary>Reads a rule as it is typed.</summary>
    /// <exception cref="GlissadeException">It is none.</exception>
    public static SplitRule Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = (colon < 0 ? text : text[..colon]).Trim(), column = colon < 0 ? "" : text[(colon + 1)..].Trim();
        bool named = column.Length > 0;
        return name.ToUpperInvariant() switch
        {
            "RANDOM" when colon < 0 => new SplitRule(SplitKind.Random),
            "STRATIFIED" when colon < 0 => new SplitRule(SplitKind.Stratified),
            "TIME" when named => new SplitRule(SplitKind.Time, column),
            "GROUP" when named => new SplitRule(SplitKind.Group, column),
            _ => throw new GlissadeException($"'{text}' is no way to split", "--split", "random, stratified, time:COLUMN or group:COLUMN",
                $"--split {Spelling.Nearest(name, ["random", "stratified", "time", "group"]) switch { "time" => "time:COLUMN", "group" => "group:COLUMN", string near => near, null => "random" }}"),
        };
    }

    /// <summary>Splits rows of a table.</summary>
    /// <param name="rows">The rows in use, ascending; those with gaps that are dropped are left out.</param>
    /// <param name="classes">The target where it has classes, else null.</param>
    /// <param name="column">Finds the column of a time or group rule by its name.</param>
    /// <param name="validation">The share held back for validation.</param>
    /// <param name="test">The share held back for the test.</param>
    /// <param name="seed">The seed of everything.</param>
    /// <exception cref="GlissadeException">The shares leave nothing to train on, or the column cannot serve.</exception>
    public Split Apply(int[] rows, TableColumn? classes, Func<string, TableColumn> column, double validation, double test, ulong seed)
    {
        Split split = Kind switch
        {
            SplitKind.Time => Split.ByTime(column(Column).Take(rows), validation, test),
            SplitKind.Group => Split.ByGroup(column(Column).Take(rows), validation, test, seed),
            SplitKind.Stratified when classes is not null => Split.Stratified(Codes(classes, rows), validation, test, seed),
            _ => Split.Random(rows.Length, validation, test, seed),
        };
        return split with { Training = Rows(split.Training), Validation = Rows(split.Validation), Test = Rows(split.Test) };

        int[] Rows(int[] places) => [.. places.Select(place => rows[place])];
    }

    private static int[] Codes(TableColumn classes, int[] rows)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var codes = new int[rows.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            string label = classes.Text(rows[i]);
            if (!known.TryGetValue(label, out codes[i])) known.Add(label, codes[i] = known.Count);
        }

        return codes;
    }

    /// <summary>As it is typed.</summary>
    public override string ToString() => Kind is SplitKind.Time or SplitKind.Group ? $"{Kind.ToString().ToLowerInvariant()}:{Column}" : Kind.ToString().ToLowerInvariant();
}
