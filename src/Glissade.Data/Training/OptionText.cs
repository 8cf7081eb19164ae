using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Glissade;

/// <summary>The limits of a number; each end allowed unless it says otherwise.</summary>
internal readonly record struct Limits(double Lowest, double Highest)
{
    public bool LowestIsOut { get; init; }

    public bool HighestIsOut { get; init; }

    public bool Hold(double value) => (LowestIsOut ? value > Lowest : value >= Lowest) && (HighestIsOut ? value < Highest : value <= Highest);

    public override string ToString()
    {
        string from = LowestIsOut ? $"a number above {Plain(Lowest)}" : $"a number of {Plain(Lowest)} or more";
        if (Highest >= float.MaxValue) return from;
        return $"{from}, {(HighestIsOut ? "below" : "at most")} {Plain(Highest)}";

        static string Plain(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    }
}

/// <summary>How the values of options are read from text and written as JSON.</summary>
internal static class OptionText
{
    public static GlissadeException Wrong(string name, string value, string expected, string remedy = "") =>
        new($"--{name} does not take '{value}'", $"the option --{name}", expected, remedy.Length > 0 ? remedy : $"glissade train --help lists what --{name} takes");

    public static double Number(string name, string text, Limits limits) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && limits.Hold(value) ? value : throw Wrong(name, text, limits.ToString());

    public static int Integer(string name, string text, int lowest, int highest)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= lowest && value <= highest) return value;
        string expected = lowest == int.MinValue ? $"a whole number from {lowest} to {highest}"
            : highest == int.MaxValue ? $"a whole number of {lowest} or more" : $"a whole number from {lowest} to {highest}";
        throw Wrong(name, text, expected);
    }

    public static bool Boolean(string name, string text) => text switch { "true" => true, "false" => false, _ => throw Wrong(name, text, "true or false") };

    public static string OneOf(string name, string text, string[] choices)
    {
        if (choices.Contains(text)) return text;
        string? nearest = Spelling.Nearest(text, choices);
        throw Wrong(name, text, $"one of {string.Join(", ", choices)}", nearest is null ? "" : $"--{name} {nearest}");
    }

    public static string Split(string name, string text)
    {
        if (text is "random" or "stratified" || (text.StartsWith("time:", StringComparison.Ordinal) && text.Length > 5) || (text.StartsWith("group:", StringComparison.Ordinal) && text.Length > 6)) return text;
        string? nearest = Spelling.Nearest(text, ["random", "stratified"]);
        throw Wrong(name, text, "random, stratified, time:COL or group:COL", nearest is null ? "" : $"--{name} {nearest}");
    }

    public static string Missing(string name, string text)
    {
        foreach (string item in List(text))
        {
            string way = item[(item.LastIndexOf('=') + 1)..];
            if (way is "impute" or "drop" or "error") continue;
            string? nearest = Spelling.Nearest(way, ["impute", "drop", "error"]);
            throw Wrong(name, text, "impute, drop or error, or a column's own as age=impute,cabin=drop", nearest is null ? "" : $"--{name} {item[..(item.LastIndexOf('=') + 1)]}{nearest}");
        }

        return text;
    }

    /// <summary>A share of the rows, or a file's name: what does not read as a number.</summary>
    public static string Share(string name, string text) =>
        !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double share) || share is >= 0 and < 1 ? text
            : throw Wrong(name, text, "a share of the rows, a number of 0 or more, below 1, or a file", $"--{name} 0.2");

    public static TimeSpan Duration(string name, string text)
    {
        double seconds = 0;
        int start = 0;
        bool any = false;
        for (int i = 0; i < text.Length; i++)
        {
            double unit = text[i] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
            if (unit == 0) continue;
            if (!Part(text[start..i], unit)) throw Refused();
            start = i + 1;
        }

        if (start < text.Length && !(start == 0 && Part(text, 1))) throw Refused();
        return any && seconds > 0 && seconds <= 86400 * 365.0 ? TimeSpan.FromSeconds(seconds) : throw Refused();

        bool Part(string number, double unit)
        {
            if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)) return false;
            seconds += value * unit;
            return any = true;
        }

        GlissadeException Refused() => Wrong(name, text, "a time above 0 and at most a year, such as 90s, 5m or 1h30m", $"--{name} 5m");
    }

    public static string OfDuration(TimeSpan time) => time.TotalSeconds.ToString("R", CultureInfo.InvariantCulture) + "s";

    /// <summary>Items between commas; an item with a comma stands in double quotes, a quote in it twice.</summary>
    public static List<string> List(string text) => Items(text, nests: false);

    /// <summary>Things of the catalogue between commas: those within brackets belong to a thing.</summary>
    public static List<string> Things(string text) => Items(text, nests: true);

    private static List<string> Items(string text, bool nests)
    {
        var items = new List<string>();
        var item = new StringBuilder();
        bool quoted = false;
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                item.Append('"');
                i++;
            }
            else if (c == '"' && (quoted || item.ToString().Trim().Length == 0)) quoted = !quoted;
            else if (c == ',' && !quoted && depth == 0) Take();
            else item.Append(c);
            if (nests && !quoted) depth += c switch { '(' or '[' => 1, ')' or ']' => -1, _ => 0 };
        }

        Take();
        return items;

        void Take()
        {
            string done = item.ToString().Trim();
            if (done.Length > 0) items.Add(done);
            item.Clear();
        }
    }

    /// <summary>A value of a configuration file as it would stand on the command line.</summary>
    public static string OfJson(JsonElement value, TrainingOption option, string source)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String: return value.GetString()!;
            case JsonValueKind.Number: return value.GetRawText();
            case JsonValueKind.True: return "true";
            case JsonValueKind.False: return "false";
            case JsonValueKind.Array:
                return string.Join(',', value.EnumerateArray().Select(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Number ? Quoted(OfJson(item, option, source)) : throw Refused()));
            default: throw Refused();
        }

        GlissadeException Refused() => new($"the key '{option.Name}' does not take this value", $"{source}, {option.Name}", $"{(option.IsSwitch ? "true or false" : option.Takes)}: {option.Summary}", "text, a number, true or false, or a list of these");
    }

    /// <summary>Items with commas between them, as <see cref="List"/> reads them.</summary>
    public static string Join(IEnumerable<string> items) => string.Join(',', items.Select(Quoted));

    private static string Quoted(string item) => item.AsSpan().IndexOfAny(',', '"') < 0 && item == item.Trim() ? item : $"\"{item.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static void WriteText(Utf8JsonWriter writer, string? text)
    {
        if (text is null) writer.WriteNullValue();
        else writer.WriteStringValue(text);
    }

    public static void WriteShare(Utf8JsonWriter writer, string? text)
    {
        if (text is not null && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double share)) writer.WriteNumberValue(share);
        else WriteText(writer, text);
    }

    public static void WriteList<T>(Utf8JsonWriter writer, IReadOnlyList<T>? items, Action<T> write)
    {
        if (items is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartArray();
        foreach (T item in items) write(item);
        writer.WriteEndArray();
    }
}
