namespace Glissade;

/// <summary>A table: which columns, what task, which rows are held back, what is made of the values.</summary>
internal sealed class TablePreparation(Preparation preparation, Table table)
{
    private TrainingOptions Options => preparation.Options;

    public Prepared Prepare()
    {
        foreach (string warning in table.Warnings) preparation.Warnings.Add(new Warning("table", warning));
        TableColumn target = Target();
        string? special = Options.Split is { } how && how.IndexOf(':', StringComparison.Ordinal) is >= 0 and var sign ? table.Columns[table.Find(how[(sign + 1)..])].Name : null;
        List<TableColumn> features = Features(target, special);
        MissingRules rules = MissingRules.Parse(Options.Missing ?? "impute");
        int[] kept = rules.Apply(features, target, table.Where, out IReadOnlyDictionary<string, int> dropped);
        foreach ((string column, int rows) in dropped) preparation.Warnings.Add(new Warning("rows_dropped", $"{rows:N0} rows are left out, for they have no value in '{column}'"));
        if (kept.Length < 2) throw new GlissadeException($"{kept.Length} row is left to learn from", table.Path, "two rows or more", "give it more data, or impute: --missing impute");
        LearningTask task = Task(target, kept);
        if (kept.Length < table.Rows) features = [.. features.Where(column => HasValue(column, kept))];
        Gaps(features, rules);

        Split split = SplitRows(target, task, kept);
        preparation.Note(split);
        (int[] training, int[] validating, int[] testing) = (split.Training, split.Validation, split.Test);
        // A column may have values, but none where it is learned from.
        string[] empty = [.. features.Where(column => !HasValue(column, training)).Select(column => column.Name)];
        if (empty.Length > 0)
        {
            preparation.Warnings.Add(new Warning("empty_column", $"no value to learn from in {Preparation.Names(empty)}: left out"));
            features.RemoveAll(column => !HasValue(column, training));
        }

        TargetTransform transform = TargetTransform.Fit(target, task, training, kept);
        TablePreprocessing preprocessing = TablePreprocessing.Fit(features, training);
        preparation.Resolve(o => o with { Features = [.. features.Select(column => column.Name)], Ignore = [], Target = target.Name });
        return new Prepared
        {
            Task = task,
            Target = target.Name,
            Rows = table.Rows,
            Train = Dataset(table, training, preprocessing, transform),
            Validation = validating.Length > 0 ? Dataset(table, validating, preprocessing, transform) : OfFile(Options.Validation, preprocessing, transform),
            Test = testing.Length > 0 ? Dataset(table, testing, preprocessing, transform) : OfFile(Options.Test, preprocessing, transform),
            Keys = [.. table.Columns.Except(features).Where(column => column.Name != target.Name && IsKey(column)).Select(column => column.Name)],
            Labels = transform is ClassTarget classes ? classes.Labels : [],
            Split = split,
            Table = preprocessing,
            TargetTransform = transform,
        };
    }

    /// <summary>Rows of a table as a network is given them.</summary>
    public static Dataset Dataset(Table table, int[] rows, TablePreprocessing preprocessing, TargetTransform transform)
    {
        float[] inputs = preprocessing.Transform(table.Columns, rows, table.Path);
        var shape = new Shape(preprocessing.Width);
        TableColumn target = table[transform.Column];
        if (transform is ClassTarget classes) return Glissade.Dataset.Over(inputs, shape, classes.Index(target, rows, table.Where), Shape.Scalar, classes.Labels);
        if (target is not NumericColumn numbers) throw new GlissadeException($"the target '{target.Name}' holds texts", table.Path, "numbers", "correct the column");
        var values = new float[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            if (numbers.IsGap(rows[i])) throw new GlissadeException($"the target '{target.Name}' has a gap", $"{table.Where(rows[i])}, column '{target.Name}'", "a value in every row", "leave the row out");
            values[i] = (float)numbers.Values[rows[i]];
        }

        return Glissade.Dataset.Over(inputs, shape, values, new Shape(1));
    }

    /// <summary>What a file with the same columns must be read as.</summary>
    public static TableOptions ReadAs(TablePreprocessing preprocessing, TargetTransform? target, int leastRows)
    {
        var numeric = preprocessing.Columns.ToDictionary(column => column.Name, column => column.IsNumeric, StringComparer.Ordinal);
        if (target is NumberTarget) numeric[target.Column] = true;
        return new TableOptions { Numeric = numeric, LeastRows = leastRows };
    }

    /// <summary>Whether a column tells rows apart.</summary>
    public static bool IsKey(TableColumn column) => ColumnLook.Of(column).Kind is ColumnKind.Identifier or ColumnKind.Date;

    private static bool HasValue(TableColumn column, int[] rows) => Array.Exists(rows, row => !column.IsGap(row));

    private Dataset? OfFile(string? option, TablePreprocessing preprocessing, TargetTransform transform)
    {
        if (Preparation.Share(option) is not null) return null;
        Table other = Table.Read(option!, ReadAs(preprocessing, transform, leastRows: 1));
        return Dataset(other, [.. Enumerable.Range(0, other.Rows)], preprocessing, transform);
    }

