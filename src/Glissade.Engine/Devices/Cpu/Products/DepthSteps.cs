namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// Walks the inner dimension in steps that a cache can hold. A step never crosses a cut, so each lies in one partial sum.
/// An empty dimension is one empty step, which stores zeros.
/// </summary>
/// <param name="from">Where to begin: the start of a cut, or anywhere in the first.</param>
/// <param name="to">Where to end: the end of a cut, or anywhere in the first.</param>
/// <param name="cut">Terms in a partial sum.</param>
/// <param name="depth">The longest step.</param>
/// <param name="continues">The first partial sum begins with what lies in C.</param>
internal struct DepthSteps(long from, long to, long cut, long depth, bool continues)
{
    private long _cutStart = from;
    private long _cutEnd = from;
    private long _stepLength;
    private readonly bool _continues = continues;
    private bool _begun;

    /// <summary>The first term of the step.</summary>
    public long Start { get; private set; } = from;

    public long Length { get; private set; }

    /// <summary>The step begins a partial sum.</summary>
    public readonly bool OpensCut => Start == _cutStart;

    /// <summary>The step completes a partial sum.</summary>
    public readonly bool ClosesCut => Start + Length == _cutEnd;

    /// <summary>The step belongs to the first partial sum of all, which becomes the total.</summary>
    public readonly bool FirstCut => _cutStart == 0;

    public bool MoveNext()
    {
        Start += Length;
        if (Start >= to && _begun)
            return false;

        if (Start == _cutEnd)
        {
            _cutStart = Start - (Start % cut);
            _cutEnd = Math.Min(_cutStart + cut, to);
            long length = _cutEnd - Start;
            long steps = length <= depth ? 1 : (length + depth - 1) / depth;
            _stepLength = steps == 1 ? length : (length + steps - 1) / steps;
        }

        _begun = true;
        Length = Math.Min(_stepLength, _cutEnd - Start);
        return true;
    }

    /// <summary>Points a tile at the sums that this step continues and at the place for its own.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="total">The tile's first element in C.</param>
    /// <param name="totalRowStride">From row to row there.</param>
    /// <param name="partial">Room for a partial sum that takes more than one step.</param>
    /// <param name="partialRowStride">From row to row there.</param>
    public readonly unsafe void Aim<T>(ref Tile<T> tile, T* total, long totalRowStride, T* partial, long partialRowStride)
        where T : unmanaged
    {
        bool inPlace = FirstCut;
        tile.Start = OpensCut && !(inPlace && _continues) ? null : inPlace ? total : partial;
        tile.StartRowStride = inPlace ? totalRowStride : partialRowStride;
        tile.AddToEnd = !inPlace && ClosesCut;
        tile.End = inPlace || ClosesCut ? total : partial;
        tile.EndRowStride = inPlace || ClosesCut ? totalRowStride : partialRowStride;
    }
}
