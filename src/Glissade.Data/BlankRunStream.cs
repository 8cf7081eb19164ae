namespace Glissade;

/// <summary>Makes every run of blanks and tabs one tab, outside quotes, and drops those at the ends of lines: a table whose columns were lined up becomes one separated by tabs.</summary>
internal sealed class BlankRunStream(Stream inner, byte quote) : Stream
{
    private readonly byte[] _input = new byte[1 << 16];

    // A byte of input makes at most two of output.
    private readonly byte[] _output = new byte[1 << 17];
    private int _at, _end;
    private bool _quoted, _lineStart = true, _blank;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (_at == _end)
        {
            int got = inner.Read(_input);
            if (got == 0) return 0;
            Squeeze(_input.AsSpan(0, got));
        }

        int count = Math.Min(buffer.Length, _end - _at);
        _output.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    private void Squeeze(ReadOnlySpan<byte> input)
    {
        _at = 0;
        int made = 0;
        foreach (byte value in input)
        {
            if (!_quoted && value is ((byte)' ' or (byte)'\t'))
            {
                _blank = true;
                continue;
            }

            bool isBreak = !_quoted && value is ((byte)'\n' or (byte)'\r');
            if (_blank && !isBreak && !_lineStart) _output[made++] = (byte)'\t';

            // A quote opens at a field's start alone: 5" is a length.
            if (value == quote) _quoted = !_quoted && (_blank || _lineStart);
            _blank = false;
            _lineStart = isBreak;
            _output[made++] = value;
        }

        _end = made;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
