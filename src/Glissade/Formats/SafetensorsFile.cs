using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Glissade;

/// <summary>
/// A file in the safetensors format, which many programs read: named tensors and a dictionary of texts. Eight bytes with the length of the header, the header in JSON, then the data without gaps.
/// Reading checks everything against the file's size before taking memory; writing is deterministic, so that equal content gives equal bytes.
/// </summary>
public sealed class SafetensorsFile
{
    private const string Kind = "a safetensors file";

    private readonly Dictionary<string, SafetensorsTensor> _byName = [];

    /// <summary>A file of these tensors.</summary>
    /// <param name="tensors">Names must differ.</param>
    /// <param name="metadata">Any texts.</param>
    /// <exception cref="ArgumentException">A name occurs twice, is empty or is <c>__metadata__</c>.</exception>
    public SafetensorsFile(IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        Tensors = [.. tensors];
        Metadata = metadata ?? new Dictionary<string, string>();
        foreach (SafetensorsTensor tensor in Tensors)
        {
            if (tensor.Name is "__metadata__") throw new ArgumentException("A tensor cannot be called '__metadata__': the format keeps that name for itself.");
            if (!_byName.TryAdd(tensor.Name, tensor)) throw new ArgumentException($"Two tensors are called '{tensor.Name}'; give one of them another name.");
        }
    }

    /// <summary>The tensors: of a file read in the order of their data.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>Texts by key.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of a name, or null.</summary>
    public SafetensorsTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads a file.</summary>
    /// <exception cref="GlissadeException">It cannot be read or is no safetensors file; the message says where and why.</exception>
    public static SafetensorsFile Read(string path) => Read(path, null);

    /// <summary>Reads a file; the bytes of a tensor go straight into memory of the caller's choice.</summary>
    /// <param name="path">The file.</param>
    /// <param name="into">For a tensor's name, type and shape the state that shall hold it (of that very shape and type), or null for memory of its own. Called after the whole header was checked.</param>
    internal static SafetensorsFile Read(string path, Func<string, SafetensorsType, Shape, State?>? into)
    {
        using FileStream stream = InputFile.Open(path, Kind);
        return Read(stream, path, into);
    }

    /// <summary>Reads from the present position of a stream to its end.</summary>
    /// <param name="stream">If it cannot seek, it is first read into memory.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="GlissadeException">The bytes are no safetensors file; the message says where and why.</exception>
    public static SafetensorsFile Read(Stream stream, string name = "the stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.CanSeek) return Read(stream, name, null);
        using var copy = new MemoryStream();
        try
        {
            stream.CopyTo(copy);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            throw new GlissadeException($"the stream cannot be read: {failure.Message.TrimEnd('.')}", name, Kind, "write it to a file and read that", failure);
        }

        copy.Position = 0;
        return Read(copy, name, null);
    }

    private static SafetensorsFile Read(Stream stream, string path, Func<string, SafetensorsType, Shape, State?>? into)
    {
        long length = stream.Length - stream.Position;
        Span<byte> announced = stackalloc byte[8];
        if (InputFile.Fill(stream, announced, path) < 8)
            throw new GlissadeException(length == 0 ? "the file is empty" : $"the file has only {length} bytes", path, $"{Kind}, which has 10 bytes at least", "save or download it again");
        byte[] json = new byte[SafetensorsHeader.RequireLength(BinaryPrimitives.ReadUInt64LittleEndian(announced), length, path)];
        RequireFull(InputFile.Fill(stream, json, path), json.Length, path, "the header");
        SafetensorsHeader header = SafetensorsHeader.Parse(json, length - 8 - json.Length, path);

        var tensors = new List<SafetensorsTensor>(header.Entries.Count);
        foreach (SafetensorsHeader.Entry entry in header.Entries)
        {
            long bytes = entry.End - entry.Begin;
            State? state = into?.Invoke(entry.Name, entry.Type, entry.Shape);
            if (state is not null && (!state.Shape.Equals(entry.Shape) || SafetensorsTypes.Of(state.Type) != entry.Type))
                throw new ArgumentException($"'{state.Name}' is {state.Type.Name()} {state.Shape} and cannot hold {entry.Type.Name()} {entry.Shape}.");
            Storage storage = state?.ForWriting() ?? new Storage(bytes);
            const int chunk = 1 << 26;
            for (long start = 0; start < bytes; start += chunk)
            {
                Span<byte> part = storage.Span<byte>(start, (int)Math.Min(chunk, bytes - start));
                RequireFull(InputFile.Fill(stream, part, path), part.Length, path, $"the tensor '{entry.Name}'");
                // A bool of 2 would be neither true nor false to the kernels.
                if (entry.Type == SafetensorsType.Bool && part.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and var at)
                    throw new GlissadeException($"element {start + at} of the tensor '{entry.Name}' is {part[at]}", $"{path}, tensor '{entry.Name}'", "0 or 1, the type being BOOL", "save or download the file again");
            }

            tensors.Add(new SafetensorsTensor(entry.Name, entry.Type, entry.Shape, storage));
        }

        return new SafetensorsFile(tensors, header.Metadata);
    }

    // The length was checked before; a file may shrink while it is read.
    private static void RequireFull(int got, int expected, string path, string what)
    {
        if (got < expected) throw new GlissadeException($"the file ends within {what}", path, $"{expected} more bytes; there were {got}", "save or download it again");
    }

    /// <summary>Writes a file, whole or not at all: the bytes go beside it first and take its name when they are on the disk.</summary>
    /// <exception cref="GlissadeException">The file cannot be written, or the disk is full; what stood there before is then untouched.</exception>
    public void Write(string path) => AtomicFile.Write(path, Write);

    /// <summary>
    /// Writes to a stream. The order is by size of the elements, large first, then by name, so that every tensor is aligned to its elements; the header is padded with spaces to a multiple of 8 bytes.
    /// </summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SafetensorsTensor[] ordered = [.. Tensors.OrderByDescending(tensor => tensor.Type.Size()).ThenBy(tensor => tensor.Name, StringComparer.Ordinal)];
        byte[] header = Header(ordered);
        Span<byte> announced = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(announced, header.Length);
        stream.Write(announced);
        stream.Write(header);
        const int chunk = 1 << 26;
        foreach (SafetensorsTensor tensor in ordered)
            for (long start = 0; start < tensor.Length; start += chunk) stream.Write(tensor.Storage.Span<byte>(start, (int)Math.Min(chunk, tensor.Length - start)));
    }

    private byte[] Header(SafetensorsTensor[] ordered)
    {
        using var buffer = new MemoryStream();
        // What is escaped beyond need is only harder to read: nothing here ends in a web page.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (Metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach ((string key, string value) in Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }

            long at = 0;
            foreach (SafetensorsTensor tensor in ordered)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.Name());
                json.WriteStartArray("shape");
                foreach (int extent in tensor.Shape.Extents) json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(at += tensor.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        if (buffer.Length > SafetensorsHeader.Longest)
            throw new GlissadeException($"the header would have {buffer.Length} bytes", "", $"at most {SafetensorsHeader.Longest}, as readers of the format have it", "save less metadata or fewer tensors");
        return buffer.ToArray();
    }
}
