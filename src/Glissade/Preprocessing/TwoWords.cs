using System.Text.Json;

namespace Glissade;

/// <summary>A text of two becomes one feature: −1 for the one, 1 for the other, 0 for a gap or an unknown text.</summary>
public sealed record TwoWords : ColumnTransform
{
    internal const string Name = "two_words";

    internal TwoWords(string column, string first, string second) : base(column) => (First, Second) = (first, second);

    /// <summary>The word that becomes −1: the more frequent one.</summary>
    public string First { get; }

    /// <summary>The word that becomes 1.</summary>
    public string Second { get; }

    /// <inheritdoc/>
    public override bool IsNumeric => false;

    /// <inheritdoc/>
    public override int Width => 1;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Features => [$"{Column} = {Second}"];

    /// <inheritdoc/>
    public override void Write(double value, Span<float> features) => throw new ArgumentException($"The column '{Column}' holds texts; got the number {value}.");

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text, Span<float> features) => features[0] = text.SequenceEqual(First) ? -1 : text.SequenceEqual(Second) ? 1 : 0;

    /// <inheritdoc/>
    public override string Explain(double number, string? text) =>
        string.IsNullOrEmpty(text) ? $"{Column} missing → 0" : text == First ? $"{Column} '{text}' → −1" : text == Second ? $"{Column} '{text}' → 1" : $"{Column} '{text}' → 0 (unknown in training)";

    /// <inheritdoc/>
    public override void ToJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("transform", Name);
        writer.WriteString("column", Column);
        writer.WriteString("first", First);
        writer.WriteString("second", Second);
        writer.WriteEndObject();
    }

    internal static TwoWords Read(JsonElement json)
    {
        string first = json.Words("first"), second = json.Words("second");
        return first != second && first.Length > 0 && second.Length > 0 ? new(json.Words("column"), first, second) : throw JsonReading.Wrong("'first' and 'second' are not two words");
    }
}
