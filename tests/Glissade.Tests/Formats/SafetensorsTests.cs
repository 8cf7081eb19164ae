using System.Buffers.Binary;
using System.Text;
using Xunit.Abstractions;

namespace Glissade.Tests.Formats;

public sealed class SafetensorsTests(ITestOutputHelper output)
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.safetensors");
        Sample().Write(path);
        SafetensorsFile read = SafetensorsFile.Read(path);
        Assert.Equal("a \"quoted\" {text} of grüßen", read.Metadata["note"]);
        Assert.Equal([1.5f, -0f, float.NaN, 4, 5, 6], read.Find("w")!.ToArray<float>());
        Assert.Equal(new Shape(2, 3), read.Find("w")!.Shape);
        Assert.Equal([1.0, double.NegativeInfinity], read.Find("d")!.ToArray<double>());
        Assert.Equal([long.MinValue], read.Find("i64")!.ToArray<long>());
        Assert.Equal([ulong.MaxValue], read.Find("u64")!.ToArray<ulong>());
        Assert.Equal([uint.MaxValue], read.Find("u32")!.ToArray<uint>());
        Assert.Equal([short.MinValue], read.Find("i16")!.ToArray<short>());
        Assert.Equal([ushort.MaxValue], read.Find("u16")!.ToArray<ushort>());
        Assert.Equal([sbyte.MinValue], read.Find("i8")!.ToArray<sbyte>());
        Assert.Equal([(byte)1, (byte)2, (byte)255], read.Find("u8")!.ToArray<byte>());
        Assert.Equal([true, false], read.Find("bool")!.ToArray<bool>());
        Assert.Equal([(Half)1.5f], read.Find("half")!.ToArray<Half>());
        Assert.Equal([1.5f], read.Find("half")!.ToFloats());
        Assert.Empty(read.Find("empty")!.ToArray<int>());
        Assert.Equal(0, read.Find("scalar")!.Shape.Rank);
        Assert.Null(read.Find("no such"));
        Assert.Throws<ArgumentException>(() => read.Find("w")!.ToArray<int>());
    }

    [Fact]
    public void Equal_content_gives_equal_bytes_whatever_the_order()
    {
        byte[] one = Bytes(Sample());
        SafetensorsFile other = Sample();
        byte[] two = Bytes(new SafetensorsFile(other.Tensors.Reverse(), other.Metadata.Reverse().ToDictionary()));
        Assert.Equal(one, two);
        Assert.Equal(one, Bytes(SafetensorsFile.Read(new MemoryStream(one))));
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(one) % 8);
    }

    [Fact]
    public void Every_tensor_is_aligned_to_its_elements()
    {
        byte[] bytes = Bytes(Sample());
        int header = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        long at = header;
        foreach (SafetensorsTensor tensor in SafetensorsFile.Read(new MemoryStream(bytes)).Tensors)
        {
            Assert.Equal(0, at % tensor.Type.Size());
            at += tensor.Length;
        }
    }

    [Fact]
    public void Half_floats_widen_exactly()
    {
        byte[] file = File("""{"h":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[6,10]}}""",
            [0x00, 0x3E, 0x01, 0x00, 0x00, 0xFC, 0xC0, 0x3F, 0x80, 0xFF]);
        SafetensorsFile read = SafetensorsFile.Read(new MemoryStream(file));
        Assert.Equal([1.5f, 5.9604645e-8f, float.NegativeInfinity], read.Find("h")!.ToFloats());
        Assert.Equal([1.5f, float.NegativeInfinity], read.Find("b")!.ToFloats());
        var state = new Parameter("p", new Shape(2));
        read.Find("b")!.CopyTo(state);
        Assert.Equal([1.5f, float.NegativeInfinity], state.Values<float>().ToArray());
    }

    [Fact]
    public void States_are_saved_and_set()
    {
        var saved = new Parameter("layer/weight", new Shape(2, 2));
        saved.Set<float>([1, 2, 3, 4]);
        byte[] bytes = Bytes(new SafetensorsFile([SafetensorsTensor.Of("layer/weight", saved)]));
        SafetensorsFile read = SafetensorsFile.Read(new MemoryStream(bytes));
        var loaded = new Parameter("layer/weight", new Shape(2, 2));
        read.Find("layer/weight")!.CopyTo(loaded);
        Assert.Equal(saved.Values<float>().ToArray(), loaded.Values<float>().ToArray());
        var wrong = new Parameter("layer/weight", new Shape(4));
        GlissadeException refusal = Assert.Throws<GlissadeException>(() => read.Find("layer/weight")!.CopyTo(wrong, "m.safetensors"));
        Assert.Contains("m.safetensors", refusal.Where);
        Assert.Contains("[4]", refusal.Expected);
    }

    [Fact]
    public void A_tensor_is_read_straight_into_a_state()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.safetensors");
        Sample().Write(path);
        var state = new Parameter("w", new Shape(2, 3));
        SafetensorsFile read = SafetensorsFile.Read(path, (name, _, _) => name == "w" ? state : null);
        Assert.Equal([1.5f, -0f, float.NaN, 4, 5, 6], state.Values<float>().ToArray());
        Assert.Same(state.Storage, read.Find("w")!.Storage);
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read_too()
    {
        using var pipe = new System.IO.Compression.GZipStream(Zipped(Bytes(Sample())), System.IO.Compression.CompressionMode.Decompress);
        Assert.Equal(Sample().Tensors.Count, SafetensorsFile.Read(pipe).Tensors.Count);
    }

    [Fact]
    public void Names_that_cannot_be_are_refused()
    {
        SafetensorsTensor tensor = SafetensorsTensor.From<float>("a", [1]), reserved = SafetensorsTensor.From<float>("__metadata__", [1]);
        Assert.Throws<ArgumentException>(() => new SafetensorsFile([tensor, tensor]));
        Assert.Throws<ArgumentException>(() => new SafetensorsFile([reserved]));
        Assert.Throws<ShapeException>(() => SafetensorsTensor.From<float>("a", [1], new Shape(2)));
    }

    [Theory]
    [InlineData("not valid JSON", "{\"a\":", 0)]
    [InlineData("no JSON object", "[1, 2]", 0)]
    [InlineData("not valid JSON", "{} {}", 0)]
    [InlineData("of the wrong kind", "{\"a\":{\"dtype\":[[[[[[[[[[]]]]]]]]]]}}", 0)]
    [InlineData("twice", "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2)]
    [InlineData("twice", "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1)]
    [InlineData("twice", "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0)]
    [InlineData("twice", "{\"__metadata__\":{},\"__metadata__\":{}}", 0)]
    [InlineData("is no text", "{\"__metadata__\":{\"k\":1}}", 0)]
    [InlineData("is no object", "{\"a\":1}", 0)]
    [InlineData("unknown type 'F7'", "{\"a\":{\"dtype\":\"F7\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1)]
    [InlineData("not complete", "{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}}", 1)]
    [InlineData("where there is no such thing", "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"x\":1}}", 1)]
    [InlineData("no beginning and end", "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,0]}}", 1)]
    [InlineData("no whole number", "{\"a\":{\"dtype\":\"U8\",\"shape\":[-1],\"data_offsets\":[0,1]}}", 1)]
    [InlineData("no whole number", "{\"a\":{\"dtype\":\"U8\",\"shape\":[1.5],\"data_offsets\":[0,1]}}", 1)]
    [InlineData("impossible shape", "{\"a\":{\"dtype\":\"U8\",\"shape\":[2147483647,2147483647,2147483647],\"data_offsets\":[0,1]}}", 1)]
    [InlineData("impossible shape", "{\"a\":{\"dtype\":\"U8\",\"shape\":[4294967296],\"data_offsets\":[0,1]}}", 1)]
    [InlineData("has 1 bytes, but F32 [1] takes 4", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1)]
    [InlineData("truncated", "{\"a\":{\"dtype\":\"U8\",\"shape\":[5],\"data_offsets\":[0,5]}}", 4)]
    [InlineData("follow the last tensor", "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 2)]
    [InlineData("a gap was left", "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2)]
    [InlineData("another lies", "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}}", 3)]
    [InlineData("another lies", "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[1,1]}}", 2)]
    [InlineData("not valid JSON", "{\"\\ud800\":{}}", 0)]
    public void A_wrong_header_is_refused(string message, string json, int data)
    {
        GlissadeException refusal = Assert.Throws<GlissadeException>(() => SafetensorsFile.Read(new MemoryStream(File(json, new byte[data])), "x.safetensors"));
        Assert.Contains(message, refusal.Message);
        Assert.Contains("x.safetensors", refusal.Where);
        Assert.NotEmpty(refusal.Expected);
        Assert.NotEmpty(refusal.Remedy);
    }

    [Fact]
    public void A_bool_that_is_neither_true_nor_false_is_refused()
    {
        byte[] file = File("""{"a":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}""", [0, 1, 2]);
        Assert.Contains("element 2", Assert.Throws<GlissadeException>(() => SafetensorsFile.Read(new MemoryStream(file))).Message);
    }

    [Theory]
    [InlineData(0, "empty")]
    [InlineData(5, "only 5 bytes")]
    [InlineData(20, "announced")]
    public void A_short_file_is_refused(int length, string message)
    {
        byte[] bytes = Bytes(Sample())[..length];
        GlissadeException refusal = Assert.Throws<GlissadeException>(() => SafetensorsFile.Read(new MemoryStream(bytes)));
        Assert.Contains(message, refusal.Message);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(100_000_001UL)]
    [InlineData(0UL)]
    public void A_huge_header_takes_no_memory(ulong announced)
    {
        byte[] bytes = new byte[1000];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, announced);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<GlissadeException>(() => SafetensorsFile.Read(new MemoryStream(bytes)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("/")]
    [InlineData("/dev/tty")]
    [InlineData("/dev/null")]
    [InlineData("/no/such")]
    public void What_is_no_file_is_refused(string path) => Assert.Equal(path, Assert.Throws<GlissadeException>(() => SafetensorsFile.Read(path)).Where);

    [Fact]
    public void A_missing_file_is_named()
    {
        GlissadeException refusal = Assert.Throws<GlissadeException>(() => SafetensorsFile.Read("/no/such/file.safetensors"));
        Assert.Contains("no such file", refusal.Message);
        Assert.Equal("/no/such/file.safetensors", refusal.Where);
    }

    [Fact]
    public void Damaged_files_load_or_are_refused()
    {
        (int _, int refused) = Fuzz.Run(Bytes(Sample()), bytes => SafetensorsFile.Read(new MemoryStream(bytes)), 1 << 20, 1, output);
        Assert.True(refused > Fuzz.Rounds / 3);
    }

    private static SafetensorsFile Sample() => new(
        [
            SafetensorsTensor.From<byte>("u8", [1, 2, 255]), SafetensorsTensor.From<float>("w", [1.5f, -0f, float.NaN, 4, 5, 6], new Shape(2, 3)),
            SafetensorsTensor.From<bool>("bool", [true, false]), SafetensorsTensor.From<double>("d", [1, double.NegativeInfinity]), SafetensorsTensor.From<Half>("half", [(Half)1.5f]),
            SafetensorsTensor.From<long>("i64", [long.MinValue]), SafetensorsTensor.From<ulong>("u64", [ulong.MaxValue]), SafetensorsTensor.From<uint>("u32", [uint.MaxValue]),
            SafetensorsTensor.From<short>("i16", [short.MinValue]), SafetensorsTensor.From<ushort>("u16", [ushort.MaxValue]), SafetensorsTensor.From<sbyte>("i8", [sbyte.MinValue]),
            SafetensorsTensor.From<int>("empty", [], new Shape(0, 3)), SafetensorsTensor.From<int>("scalar", [7], Shape.Scalar),
        ],
        new Dictionary<string, string> { ["note"] = "a \"quoted\" {text} of grüßen", ["format"] = "glissade" });

    private static byte[] Bytes(SafetensorsFile file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }

    private static byte[] File(string json, byte[] data)
    {
        byte[] header = Encoding.UTF8.GetBytes(json), length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }

    private static MemoryStream Zipped(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var zip = new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true)) zip.Write(bytes);
        stream.Position = 0;
        return stream;
    }
}
