using System.Text.Json;

namespace Glissade;

/// <summary>Things in JSON: a string as one types it, or an object <c>{"type": "huber", "delta": 2}</c>.</summary>
internal static class ArgumentJson
{
    public static ArgumentValue Parse(JsonElement json, ReadContext context)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Number:
                // 1e999 is a number of JSON but none of ours.
                return new NumberValue(json.TryGetDouble(out double value) ? value : double.NaN, json.GetRawText());
            case JsonValueKind.True or JsonValueKind.False: return new BooleanValue(json.GetBoolean());
            case JsonValueKind.String: return new WordValue(json.GetString()!);
            case JsonValueKind.Array:
                int index = 0;
                return new ListValue([.. json.EnumerateArray().Select(item => Parse(item, context.Inside($"[{index++}]")))]);
            case JsonValueKind.Object: return Object(json, context);
            default: throw new GlissadeException("null is no value", context.Where, "a number, a text, true, false, a list or an object; leave out what is to keep its default");
        }
    }

    public static void Write(Utf8JsonWriter writer, ArgumentValue value)
    {
        switch (value)
        {
            case NumberValue number: writer.WriteRawValue(number.Digits); break;
            case BooleanValue boolean: writer.WriteBooleanValue(boolean.Value); break;
            case WordValue word: writer.WriteStringValue(word.Text); break;
            case ListValue list:
                writer.WriteStartArray();
                foreach (ArgumentValue item in list.Items) Write(writer, item);
                writer.WriteEndArray();
                break;
            case ThingValue thing:
                writer.WriteStartObject();
                writer.WriteString("type", thing.Name);
                foreach ((string name, ArgumentValue argument) in thing.Arguments)
                {
                    writer.WritePropertyName(name);
                    Write(writer, argument);
                }

                writer.WriteEndObject();
                break;
        }
    }

    private static ThingValue Object(JsonElement json, ReadContext context)
    {
        string? type = null;
        var arguments = new List<(string, ArgumentValue)>();
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (property.Name != "type")
                arguments.Add((property.Name, Parse(property.Value, context.Inside(property.Name))));
            else if (type is not null || property.Value.ValueKind != JsonValueKind.String)
                throw new GlissadeException(type is null ? "'type' is no text" : "'type' is given twice", context.Where, "one name of the catalogue, such as \"relu\"");
            else type = property.Value.GetString();
        }

        return type is not null ? new ThingValue(type, arguments)
            : throw new GlissadeException("an object without 'type'", context.Where, "an object such as {\"type\": \"relu\"}");
    }
}
