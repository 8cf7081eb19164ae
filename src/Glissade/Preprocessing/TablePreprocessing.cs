using System.Text.Json;

namespace Glissade;

/// <summary>A column that a model is given: its name, and where a row holds its value.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="IsNumeric">Whether it holds numbers; else texts.</param>
/// <param name="Slot">The place of its value among the row's numbers, or among the row's texts.</param>
public sealed record InputColumn(string Name, bool IsNumeric, int Slot);

/// <summary>What is made of a table's rows before a network sees them, fitted on the training rows alone. Immutable; transforming a row allocates nothing, and many threads may do it at once.</summary>
public sealed class TablePreprocessing
{
    /// <summary>The most features that a row may have.</summary>
    public const int MostFeatures = 10_000_000;

    private readonly ColumnTransform[] _transforms;

    private TablePreprocessing(ColumnTransform[] transforms)
    {
        _transforms = transforms;
        var columns = new InputColumn[transforms.Length];
        int numbers = 0, texts = 0;
        long width = 0;
        for (int i = 0; i < transforms.Length; i++)
        {
            columns[i] = new InputColumn(transforms[i].Column, transforms[i].IsNumeric, transforms[i].IsNumeric ? numbers++ : texts++);
            width += transforms[i].Width;
        }

        if (width > MostFeatures)
            throw new GlissadeException($"the columns make {width:N0} features", $"{transforms.Length:N0} columns", $"at most {MostFeatures:N0}", "leave columns out: --ignore, or --features");
        (Columns, Numbers, Texts, Width) = (columns, numbers, texts, (int)width);
    }

    /// <summary>The columns a row must have, in order.</summary>
    public IReadOnlyList<InputColumn> Columns { get; }

    /// <summary>What is made of each of them.</summary>
    public IReadOnlyList<ColumnTransform> Transforms => _transforms;

    /// <summary>How many numbers a row has.</summary>
    public int Numbers { get; }

    /// <summary>How many texts a row has.</summary>
    public int Texts { get; }

    /// <summary>How many features are made of a row.</summary>
    public int Width { get; }

    /// <summary>What each feature is.</summary>
    public IReadOnlyList<string> Features => [.. _transforms.SelectMany(transform => transform.Features)];

    /// <summary>Fits a transform for each column.</summary>
    /// <param name="features">The columns to learn from, at least one.</param>
    /// <param name="training">The rows to learn from, at least one.</param>
    /// <exception cref="GlissadeException">There is no column, or one without any value in these rows.</exception>
    public static TablePreprocessing Fit(IReadOnlyList<TableColumn> features, ReadOnlySpan<int> training)
    {
        if (features.Count == 0) throw new GlissadeException("there is no column to learn from", "", "at least one feature beside the target", "--features names columns; --ignore fewer of them");
        if (training.IsEmpty) throw new GlissadeException("there is no row to learn from", "", "at least one training row", "hold back less");
        var transforms = new ColumnTransform[features.Count];
        for (int i = 0; i < transforms.Length; i++) transforms[i] = ColumnTransform.Fit(features[i], training);
        return new TablePreprocessing(transforms);
    }

    /// <summary>Makes the features of one row.</summary>
    /// <param name="numbers">The row's numbers, by <see cref="InputColumn.Slot"/>; NaN is a gap.</param>
    /// <param name="texts">The row's texts, by <see cref="InputColumn.Slot"/>; null and empty are gaps.</param>
    /// <param name="features">[<see cref="Width"/>].</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public void Transform(ReadOnlySpan<double> numbers, ReadOnlySpan<string?> texts, Span<float> features)
    {
        if (numbers.Length != Numbers || texts.Length != Texts || features.Length != Width)
            throw new ArgumentException($"A row has {Numbers} numbers, {Texts} texts and {Width} features; got {numbers.Length}, {texts.Length} and {features.Length}.");
        int number = 0, text = 0;
        foreach (ColumnTransform transform in _transforms)
        {
            if (transform.IsNumeric) transform.Write(numbers[number++], features);
            else transform.Write(texts[text++].AsSpan(), features);
            features = features[transform.Width..];
        }
    }

