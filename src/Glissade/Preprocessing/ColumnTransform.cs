using System.Globalization;
using System.Text.Json;

namespace Glissade;

/// <summary>What is made of one column's raw values: one or more features. Fitted on training rows alone; writing allocates nothing.</summary>
public abstract record ColumnTransform
{
    private protected ColumnTransform(string column) => Column = column;

    /// <summary>The column's name.</summary>
    public string Column { get; }

    /// <summary>Whether raw values are numbers; else they are texts.</summary>
    public abstract bool IsNumeric { get; }

    /// <summary>How many features it makes.</summary>
    public abstract int Width { get; }

    /// <summary>What each feature is: <c>age</c>, <c>age is missing</c>, <c>port = S</c>.</summary>
    public abstract IReadOnlyList<string> Features { get; }

    /// <summary>Writes the features of a number; NaN is a gap.</summary>
    /// <param name="value">The raw value.</param>
    /// <param name="features">At least <see cref="Width"/> places.</param>
    /// <exception cref="ArgumentException">The column holds texts.</exception>
    public abstract void Write(double value, Span<float> features);

    /// <summary>Writes the features of a text; an empty one is a gap.</summary>
    /// <param name="text">The raw text.</param>
    /// <param name="features">At least <see cref="Width"/> places.</param>
    /// <exception cref="ArgumentException">The column holds numbers.</exception>
    public abstract void Write(ReadOnlySpan<char> text, Span<float> features);

    /// <summary>The arithmetic with numbers filled in: <c>age 22 → (22 − 29.7) / 14.5 = −0.53</c>.</summary>
    /// <param name="number">The raw number, where the column is numeric.</param>
    /// <param name="text">The raw text, where it is not; null is a gap.</param>
    public abstract string Explain(double number, string? text);

    /// <summary>The transform for a column, fitted on some of its rows.</summary>
    /// <param name="column">Numbers are standardised; texts become a column for each of at most 64, or one where there are two.</param>
    /// <param name="rows">The training rows.</param>
    /// <exception cref="GlissadeException">No training row has a value.</exception>
    public static ColumnTransform Fit(TableColumn column, ReadOnlySpan<int> rows) => column switch
    {
        NumericColumn numbers => Standardize.Fit(numbers, rows),
        TextColumn texts => OneHot.Fit(texts, rows),
        _ => throw new ArgumentException($"A column of {column.GetType().Name} has no transform."),
    };

    /// <summary>Writes the transform as one JSON object.</summary>
    public abstract void ToJson(Utf8JsonWriter writer);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="GlissadeException">It is something else.</exception>
    public static ColumnTransform FromJson(JsonElement json) => json.Words("transform") switch
    {
        Standardize.Name => Standardize.Read(json),
        OneHot.Name => OneHot.Read(json),
        TwoWords.Name => TwoWords.Read(json),
        string name => throw JsonReading.Wrong($"there is no transform '{name}'"),
    };

    private protected static string Round(double value) => value.ToString("0.####", CultureInfo.InvariantCulture).Replace('-', '−');

    private protected static int[] GapsIn(TableColumn column, ReadOnlySpan<int> rows)
    {
        var gaps = new List<int>();
        foreach (int row in rows)
            if (column.IsGap(row)) gaps.Add(row);
        if (gaps.Count == rows.Length) throw new GlissadeException($"the column '{column.Name}' has no value in any training row", $"column '{column.Name}'", "at least one value", $"--ignore \"{column.Name}\"");
        return [.. gaps];
    }
}