    private TableColumn Target()
    {
        if (table.Columns.Count < 2)
            throw new GlissadeException("the table has one column alone", table.Path, "a column to predict and one or more to predict it from", "look at the separator: glissade inspect shows what was found");
        if (Options.Target is { } said) return table.Columns[table.Find(said)];
        TableColumn last = table.Columns[^1];
        preparation.Guesses.Add(new Guess("target", last.Name, "the last column; --target names another"));
        return last;
    }

    private List<TableColumn> Features(TableColumn target, string? special)
    {
        var ignored = new HashSet<string>(Options.Ignore.Select(name => table.Columns[table.Find(name)].Name), StringComparer.Ordinal);
        if (Options.Features.Count > 0)
        {
            var named = new OrderedDictionary<string, TableColumn>(StringComparer.Ordinal);
            foreach (string name in Options.Features)
            {
                TableColumn column = table.Columns[table.Find(name)];
                if (column.Name == target.Name) throw new GlissadeException($"'{name}' is the target", "--features", "columns other than the target", "take it out of --features");
                if (column.Gaps == column.Count) throw new GlissadeException($"the column '{name}' has no value in any row", "--features", "columns with values", "take it out of --features");
                if (!ignored.Contains(column.Name)) named.TryAdd(column.Name, column);
            }

            return named.Count > 0 ? [.. named.Values] : throw new GlissadeException("there is no column to learn from", "--features, --ignore", "at least one feature beside the target", "ignore fewer columns");
        }

        var features = new List<TableColumn>();
        var left = new List<(string Name, string Reason)>();
        foreach (TableColumn column in table.Columns)
        {
            if (column.Name == target.Name || ignored.Contains(column.Name)) continue;
            ColumnLook look = ColumnLook.Of(column);
            if (column.Name == special) left.Add((column.Name, "the rows are held back by it"));
            else if (look.IsFeature) features.Add(column);
            else left.Add((column.Name, look.Kind == ColumnKind.Identifier ? $"looks like an identifier: {look.Reason}" : look.Reason));
        }

        foreach ((string name, string reason) in left.Take(MostSaid)) preparation.Guesses.Add(new Guess("ignore", name, reason));
        if (left.Count > MostSaid) preparation.Guesses.Add(new Guess("ignore", $"{left.Count - MostSaid:N0} more columns", "as these"));
        if (features.Count > 0) return features;
        throw new GlissadeException("no column looks as if something could be learned from it", table.Path, "numbers, or texts that come again", "--features names columns that are to be used all the same");
    }

    private const int MostSaid = 8;

    private LearningTask Task(TableColumn target, int[] kept)
    {
        if (Options.Task == "language") throw new GlissadeException("texts cannot be learned yet", "--task language", "regression, binary or multiclass", "--task auto");
        TaskGuess guess = Options.Task == "auto" ? TaskGuess.Of(target, kept)
            : TaskGuess.Asked(target, Options.Task switch { "regression" => LearningTask.Regression, "binary" => LearningTask.Binary, _ => LearningTask.Multiclass }, kept);
        string name = guess.Task.ToString().ToLowerInvariant();
        if (Options.Task == "auto") preparation.Guesses.Add(new Guess("task", name, guess.Reason));
        preparation.Resolve(o => o with { Task = name });
        return guess.Task;
    }

    private void Gaps(List<TableColumn> features, MissingRules rules)
    {
        string[] gaps = [.. features.Where(column => column.Gaps > 0 && rules.For(column.Name) == MissingPolicy.Impute).Select(column => $"{column.Name} ({column.Gaps:N0})")];
        if (gaps.Length > 0 && Options.Missing is null) preparation.Guesses.Add(new Guess("missing", "impute", $"there are gaps in {Preparation.Names(gaps)}: a likely value is put in, and an indicator says so"));
        preparation.Resolve(o => o with { Missing = o.Missing ?? "impute" });
    }

    private Split SplitRows(TableColumn target, LearningTask task, int[] kept)
    {
        if (Options.Validation is null)
            preparation.Guesses.Add(new Guess("validation", "0.2", $"a fifth of the {kept.Length:N0} rows{(Options.Split is null && task != LearningTask.Regression ? ", each class in its proportion" : "")}"));
        preparation.Resolve(o => o with { Validation = o.Validation ?? "0.2", Split = o.Split ?? (task == LearningTask.Regression ? "random" : "stratified") });
        double validation = Preparation.Share(Options.Validation) ?? 0, test = Preparation.Share(Options.Test) ?? 0;
        var rule = SplitRule.Parse(Options.Split!);
        if (rule.Kind == SplitKind.Stratified && task == LearningTask.Regression) throw Preparation.Unfit("split", "stratified", "random, time:COL or group:COL: numbers have no classes");
        return rule.Apply(kept, task == LearningTask.Regression ? null : target, name => table.Columns[table.Find(name)], validation, test, preparation.Seed);
    }
}
