namespace Glissade;

/// <summary>Bytes kept packed; parts of a set share what they are taken from.</summary>
internal sealed class PackedColumn : DataColumn
{
    private readonly PackedBytes _bytes;
    private readonly int[] _starts;

    /// <param name="bytes">The examples, perhaps among others.</param>
    /// <param name="starts">Where each begins.</param>
    /// <param name="example">The shape of one.</param>
    public PackedColumn(PackedBytes bytes, int[] starts, Shape example) : base(example, DType.UInt8, starts.Length) => (_bytes, _starts) = (bytes, starts);

    public override DataFeed Feed(Input input) => new Unpacker(this, input);

    public override DataColumn Take(ReadOnlySpan<int> examples)
    {
        var starts = new int[examples.Length];
        for (int i = 0; i < starts.Length; i++) starts[i] = _starts[examples[i]];
        return new PackedColumn(_bytes, starts, Example);
    }

    public override double Number(int example, int index) => _bytes[_starts[example], index];

    public override (int Example, int Index)? FirstNotFinite() => null;

    public override (ulong Sum, ulong Squares)? ByteSums()
    {
        ulong sum = 0, squares = 0;
        foreach (int start in _starts)
        {
            (ulong more, ulong moreSquares) = Scaling.Sums(_bytes.NotZero(start));
            (sum, squares) = (sum + more, squares + moreSquares);
        }

        return (sum, squares);
    }

    /// <summary>All examples, one after the other.</summary>
    public byte[] ToArray() => _bytes.ToArray(_starts);

    private sealed class Unpacker(PackedColumn column, Input input) : DataFeed
    {
        private readonly byte[] _staging = new byte[checked((int)input.Count)];

        public override void Set(Workspace workspace, ReadOnlySpan<int> examples)
        {
            int width = column.Width;
            for (int i = 0; i < examples.Length; i++) column._bytes.Unpack(column._starts[examples[i]], _staging.AsSpan(i * width, width));
            workspace.Set<byte>(input, _staging);
        }
    }
}
