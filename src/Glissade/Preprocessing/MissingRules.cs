namespace Glissade;

/// <summary>What is done about rows without a value in a column.</summary>
public enum MissingPolicy
{
    /// <summary>Features: a likely value is put in, and an indicator says so. A target cannot be made up, so there it is an error.</summary>
    Impute,

    /// <summary>The row is left out.</summary>
    Drop,

    /// <summary>It is an error.</summary>
    Error,
}

/// <summary>What is done about gaps: one policy, and others for columns by name.</summary>
public sealed record MissingRules
{
    /// <summary>For columns that are not named. Default: impute.</summary>
    public MissingPolicy Default { get; init; } = MissingPolicy.Impute;

    /// <summary>For columns by name.</summary>
    public IReadOnlyDictionary<string, MissingPolicy> Columns { get; init; } = new Dictionary<string, MissingPolicy>();

    /// <summary>Reads <c>drop</c>, <c>age=impute</c>, or several with commas between them: <c>error,age=impute,cabin=drop</c>.</summary>
    /// <exception cref="GlissadeException">It names no policy.</exception>
    public static MissingRules Parse(string text)
    {
        var columns = new Dictionary<string, MissingPolicy>(StringComparer.Ordinal);
        MissingPolicy common = MissingPolicy.Impute;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int sign = part.LastIndexOf('=');
            string name = sign < 0 ? "" : part[..sign].Trim(), policy = part[(sign + 1)..].Trim();
            MissingPolicy? chosen = policy.ToUpperInvariant() switch { "IMPUTE" => MissingPolicy.Impute, "DROP" => MissingPolicy.Drop, "ERROR" => MissingPolicy.Error, _ => null };
            if (chosen is null || (sign >= 0 && name.Length == 0))
            {
                string? nearest = Spelling.Nearest(policy.ToLowerInvariant(), ["impute", "drop", "error"]);
                throw new GlissadeException($"'{part}' says nothing about missing values", "--missing", "impute, drop or error, or COLUMN=impute", $"--missing {(name.Length > 0 ? name + "=" : "")}{nearest ?? "impute"}");
            }

            if (sign < 0) common = chosen.Value;
            else columns[name] = chosen.Value;
        }

        return new MissingRules { Default = common, Columns = columns };
    }

    /// <summary>The policy for a column.</summary>
    public MissingPolicy For(string column) => Columns.TryGetValue(column, out MissingPolicy policy) ? policy : Default;

    /// <summary>The rows that are kept, in ascending order.</summary>
    /// <param name="features">The columns that are learned from.</param>
    /// <param name="target">The column to predict; null where there is none, as in prediction.</param>
    /// <param name="where">The place of a row for a message: <c>wine.csv, row 17</c>.</param>
    /// <param name="dropped">For each column, how many of the dropped rows have a gap in it.</param>
    /// <exception cref="GlissadeException">A column whose policy is error has a gap, the target has one and its rows are not to be dropped, or no row is left.</exception>
    public int[] Apply(IReadOnlyList<TableColumn> features, TableColumn? target, Func<int, string> where, out IReadOnlyDictionary<string, int> dropped)
    {
        var lost = new Dictionary<string, int>(StringComparer.Ordinal);
        int count = target?.Count ?? (features.Count > 0 ? features[0].Count : 0);
        foreach (string name in Columns.Keys)
        {
            if (features.Any(column => column.Name == name) || target?.Name == name) continue;
            string? nearest = Spelling.Nearest(name, features.Select(column => column.Name));
            throw new GlissadeException($"--missing names the column '{name}', which is not in use", "--missing", "the name of a feature or of the target", nearest is null ? "check the name" : $"'{nearest}'");
        }

        var kept = new bool[count];
        Array.Fill(kept, true);
        foreach (TableColumn column in target is null ? features : [.. features, target])
        {
            if (column.Gaps == 0) continue;
            bool isTarget = ReferenceEquals(column, target);
            MissingPolicy policy = For(column.Name);
            if (policy == MissingPolicy.Impute && !isTarget) continue;
            for (int row = 0; row < count; row++)
            {
                if (!column.IsGap(row)) continue;
                if (policy != MissingPolicy.Drop)
                {
                    throw new GlissadeException($"the {(isTarget ? "target" : "column")} '{column.Name}' has {column.Gaps:N0} gap{(column.Gaps == 1 ? "" : "s")}", $"{where(row)}, column '{column.Name}'",
                        "a value in every row", isTarget ? $"--missing {Argument(column.Name)}=drop leaves these rows out" : $"--missing {Argument(column.Name)}=impute or {Argument(column.Name)}=drop");
                }

                kept[row] = false;
                lost[column.Name] = lost.GetValueOrDefault(column.Name) + 1;
            }
        }

        dropped = lost;
        int[] rows = [.. Enumerable.Range(0, count).Where(row => kept[row])];
        if (rows.Length == 0 && count > 0) throw new GlissadeException("no row is left: every one has a gap in a column whose gaps are dropped", "--missing", "rows without gaps", "impute some of the columns");
        return rows;
    }

    private static string Argument(string name) => name.Contains(' ') ? $"\"{name}\"" : name;
}
