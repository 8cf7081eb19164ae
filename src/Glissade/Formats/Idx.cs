using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Glissade;

/// <summary>The element types of IDX, with the codes of the format.</summary>
internal enum IdxType
{
    /// <summary>byte.</summary>
    UInt8 = 0x08,

    /// <summary>sbyte.</summary>
    Int8 = 0x09,

    /// <summary>short.</summary>
    Int16 = 0x0B,

    /// <summary>int.</summary>
    Int32 = 0x0C,

    /// <summary>float.</summary>
    Float32 = 0x0D,

    /// <summary>double.</summary>
    Float64 = 0x0E,
}

/// <summary>
/// An array in the IDX format, in which MNIST and its kin come: two zero bytes, the type, the number of axes, the extents, the values; all big-endian. Compression by gzip is known by its bytes, not by the name.
/// </summary>
internal sealed class Idx
{
    private const string Kind = "an IDX file, plain or compressed by gzip";

    private const int MostAxes = 8;

    // No byte of deflate stands for more than 1,032.
    private const long MostInflation = 1032;

    // Values in this many bytes tell whether most are zero.
    private const int Sample = 1 << 16;

    private Array? _values;

    private Idx(IdxType type, Shape shape, Array? values, (PackedBytes Bytes, int[] Starts)? packed = null) => (Type, Shape, _values, Packed) = (type, shape, values, packed);

    /// <summary>The type of the elements; bytes stay bytes.</summary>
    public IdxType Type { get; }

    /// <summary>The extents, outermost first: of pictures [count, rows, columns].</summary>
    public Shape Shape { get; }

    /// <summary>The values, row-major, in an array of the type's own: byte[], sbyte[], short[], int[], float[] or double[].</summary>
    public Array Values => _values ??= Packed!.Value.Bytes.ToArray(Packed.Value.Starts);

    /// <summary>An array of these values.</summary>
    /// <typeparam name="T">byte, sbyte, short, int, float or double.</typeparam>
    public static Idx From<T>(T[] values, Shape shape) where T : unmanaged
    {
        if (shape.Count != values.Length) throw new ShapeException($"The shape {shape} has {shape.Count} elements; got {values.Length}.");
        IdxType type = values switch
        {
            // In this order: the runtime lets arrays of signed and unsigned bytes pass for each other.
            _ when typeof(T) == typeof(byte) => IdxType.UInt8,
            _ when typeof(T) == typeof(sbyte) => IdxType.Int8,
            _ when typeof(T) == typeof(short) => IdxType.Int16,
            _ when typeof(T) == typeof(int) => IdxType.Int32,
            _ when typeof(T) == typeof(float) => IdxType.Float32,
            _ when typeof(T) == typeof(double) => IdxType.Float64,
            _ => throw new ArgumentException($"An IDX file cannot hold {typeof(T).Name}; use byte, sbyte, short, int, float or double."),
        };
        return new Idx(type, shape, values);
    }

    /// <summary>The values as an array of their type.</summary>
    /// <exception cref="ArgumentException">The type is another.</exception>
    public T[] ToArray<T>() where T : unmanaged =>
        Values.GetType() == typeof(T[]) ? (T[])Values : throw new ArgumentException($"The array holds {Type}; it cannot be read as {typeof(T).Name}.");

    /// <summary>The bytes along the first axis, and where each part begins, where it was asked to pack them and that pays; otherwise null.</summary>
    public (PackedBytes Bytes, int[] Starts)? Packed { get; }

    /// <summary>Whether a file begins as IDX does, or is compressed by gzip.</summary>
    public static bool Recognises(ReadOnlySpan<byte> start) =>
        IsGzip(start) || (start.Length >= 4 && start[0] == 0 && start[1] == 0 && Enum.IsDefined((IdxType)start[2]) && start[3] is >= 1 and <= MostAxes);

    /// <summary>Reads a file.</summary>
    /// <exception cref="GlissadeException">It cannot be read or is no IDX file; the message says where and why.</exception>
    public static Idx Read(string path)
    {
        using FileStream stream = InputFile.Open(path, Kind);
        return Read(stream, path, packs: false);
    }

    /// <summary>Reads a file; bytes of which most are zero are kept packed.</summary>
    /// <inheritdoc cref="Read(string)"/>
    public static Idx ReadPacked(string path)
    {
        using FileStream stream = InputFile.Open(path, Kind);
        return Read(stream, path, packs: true);
    }

    /// <summary>Reads from the present position of a stream, which can seek, to its end.</summary>
    /// <param name="stream">Plain or compressed.</param>
    /// <param name="path">What to call it in messages.</param>
    public static Idx Read(Stream stream, string path) => Read(stream, path, packs: false);

