using System.Text.Json;

namespace Glissade;

/// <summary>Reads JSON that somebody else may have written: whatever is missing, of another kind or out of range is said, and nothing else is thrown.</summary>
internal static class JsonReading
{
    public static JsonElement Need(this JsonElement at, string name, JsonValueKind kind)
    {
        if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out JsonElement value)) throw Wrong($"'{name}' is missing");
        return value.ValueKind == kind ? value : throw Wrong($"'{name}' is {value.ValueKind}, not {kind}");
    }

    public static string Words(this JsonElement at, string name)
    {
        JsonElement value = at.Need(name, JsonValueKind.String);
        return TextOf(value, name);
    }

    private static string TextOf(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String) throw Wrong($"'{name}' holds {value.ValueKind}, not texts");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong($"'{name}' is no valid text");
        }
    }

    public static double Number(this JsonElement at, string name)
    {
        JsonElement value = at.Need(name, JsonValueKind.Number);
        return value.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw Wrong($"'{name}' is not a finite number");
    }

    public static bool Flag(this JsonElement at, string name)
    {
        if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out JsonElement value)) throw Wrong($"'{name}' is missing");
        return value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => throw Wrong($"'{name}' is {value.ValueKind}, not true or false") };
    }

    public static string[] Texts(this JsonElement at, string name, int least, int most)
    {
        JsonElement list = at.Need(name, JsonValueKind.Array);
        int count = list.GetArrayLength();
        if (count < least || count > most) throw Wrong($"'{name}' has {count} entries, not {least} to {most}");
        string[] texts = [.. list.EnumerateArray().Select(item => TextOf(item, name))];
        return texts.Distinct(StringComparer.Ordinal).Count() == count ? texts : throw Wrong($"'{name}' has an entry twice");
    }

    public static GlissadeException Wrong(string what) => new($"the preprocessing of the model cannot be read: {what}", "", "a model written by Glissade", "write the model anew, or take another copy");
}