    /// <summary>Makes the features of rows of a table.</summary>
    /// <param name="columns">The table's columns, in any order; further ones are not looked at.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="where">The file, for messages.</param>
    /// <returns>[rows, <see cref="Width"/>], row by row.</returns>
    /// <exception cref="GlissadeException">A column is missing, holds texts where numbers are expected, or the features are more than an array holds.</exception>
    public float[] Transform(IReadOnlyList<TableColumn> columns, ReadOnlySpan<int> rows, string where = "")
    {
        if ((long)rows.Length * Width > Array.MaxLength)
            throw new GlissadeException($"{rows.Length:N0} rows of {Width:N0} features do not fit into memory", where, $"at most {Array.MaxLength:N0} numbers", "leave columns or rows out");
        TableColumn[] bound = Bind(columns, where);
        var features = new float[rows.Length * Width];
        int start = 0;
        for (int c = 0; c < bound.Length; c++)
        {
            ColumnTransform transform = _transforms[c];
            for (int i = 0; i < rows.Length; i++)
            {
                Span<float> place = features.AsSpan(i * Width + start, transform.Width);
                if (transform.IsNumeric) transform.Write(((NumericColumn)bound[c]).Values[rows[i]], place);
                else transform.Write(bound[c].Text(rows[i]), place);
            }

            start += transform.Width;
        }

        return features;
    }

    /// <summary>The columns of a table that the model is given, in its order.</summary>
    /// <exception cref="GlissadeException">One is missing, or holds texts where numbers are expected.</exception>
    public TableColumn[] Bind(IReadOnlyList<TableColumn> columns, string where = "")
    {
        var byName = new Dictionary<string, TableColumn>(columns.Count, StringComparer.Ordinal);
        foreach (TableColumn column in columns) byName.TryAdd(column.Name, column);
        string[] absent = [.. Columns.Select(column => column.Name).Where(name => !byName.ContainsKey(name))];
        if (absent.Length > 0)
        {
            string? nearest = Spelling.Nearest(absent[0], columns.Select(column => column.Name));
            throw new GlissadeException($"the data have no column {string.Join(", ", absent.Take(5).Select(name => $"'{name}'"))}{(absent.Length > 5 ? $" and {absent.Length - 5:N0} more" : "")}, which the model was trained with", where,
                $"the columns {string.Join(", ", Columns.Take(20).Select(column => column.Name))}{(Columns.Count > 20 ? ", …" : "")}", nearest is null ? "add the column; an empty one has no values" : $"rename '{nearest}' if that is the one");
        }

        return [.. Columns.Select(column =>
        {
            TableColumn found = byName[column.Name];
            if (column.IsNumeric && found is TextColumn texts && texts.Gaps < texts.Count)
                throw new GlissadeException($"the column '{column.Name}' holds texts, such as '{texts.Words[0]}', but the model was trained with numbers there", where, "numbers", "correct the column");
            return column.IsNumeric && found is TextColumn ? new NumericColumn(found.Name, [.. Enumerable.Repeat(double.NaN, found.Count)]) : found;
        })];
    }

    /// <summary>Writes the transforms as a JSON array.</summary>
    public void ToJson(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (ColumnTransform transform in _transforms) transform.ToJson(writer);
        writer.WriteEndArray();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="GlissadeException">It is something else.</exception>
    public static TablePreprocessing FromJson(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() == 0) throw JsonReading.Wrong("there is no list of columns");
        ColumnTransform[] transforms = [.. json.EnumerateArray().Select(ColumnTransform.FromJson)];
        if (transforms.Select(transform => transform.Column).Distinct(StringComparer.Ordinal).Count() != transforms.Length) throw JsonReading.Wrong("a column comes twice");
        return new TablePreprocessing(transforms);
    }
}
