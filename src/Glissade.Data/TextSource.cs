using System.Text;
using System.Text.Unicode;

namespace Glissade;

/// <summary>A file of text that can be opened again and again as UTF-8: its compression, encoding and first part are known. Files that are no text are refused by what they are.</summary>
internal sealed class TextSource
{
    /// <summary>How much of the beginning is looked at.</summary>
    public const int SampleSize = 1 << 18;

    private const string Kind = "a table as text: CSV, TSV, plain or compressed by gzip";

    private TextSource(string path) => Path = path;

    public string Path { get; }

    public bool IsCompressed { get; private init; }

    /// <summary>UTF-8, UTF-16 or Latin-1.</summary>
    public Encoding Encoding { get; private init; } = Encoding.UTF8;

    public string EncodingName => Encoding switch { UTF8Encoding => "UTF-8", UnicodeEncoding => "UTF-16", _ => "Latin-1" };

    /// <summary>The beginning as UTF-8, without a byte order mark.</summary>
    public byte[] Sample { get; private init; } = [];

    /// <summary>Whether the sample is the whole file.</summary>
    public bool IsWhole { get; private init; }

    /// <summary>Looks at a file.</summary>
    public static TextSource Look(string path, bool asLatin = false)
    {
        using FileStream file = InputFile.Open(path, Kind);
        Span<byte> start = stackalloc byte[2];
        bool compressed = InputFile.Fill(file, start, path) == 2 && start[0] == 0x1F && start[1] == 0x8B;
        file.Position = 0;
        var bytes = new byte[SampleSize];
        int count;
        using (Stream content = compressed ? new InflatedStream(file) : file)
            count = Guarded(path, () => content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        if (count == 0) throw new GlissadeException("the file is empty", path, Kind, "save or download it again");

        byte[] sample = bytes[..count];
        bool whole = count < SampleSize;
        Encoding encoding = asLatin ? Encoding.Latin1 : EncodingOf(sample, whole);
        RefuseBinary(sample, encoding, path);
        string mark = "\uFEFF";
        byte[] text = encoding is UTF8Encoding ? sample : Encoding.UTF8.GetBytes(encoding.GetString(sample.AsSpan(0, count & ~1)));
        if (encoding is not UTF8Encoding and not UnicodeEncoding) text = Encoding.UTF8.GetBytes(encoding.GetString(sample));
        if (text.AsSpan().StartsWith(Encoding.UTF8.GetBytes(mark))) text = text[3..];
        if (whole && text.All(value => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            throw new GlissadeException("the file is empty: it has blank lines alone", path, Kind, "save or download it again");
        return new TextSource(path) { IsCompressed = compressed, Encoding = encoding, Sample = text, IsWhole = whole };
    }

    /// <summary>The content from its beginning, as UTF-8, perhaps with a byte order mark.</summary>
    public Stream Open()
    {
        FileStream file = InputFile.Open(Path, Kind);
        Stream stream = IsCompressed ? new InflatedStream(file) : file;
        if (Encoding is not UTF8Encoding) stream = Encoding.CreateTranscodingStream(stream, Encoding, new UTF8Encoding(false));
        return stream;
    }

    /// <summary>Reads, and says in words what a damaged file or a failing disk does.</summary>
    public static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException failure)
        {
            throw new GlissadeException($"the compressed data are damaged: {failure.Message.TrimEnd('.')}", path, "a whole gzip file", "download it again", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new GlissadeException($"the file cannot be read: {failure.Message.TrimEnd('.')}", path, "a file that can be read", "check the disk and that nobody else is writing the file", failure) { IsFailure = true };
        }
    }

    private static Encoding EncodingOf(byte[] sample, bool whole)
    {
        if (sample.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Encoding.Unicode;
        if (sample.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Encoding.BigEndianUnicode;

        // The sample may end within a character.
        int end = sample.Length;
        if (!whole)
            while (end > sample.Length - 4 && (sample[end - 1] & 0x80) != 0) end--;
        return Utf8.IsValid(sample.AsSpan(0, end)) ? Encoding.UTF8 : Encoding.Latin1;
    }

    private static void RefuseBinary(byte[] sample, Encoding encoding, string path)
    {
        string? what = Known(sample);
        if (what is null && encoding is not UnicodeEncoding)
        {
            int controls = 0;
            foreach (byte value in sample)
            {
                if (value == 0) what = "binary data: it has a zero byte";
                if (value < 32 && value is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f')) controls++;
            }

            if (what is null && controls * 50 > sample.Length) what = "binary data: many of its bytes are control characters";
        }

        if (what is not null) throw new GlissadeException($"this is {what}, not a table as text", path, Kind, "export the data as CSV");
    }

    private static string? Known(ReadOnlySpan<byte> start) => start switch
    {
        _ when start.StartsWith("PK\u0003\u0004"u8) => "a zip archive (an Excel workbook, .xlsx, is one)",
        _ when start.StartsWith("PAR1"u8) => "a Parquet file",
        _ when start.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) => "a PNG picture",
        _ when start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) => "a JPEG picture",
        _ when start.StartsWith("%PDF"u8) => "a PDF document",
        _ when start.StartsWith("SQLite format 3"u8) => "an SQLite database",
        _ when start.StartsWith((ReadOnlySpan<byte>)[0x89, 0x48, 0x44, 0x46]) => "an HDF5 file",
        _ when start.StartsWith((ReadOnlySpan<byte>)[0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]) => "a NumPy array",
        _ when start.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]) => "an old Excel workbook (.xls)",
        _ when start.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) => "compressed by Zstandard",
        _ when start.StartsWith((ReadOnlySpan<byte>)[0xFD, 0x37, 0x7A, 0x58, 0x5A]) => "compressed by xz",
        _ when start.StartsWith("BZh9"u8) => "compressed by bzip2",
        _ when start.StartsWith("ARROW1"u8) => "an Arrow file",
        _ when start.Length > 3 && start[0] == 0 && start[1] == 0 && start[2] is >= 8 and <= 14 && start[3] is >= 1 and <= 8 => "an IDX file (name its folder instead)",
        _ when start.Length > 9 && start[5] == 0 && start[7] == 0 && start[8] == (byte)'{' => "a safetensors file (a model?)",
        _ when start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) => "compressed by gzip twice",
        _ => null,
    };
}
