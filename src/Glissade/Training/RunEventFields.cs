using System.Text.Json;

namespace Glissade;

/// <summary>The fields of an event's line as they are read: a missing one has a default, one of another kind is an error.</summary>
internal readonly struct RunEventFields(JsonElement element)
{
    public string Text(string name) => Find(name) is { ValueKind: not JsonValueKind.Null } field ? field.GetString()! : "";

    public long Whole(string name, long otherwise = 0) => Find(name) is { ValueKind: not JsonValueKind.Null } field ? field.GetInt64() : otherwise;

    public bool Flag(string name) => Find(name) is { ValueKind: not JsonValueKind.Null } field && field.GetBoolean();

    public double Number(string name) => Find(name) is { } field ? Value(field) : double.NaN;

    public IReadOnlyDictionary<string, double> Numbers(string name)
    {
        var values = new Dictionary<string, double>();
        if (Find(name) is { ValueKind: not JsonValueKind.Null } field)
            foreach (JsonProperty property in field.EnumerateObject()) values[property.Name] = Value(property.Value);
        return values;
    }

    public IEnumerable<RunEventFields> Objects(string name) =>
        Find(name) is { ValueKind: not JsonValueKind.Null } field ? field.EnumerateArray().Select(item => new RunEventFields(item)) : [];

    public IEnumerable<long> WholeNumbers(string name) => Find(name) is { ValueKind: not JsonValueKind.Null } field ? field.EnumerateArray().Select(item => item.GetInt64()) : [];

    public RunEventFields? Object(string name) => Find(name) is { ValueKind: JsonValueKind.Object } field ? new RunEventFields(field) : null;

    private static double Value(JsonElement field) => field.ValueKind == JsonValueKind.Null ? double.NaN : field.GetDouble();

    private JsonElement? Find(string name) => element.TryGetProperty(name, out JsonElement field) ? field : null;
}
