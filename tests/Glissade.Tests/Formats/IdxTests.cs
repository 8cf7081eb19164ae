using System.IO.Compression;
using Xunit.Abstractions;

namespace Glissade.Tests.Formats;

public sealed class IdxTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_type_is_read_back_plain_and_compressed()
    {
        Check<byte>(IdxType.UInt8, [0, 1, 2, 253, 254, 255]);
        Check<sbyte>(IdxType.Int8, [0, 1, 2, -128, 127, -1]);
        Check<short>(IdxType.Int16, [0, 1, 256, short.MinValue, short.MaxValue, -2]);
        Check<int>(IdxType.Int32, [0, 1, 65536, int.MinValue, int.MaxValue, -2]);
        Check<float>(IdxType.Float32, [0, 1.5f, -0f, float.NaN, float.MaxValue, float.Epsilon]);
        Check<double>(IdxType.Float64, [0, 1.5, -0.0, double.NaN, double.MaxValue, double.Epsilon]);

        static void Check<T>(IdxType type, T[] values) where T : unmanaged
        {
            byte[] plain = Bytes(Idx.From(values, new Shape(2, 3)));
            foreach (byte[] file in new[] { plain, Zipped(plain) })
            {
                Assert.True(Idx.Recognises(file));
                Idx read = Read(file);
                Assert.Equal(type, read.Type);
                Assert.Equal(new Shape(2, 3), read.Shape);
                Assert.Equal(values, read.ToArray<T>());
            }
        }
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        Assert.Equal([0, 0, 0x0B, 1, 0, 0, 0, 2, 0, 1, 0xFF, 0xFE], Bytes(Idx.From<short>([1, -2], new Shape(2))));
        Assert.False(Idx.Recognises("1,2,3"u8));
    }

    [Fact]
    public void The_digits_of_MNIST_are_read()
    {
        if (SharedData.Find("mnist/t10k-images-idx3-ubyte.gz", output) is not { } images || SharedData.Find("mnist/t10k-labels-idx1-ubyte.gz", output) is not { } labels) return;
        Idx pictures = Idx.Read(images), classes = Idx.Read(labels);
        Assert.Equal(new Shape(10_000, 28, 28), pictures.Shape);
        Assert.Equal(IdxType.UInt8, pictures.Type);
        // The sums are those of the files as everybody has them.
        Assert.Equal(264_923_200L, pictures.ToArray<byte>().Sum(pixel => (long)pixel));
        Assert.Equal([7, 2, 1, 0, 4, 1, 4, 9, 5, 9], classes.ToArray<byte>()[..10]);
        Assert.Equal(9, classes.ToArray<byte>().Max());
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("0000", "ends after 2 bytes")]
    [InlineData("0001080100000001FF", "first bytes are 00010801")]
    [InlineData("00000A0100000001FF", "does not begin as IDX")]
    [InlineData("0000080000000001FF", "0 axes")]
    [InlineData("0000080900000001FF", "9 axes")]
    [InlineData("00000802000000", "within its extents")]
    [InlineData("00000801FFFFFFFF00", "impossible")]
    [InlineData("000008037FFFFFFF7FFFFFFF7FFFFFFF00", "impossible")]
    [InlineData("000008017FFFFFFF00", "has 1 bytes of values")]
    [InlineData("0000080100000002FF", "has 1 bytes of values, but UInt8 [2] takes 2")]
    [InlineData("0000080100000001FFFF", "has 2 bytes of values")]
    public void A_wrong_file_is_refused(string hex, string message)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.Contains(message, Refusal(bytes).Message);
        if (bytes.Length == 0) return;
        GlissadeException compressed = Refusal(Zipped(bytes));
        Assert.Equal("x.idx", compressed.Where);
        Assert.NotEmpty(compressed.Remedy);
    }

    [Fact]
    public void A_damaged_archive_is_refused()
    {
        byte[] zipped = Zipped(Bytes(Idx.From([.. Enumerable.Range(0, 5000).Select(i => (byte)(i * i))], new Shape(5000))));
        for (int length = 3; length < zipped.Length; length += 1 + length / 3) Refusal(zipped[..length]);
        byte[] flipped = [.. zipped];
        flipped[^8] ^= 1;
        Refusal(flipped);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    public void An_archive_without_its_end_is_refused(int missing)
    {
        byte[] zipped = Zipped(Bytes(Idx.From<byte>([1, 2, 3], new Shape(3))));
        Refusal(zipped[..^missing]);
    }

    [Fact]
    public void What_a_file_announces_takes_no_memory()
    {
        // A compressed file of 100 MB of zeros that announces one byte, and a small one that announces 100 MB.
        byte[] bomb = Zipped([.. Convert.FromHexString("0000080100000001"), .. new byte[100_000_000]]), boast = Zipped(Convert.FromHexString("0000080105F5E10000"));
        foreach (byte[] file in new[] { bomb, boast })
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Refusal(file);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
        }
    }

    [Fact]
    public void Damaged_files_load_or_are_refused()
    {
        byte[] plain = Bytes(Idx.From([.. Enumerable.Range(0, 600).Select(i => (short)i)], new Shape(20, 30)));
        Fuzz.Run(plain, bytes => Read(bytes), 1 << 20, 1, output);
        Fuzz.Run(Zipped(plain), bytes => Read(bytes), 1 << 20, 2, output);
    }

    private static GlissadeException Refusal(byte[] bytes) => Assert.Throws<GlissadeException>(() => Read(bytes));

    private static Idx Read(byte[] bytes) => Idx.Read(new MemoryStream(bytes), "x.idx");

    private static byte[] Bytes(Idx idx)
    {
        using var stream = new MemoryStream();
        idx.Write(stream);
        return stream.ToArray();
    }

    private static byte[] Zipped(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true)) zip.Write(bytes);
        return stream.ToArray();
    }
}
