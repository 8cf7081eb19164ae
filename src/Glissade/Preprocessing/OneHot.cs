using System.Text.Json;

namespace Glissade;

/// <summary>
/// A text becomes a row of 0 with a 1 at the place of its word: the most frequent 64 of the training rows have places of their own. Rarer and unknown ones share
/// the place <c>other</c>; where there is none, an unknown text is all 0. A gap has a place where training rows have gaps, else it is all 0.
/// </summary>
public sealed record OneHot : ColumnTransform
{
    internal const string Name = "one_hot";

    /// <summary>The most words with places of their own.</summary>
    public const int MostWords = 64;

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _places;

    internal OneHot(string column, string[] words, bool hasOther, bool hasMissing) : base(column)
    {
        Words = words;
        HasOther = hasOther;
        HasMissing = hasMissing;
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < words.Length; i++) places.Add(words[i], i);
        _places = places.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The words that have places, the most frequent first.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Whether rarer and unknown words share a place.</summary>
    public bool HasOther { get; }

    /// <summary>Whether gaps have a place.</summary>
    public bool HasMissing { get; }

    /// <inheritdoc/>
    public override bool IsNumeric => false;

    /// <inheritdoc/>
    public override int Width => Words.Count + (HasOther ? 1 : 0) + (HasMissing ? 1 : 0);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Features =>
        [.. Words.Select(word => $"{Column} = {word}"), .. HasOther ? (string[])[$"{Column} is another"] : [], .. HasMissing ? (string[])[$"{Column} is missing"] : []];

    /// <inheritdoc/>
    public override void Write(double value, Span<float> features) => throw new ArgumentException($"The column '{Column}' holds texts; got the number {value}.");

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text, Span<float> features)
    {
        features[..Width].Clear();
        int place = Place(text);
        if (place >= 0) features[place] = 1;
    }

    private int Place(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return HasMissing ? Width - 1 : -1;
        return _places.TryGetValue(text, out int place) ? place : HasOther ? Words.Count : -1;
    }

    /// <inheritdoc/>
    public override string Explain(double number, string? text)
    {
        int place = Place(text);
        string raw = string.IsNullOrEmpty(text) ? $"{Column} missing" : $"{Column} '{text}'";
        return $"{raw} → {(place < 0 ? $"unknown in training: {Width} times 0" : $"1 at '{Features[place]}'{(Width > 1 ? $", 0 at {Width - 1} others" : "")}")}";
    }

    /// <summary>Two equally frequent words stand in the order of their letters, so that the order of rows does not count.</summary>
    internal static ColumnTransform Fit(TextColumn column, ReadOnlySpan<int> rows)
    {
        bool gaps = GapsIn(column, rows).Length > 0;
        var uses = new int[column.Words.Count];
        foreach (int row in rows)
            if (column.Codes[row] >= 0) uses[column.Codes[row]]++;
        string[] words = [.. Enumerable.Range(0, uses.Length).Where(code => uses[code] > 0).OrderByDescending(code => uses[code]).ThenBy(code => column.Words[code], StringComparer.Ordinal).Select(code => column.Words[code])];
        if (words.Length == 2 && !gaps) return new TwoWords(column.Name, words[0], words[1]);
        return new OneHot(column.Name, words.Length > MostWords ? words[..MostWords] : words, words.Length > MostWords, gaps);
    }

    /// <inheritdoc/>
    public override void ToJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("transform", Name);
        writer.WriteString("column", Column);
        writer.WriteStartArray("words");
        foreach (string word in Words) writer.WriteStringValue(word);
        writer.WriteEndArray();
        writer.WriteBoolean("other", HasOther);
        writer.WriteBoolean("missing", HasMissing);
        writer.WriteEndObject();
    }

    internal static OneHot Read(JsonElement json) => new(json.Words("column"), json.Texts("words", 1, MostWords), json.Flag("other"), json.Flag("missing"));

    /// <summary>Whether the same words stand in the same places.</summary>
    public bool Equals(OneHot? other) => other is not null && Column == other.Column && HasOther == other.HasOther && HasMissing == other.HasMissing && Words.SequenceEqual(other.Words);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Column, Words.Count, HasOther, HasMissing);
}