    private static Idx Read(Stream stream, string path, bool packs)
    {
        long start = stream.Position, length = stream.Length - start;
        Span<byte> magic = stackalloc byte[4];
        int got = InputFile.Fill(stream, magic, path);
        if (got == 0) throw new GlissadeException("the file is empty", path, Kind, "save or download it again");
        stream.Position = start;
        if (!IsGzip(magic[..got])) return Read(stream, path, length, compressed: false, packs);
        try
        {
            using var inflated = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            Idx read = Read(inflated, path, length, compressed: true, packs);
            RequireWhole(stream, start, read, path);
            return read;
        }
        catch (InvalidDataException failure)
        {
            throw new GlissadeException($"the compressed data are damaged: {failure.Message.TrimEnd('.')}", path, Kind, "download it again", failure);
        }
    }

    // The framework takes an archive that ends early for one that ends; its last four bytes are the inflated size.
    private static void RequireWhole(Stream stream, long start, Idx read, string path)
    {
        Span<byte> size = stackalloc byte[4];
        stream.Position = Math.Max(start, stream.Length - 4);
        uint inflated = (uint)(4 + 4 * read.Shape.Rank + read.Shape.Count * Size(read.Type));
        if (InputFile.Fill(stream, size, path) < 4 || BinaryPrimitives.ReadUInt32LittleEndian(size) != inflated)
            throw new GlissadeException("the compressed file lacks its end, or something follows it", path, $"an archive whose last four bytes are its inflated size, {inflated}", "download it again");
    }

    private static bool IsGzip(ReadOnlySpan<byte> start) => start.Length >= 2 && start[0] == 0x1F && start[1] == 0x8B;

    private static Idx Read(Stream stream, string path, long fileLength, bool compressed, bool packs)
    {
        Span<byte> head = stackalloc byte[4 + 4 * MostAxes];
        int got = InputFile.Fill(stream, head[..4], path);
        if (got < 4) throw new GlissadeException($"the file ends after {got} bytes{(compressed ? " of compressed data" : "")}", path, Kind, "save or download it again");
        if (head[0] != 0 || head[1] != 0 || !Enum.IsDefined((IdxType)head[2]))
        {
            throw new GlissadeException($"the file does not begin as IDX does: its first bytes are {Convert.ToHexString(head[..4])}", path,
                "00 00, a type (08, 09, 0B, 0C, 0D or 0E) and the number of axes", "check that this is the right file");
        }

        int rank = head[3];
        if (rank is < 1 or > MostAxes) throw new GlissadeException($"the file announces {rank} axes", path, $"1 to {MostAxes}", "check that this is the right file");
        got = InputFile.Fill(stream, head.Slice(4, 4 * rank), path);
        if (got < 4 * rank) throw new GlissadeException("the file ends within its extents", path, $"{rank} extents of 4 bytes", "save or download it again");

        var type = (IdxType)head[2];
        Shape shape = ShapeOf(head.Slice(4, 4 * rank), path);
        int size = Size(type), header = 4 + 4 * rank;
        long bytes = shape.Count * size;
        if (!compressed && fileLength - header != bytes)
        {
            throw new GlissadeException($"the file has {fileLength - header} bytes of values, but {type} {shape} takes {bytes}", path, $"{header + bytes} bytes in all",
                fileLength - header < bytes ? "the file is truncated: save or download it again" : "check that this is the right file");
        }

        if (bytes > fileLength * MostInflation || shape.Count > Array.MaxLength)
        {
            throw new GlissadeException($"the file announces {type} {shape}, {bytes} bytes, which its {fileLength} compressed bytes cannot hold", path, "extents that fit the data",
                "save or download it again");
        }

        (PackedBytes, int[])? packed = null;
        byte[] begun = [];
        if (packs && type == IdxType.UInt8 && shape.Rank > 1 && shape.Count > 0 && shape.Count / shape[0] <= PackedBytes.MostWidth) packed = Pack(stream, shape, path, out begun);
        Array? values = packed is not null ? null : type switch
        {
            IdxType.UInt8 when begun.Length > 0 => Fill<byte>(stream, (int)shape.Count, fileLength, path, begun),
            IdxType.UInt8 => Fill<byte>(stream, (int)shape.Count, fileLength, path),
            IdxType.Int8 => Fill<sbyte>(stream, (int)shape.Count, fileLength, path),
            IdxType.Int16 => Fill<short>(stream, (int)shape.Count, fileLength, path),
            IdxType.Int32 => Fill<int>(stream, (int)shape.Count, fileLength, path),
            IdxType.Float32 => Fill<float>(stream, (int)shape.Count, fileLength, path),
            _ => Fill<double>(stream, (int)shape.Count, fileLength, path),
        };
        if (compressed && InputFile.Fill(stream, head[..1], path) > 0)
            throw new GlissadeException($"there is more in the file than {type} {shape}", path, $"{header + bytes} bytes when inflated", "check that this is the right file");
        return new Idx(type, shape, values, packed);
    }

