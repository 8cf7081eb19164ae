using System.Text.Json;

namespace Glissade;

/// <summary>
/// A number x becomes (x − mean) / deviation, with the training rows' mean and population deviation; 0 where these rows all have the same. A gap becomes the median; where training rows have gaps, a second feature is 1 for a gap, else 0.
/// </summary>
public sealed record Standardize : ColumnTransform
{
    internal const string Name = "standardize";

    internal Standardize(string column, double mean, double deviation, double median, bool hasIndicator) : base(column)
    {
        Mean = mean;
        Deviation = deviation;
        Median = median;
        HasIndicator = hasIndicator;
    }

    /// <summary>The mean of the training rows that have a value.</summary>
    public double Mean { get; }

    /// <summary>Their population deviation; 0 where they are all the same.</summary>
    public double Deviation { get; }

    /// <summary>What is put in for a gap.</summary>
    public double Median { get; }

    /// <summary>Whether a second feature says that there was a gap.</summary>
    public bool HasIndicator { get; }

    /// <inheritdoc/>
    public override bool IsNumeric => true;

    /// <inheritdoc/>
    public override int Width => HasIndicator ? 2 : 1;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Features => HasIndicator ? [Column, $"{Column} is missing"] : [Column];

    /// <inheritdoc/>
    public override void Write(double value, Span<float> features)
    {
        bool gap = double.IsNaN(value);
        features[0] = Scaled(gap ? Median : value);
        if (HasIndicator) features[1] = gap ? 1 : 0;
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text, Span<float> features) => throw new ArgumentException($"The column '{Column}' holds numbers; got the text '{text}'.");

    // What is beyond float32 stays finite: a network can do nothing with an infinite input.
    private float Scaled(double value) => Deviation == 0 ? 0 : (float)Math.Clamp((value - Mean) / Deviation, -1e30, 1e30);

    /// <inheritdoc/>
    public override string Explain(double number, string? text)
    {
        string raw = double.IsNaN(number) ? $"{Column} missing → median {Round(Median)}" : $"{Column} {NumericColumn.Text(number).Replace('-', '−')}";
        double value = double.IsNaN(number) ? Median : number;
        string shift = Mean < 0 ? $"{Round(value)} + {Round(-Mean)}" : $"{Round(value)} − {Round(Mean)}";
        string scaled = Deviation == 0 ? "0 (the same in every training row)" : $"({shift}) / {Round(Deviation)} = {Round(Scaled(value))}";
        return $"{raw} → {scaled}{(HasIndicator ? $", is missing: {(double.IsNaN(number) ? 1 : 0)}" : "")}";
    }

    internal static Standardize Fit(NumericColumn column, ReadOnlySpan<int> rows)
    {
        int gaps = GapsIn(column, rows).Length;
        var values = new double[rows.Length - gaps];
        int count = 0;
        foreach (int row in rows)
            if (!column.IsGap(row)) values[count++] = column.Values[row];
        (double mean, double deviation) = Moments(values);
        Array.Sort(values);
        return new Standardize(column.Name, mean, deviation, count % 2 == 1 ? values[count / 2] : values[count / 2 - 1] / 2 + values[count / 2] / 2, gaps > 0);
    }

    /// <summary>Mean and population deviation, in two passes over scaled values, so that neither digits nor range are lost.</summary>
    internal static (double Mean, double Deviation) Moments(ReadOnlySpan<double> values)
    {
        double largest = 0, first = values[0];
        bool same = true;
        foreach (double value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
            same &= value == first;
        }

        if (same) return (first, 0);

        // A power of two as scale changes no digit.
        double scale = Math.ScaleB(1, Math.ILogB(largest)), sum = 0, squares = 0;
        foreach (double value in values) sum += value / scale;
        double mean = sum / values.Length;
        foreach (double value in values)
        {
            double away = value / scale - mean;
            squares += away * away;
        }

        return (mean * scale, Math.Sqrt(squares / values.Length) * scale);
    }

    /// <inheritdoc/>
    public override void ToJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("transform", Name);
        writer.WriteString("column", Column);
        writer.WriteNumber("mean", Mean);
        writer.WriteNumber("deviation", Deviation);
        writer.WriteNumber("median", Median);
        writer.WriteBoolean("indicator", HasIndicator);
        writer.WriteEndObject();
    }

    internal static Standardize Read(JsonElement json)
    {
        double deviation = json.Number("deviation");
        if (deviation < 0) throw JsonReading.Wrong("'deviation' is negative");
        return new Standardize(json.Words("column"), json.Number("mean"), deviation, json.Number("median"), json.Flag("indicator"));
    }
}
