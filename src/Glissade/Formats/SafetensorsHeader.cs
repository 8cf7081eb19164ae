using System.Text.Json;

namespace Glissade;

/// <summary>
/// The header of a safetensors file: what tensors there are and where, and the metadata. Everything is checked here, against the size of the file, before any memory for a
/// tensor is taken: the data must be covered by the tensors exactly, without holes and without overlaps.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header any reader of the format takes, in bytes.</summary>
    public const long Longest = 100_000_000;

    private const string Remedy = "check that the file is a whole safetensors file; download or save it again";

    private readonly string _path;
    private readonly HashSet<string> _names = [];

    private SafetensorsHeader(string path) => _path = path;

    /// <summary>The metadata, in the order of the file.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>The tensors, in the order of their data.</summary>
    public List<Entry> Entries { get; } = [];

    /// <summary>Checks the length of the header that a file announces against the file's own.</summary>
    /// <param name="announced">The first eight bytes.</param>
    /// <param name="fileLength">The size of the whole file.</param>
    /// <param name="path">The file, for messages.</param>
    public static int RequireLength(ulong announced, long fileLength, string path)
    {
        if (announced < 2) throw new GlissadeException($"the header is announced with {announced} bytes", path, "a safetensors file, whose header has 2 bytes at least", Remedy);
        if (announced > (ulong)(fileLength - 8) || announced > Longest)
        {
            throw new GlissadeException($"the header is announced with {announced} bytes, but the file has {fileLength} bytes", path,
                $"a safetensors file, whose header ends within the file and has at most {Longest} bytes", Remedy);
        }

        return (int)announced;
    }

    /// <summary>Reads and checks a header.</summary>
    /// <param name="json">Its bytes.</param>
    /// <param name="dataLength">How many bytes follow it in the file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="GlissadeException">Anything is not as the format has it.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string path)
    {
        var header = new SafetensorsHeader(path);
        try
        {
            header.Read(json);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The reader says so of broken text; of names that are no Unicode, by InvalidOperationException.
            throw new GlissadeException($"the header is not valid JSON: {failure.Message.TrimEnd('.')}", path, "a safetensors file", Remedy, failure);
        }

        header.RequireCovered(dataLength);
        return header;
    }

    private void Read(ReadOnlySpan<byte> json)
    {
        // The format nests three deep; whatever goes deeper is none.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw Wrong("the header is no JSON object", "", "an object with one entry a tensor");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!_names.Add(name)) throw Wrong($"the name '{Short(name)}' occurs twice", name, "every name once");
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) throw Wrong($"the entry of '{Short(name)}' is no object", name, "dtype, shape and data_offsets");
            if (name == "__metadata__") ReadMetadata(ref reader);
            else Entries.Add(ReadEntry(ref reader, name));
        }

        // Nothing but white space may follow; the reader throws at anything else.
        while (reader.Read()) continue;
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String) throw Wrong($"the metadata '{Short(key)}' is no text", "__metadata__", "texts only");
            if (!Metadata.TryAdd(key, reader.GetString()!)) throw Wrong($"the metadata '{Short(key)}' occurs twice", "__metadata__", "every key once");
        }
    }

    private Entry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        SafetensorsType? type = null;
        List<long>? extents = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            switch (key)
            {
                case "dtype" when type is null && reader.TokenType == JsonTokenType.String:
                    string typeName = reader.GetString()!;
                    type = SafetensorsTypes.Parse(typeName) ?? throw Wrong($"the tensor '{Short(name)}' has the unknown type '{Short(typeName)}'", name, $"one of {SafetensorsTypes.Names}");
                    break;
                case "shape" when extents is null:
                    extents = ReadNumbers(ref reader, name, "shape");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, name, "data_offsets");
                    break;
                default:
                    throw Wrong($"the entry of '{Short(name)}' has '{Short(key)}' twice, of the wrong kind, or where there is no such thing", name, "dtype (a text), shape and data_offsets (numbers), each once");
            }
        }

        if (type is null || extents is null || offsets is null) throw Wrong($"the entry of '{Short(name)}' is not complete", name, "dtype, shape and data_offsets");
        if (offsets.Count != 2 || offsets[1] < offsets[0]) throw Wrong($"the data_offsets of '{Short(name)}' are no beginning and end", name, "[beginning, end], the end not before the beginning");
        Shape shape = ShapeOf(extents, name);
        if (shape.Count * type.Value.Size() != offsets[1] - offsets[0])
        {
            throw Wrong($"the tensor '{Short(name)}' has {offsets[1] - offsets[0]} bytes, but {type.Value.Name()} {shape} takes {shape.Count * type.Value.Size()}", name,
                "data_offsets that fit dtype and shape");
        }

        return new Entry(name, type.Value, shape, offsets[0], offsets[1]);
    }

    private List<long> ReadNumbers(ref Utf8JsonReader reader, string name, string what)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Wrong($"the {what} of '{Short(name)}' is no list", name, "a list of whole numbers");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw Wrong($"the {what} of '{Short(name)}' holds something that is no whole number from 0", name, "whole numbers that are not negative");
            if (numbers.Count == 64) throw Wrong($"the {what} of '{Short(name)}' holds more than 64 numbers", name, "at most 64 axes");
            numbers.Add(number);
        }

        return numbers;
    }

    private Shape ShapeOf(List<long> extents, string name)
    {
        try
        {
            return new Shape([.. extents.Select(extent => extent <= int.MaxValue ? (int)extent : throw new ShapeException($"The extent {extent} is larger than {int.MaxValue}."))]);
        }
        catch (ShapeException failure)
        {
            throw Wrong($"the tensor '{Short(name)}' has an impossible shape: {failure.Message.TrimEnd('.')}", name, "extents of whole numbers whose product is the count of the elements");
        }
    }

    private void RequireCovered(long dataLength)
    {
        // Empty tensors lie where others begin; they come first, so that the order is one of positions. By name among equals, to be stable.
        Entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End != b.End ? a.End.CompareTo(b.End) : string.CompareOrdinal(a.Name, b.Name));
        long at = 0;
        foreach (Entry entry in Entries)
        {
            if (entry.End > dataLength)
            {
                throw Wrong($"the tensor '{Short(entry.Name)}' ends at byte {entry.End} of the data, which has {dataLength}; the file is truncated or its header wrong", entry.Name,
                    "data_offsets inside the file");
            }

            if (entry.Begin != at)
            {
                throw Wrong($"the tensor '{Short(entry.Name)}' begins at byte {entry.Begin} of the data, where {(entry.Begin < at ? "another lies" : "a gap was left")}", entry.Name,
                    $"every tensor to begin where the one before ends: {at}");
            }

            at = entry.End;
        }

        if (at != dataLength) throw new GlissadeException($"{dataLength - at} bytes follow the last tensor", _path, $"{at} bytes of data, as the header says", Remedy);
    }

    private GlissadeException Wrong(string message, string name, string expected) =>
        new(message, name.Length == 0 ? _path : $"{_path}, tensor '{Short(name)}'", expected, Remedy);

    // Names of a hostile file may be megabytes long.
    private static string Short(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 77), "…");

    /// <summary>One tensor: where its data lie, counted from the end of the header.</summary>
    internal readonly record struct Entry(string Name, SafetensorsType Type, Shape Shape, long Begin, long End);
}