    private static Shape ShapeOf(ReadOnlySpan<byte> bytes, string path)
    {
        var extents = new int[bytes.Length / 4];
        for (int axis = 0; axis < extents.Length; axis++) extents[axis] = BinaryPrimitives.ReadInt32BigEndian(bytes[(4 * axis)..]);
        try
        {
            return new Shape(extents);
        }
        catch (ShapeException failure)
        {
            throw new GlissadeException($"the extents are impossible: {failure.Message.TrimEnd('.')}", path, "extents from 0 whose product is the count of the values", "check that this is the right file", failure);
        }
    }

    // Null if packing does not pay: then what was read to find out is given back.
    private static (PackedBytes, int[])? Pack(Stream stream, Shape shape, string path, out byte[] begun)
    {
        int count = shape[0], width = (int)(shape.Count / count), block = Math.Min(count, Math.Max(1, Sample / width));
        var bytes = new PackedBytes(width);
        var starts = new List<int>();
        byte[] read = new byte[block * width];
        begun = [];
        for (int first = 0; first < count; first += block)
        {
            Span<byte> part = read.AsSpan(0, Math.Min(block, count - first) * width);
            int got = InputFile.Fill(stream, part, path);
            if (got < part.Length) throw Truncated((long)first * width + got, shape.Count, path);
            bytes.Append(part, starts);
            if (first > 0 || bytes.Bytes < part.Length / 2) continue;
            begun = read;
            return null;
        }

        return (bytes, [.. starts]);
    }

    private static GlissadeException Truncated(long got, long count, string path) =>
        new($"the file ends after {got} of {count} values", path, $"{count} values, as its extents say", "the file is truncated: save or download it again");

    // The array grows with the data that are really there: what a file announces costs nothing.
    private static T[] Fill<T>(Stream stream, int count, long fileLength, string path, T[]? begun = null) where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>(), filled = begun?.Length ?? 0;
        T[] values = GC.AllocateUninitializedArray<T>((int)Math.Min(count, Math.Max(1 << 16, 8 * fileLength) / size));
        begun?.CopyTo(values, 0);
        while (true)
        {
            Span<byte> free = MemoryMarshal.AsBytes(values.AsSpan(filled));
            int got = InputFile.Fill(stream, free, path);
            if (got < free.Length) throw Truncated(filled + got / size, count, path);
            filled = values.Length;
            if (filled == count) break;
            Array.Resize(ref values, (int)Math.Min(count, 2L * filled));
        }

        Turn(values);
        return values;
    }

    /// <summary>Writes the file, uncompressed; for samples and tests.</summary>
    public void Write(Stream stream)
    {
        Span<byte> head = stackalloc byte[4 + 4 * Shape.Rank];
        (head[0], head[1], head[2], head[3]) = (0, 0, (byte)Type, (byte)Shape.Rank);
        for (int axis = 0; axis < Shape.Rank; axis++) BinaryPrimitives.WriteInt32BigEndian(head[(4 + 4 * axis)..], Shape[axis]);
        stream.Write(head);
        switch (Type)
        {
            case IdxType.UInt8: Write<byte>(stream); break;
            case IdxType.Int8: Write<sbyte>(stream); break;
            case IdxType.Int16: Write<short>(stream); break;
            case IdxType.Int32: Write<int>(stream); break;
            case IdxType.Float32: Write<float>(stream); break;
            default: Write<double>(stream); break;
        }
    }

    private void Write<T>(Stream stream) where T : unmanaged
    {
        T[] turned = [.. ToArray<T>()];
        Turn(turned);
        stream.Write(MemoryMarshal.AsBytes(turned.AsSpan()));
    }

    // Big-endian to the machine's order and back.
    private static void Turn<T>(T[] values) where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
        switch (Unsafe.SizeOf<T>())
        {
            case 2:
                Span<short> halves = MemoryMarshal.Cast<byte, short>(bytes);
                BinaryPrimitives.ReverseEndianness(halves, halves);
                break;
            case 4:
                Span<int> words = MemoryMarshal.Cast<byte, int>(bytes);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 8:
                Span<long> longs = MemoryMarshal.Cast<byte, long>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    private static int Size(IdxType type) => type switch
    {
        IdxType.UInt8 or IdxType.Int8 => 1,
        IdxType.Int16 => 2,
        IdxType.Float64 => 8,
        _ => 4,
    };
}
