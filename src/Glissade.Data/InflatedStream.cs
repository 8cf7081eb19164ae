using System.Buffers.Binary;
using System.IO.Compression;

namespace Glissade;

/// <summary>Inflates a gzip file and holds it to its last four bytes, its inflated size: the framework takes an archive that ends early for one that ends.</summary>
internal sealed class InflatedStream(FileStream file) : Stream
{
    private readonly GZipStream _inner = new(file, CompressionMode.Decompress, leaveOpen: true);
    private long _count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int got = _inner.Read(buffer);
        _count += got;
        if (got > 0 || buffer.IsEmpty) return got;
        Span<byte> size = stackalloc byte[4];
        file.Position = Math.Max(0, file.Length - 4);
        if (file.ReadAtLeast(size, 4, throwOnEndOfStream: false) < 4 || BinaryPrimitives.ReadUInt32LittleEndian(size) != (uint)_count)
            throw new InvalidDataException("its end is missing, or it has several parts (unpack it first)");
        return 0;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
