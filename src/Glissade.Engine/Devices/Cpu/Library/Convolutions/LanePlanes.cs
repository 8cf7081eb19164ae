using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Devices.Cpu;

/// <summary>
/// A copy of one channel each of as many groups as a vector has lanes, position after position, with zeros at the margins: every tap sees its places at one distance from the first tap's.
/// </summary>
internal sealed unsafe class LanePlanes<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    // At least two: the first is the one that bands are cut along, the last the one that lines run along.
    private readonly ConvolutionAxis[] _axes;
    private readonly int[] _least, _extents;
    private readonly long _innerPositions, _sourceInner;
    private readonly long[] _lines, _taps;

    /// <param name="axes">What each place sees.</param>
    /// <param name="bandBytes">The copy takes so much, unless a row of places is more.</param>
    public LanePlanes(ConvolutionAxis[] axes, long bandBytes)
    {
        _axes = axes.Length > 1 ? axes : [new(1, 1, 1, [0], [0]), .. axes];
        int rank = _axes.Length;
        _least = [.. _axes.Select(axis => axis.Offsets.Min())];
        int[] reach = [.. _axes.Select(axis => axis.Offsets.Max() - axis.Offsets.Min())];
        _extents = [.. _axes.Select((axis, i) => (axis.Places - 1) * axis.Step + reach[i] + 1)];
        (_innerPositions, _sourceInner, Inner) = (1, 1, 1);
        for (int i = 1; i < rank; i++)
        {
            _innerPositions *= _extents[i];
            _sourceInner *= _axes[i].Source;
            Inner *= _axes[i].Places;
        }

        Length = _axes[^1].Places;
        Step = _axes[^1].Step * (long)W.Count;
        long rowBytes = (_innerPositions * _axes[0].Step + Inner) * W.Count * sizeof(T);
        long band = Math.Clamp(bandBytes / Math.Max(1, rowBytes) - reach[0] / _axes[0].Step, 1, Math.Max(1, Outer)), bands = (Outer + band - 1) / band;
        Band = bands == 0 ? 1 : (Outer + bands - 1) / bands;
        Size = ((Band - 1) * _axes[0].Step + reach[0] + 1) * _innerPositions * W.Count;
        _lines = Pinned([.. Offsets(_axes[..^1].Select((axis, i) => Enumerable.Range(0, i == 0 ? (int)Band : axis.Places).Select(place => place * axis.Step)))]);
        _taps = Pinned([.. Offsets(_axes.Select((axis, i) => axis.Offsets.Select(offset => offset - _least[i])))]);
    }

    /// <summary>Places of the first axis.</summary>
    public long Outer => _axes[0].Places;

    /// <summary>Places of the first axis in a band.</summary>
    public long Band { get; }

    /// <summary>Places of all axes but the first.</summary>
    public long Inner { get; }

    /// <summary>Places in a line.</summary>
    public long Length { get; }

    /// <summary>From place to place in a line.</summary>
    public long Step { get; }

    /// <summary>Elements of the copy of a band.</summary>
    public long Size { get; }

    /// <summary>Elements of one channel of the source.</summary>
    public long SourcePlane => _axes[0].Source * _sourceInner;

    /// <summary>Where each line of a band begins. The array is pinned.</summary>
    public long* Lines => Address(_lines);

    /// <summary>Where each tap looks. The array is pinned.</summary>
    public long* Taps => Address(_taps);

    /// <summary>Copies what a band of places sees.</summary>
    /// <param name="source">The channel of the first lane.</param>
    /// <param name="lanes">How many lanes there are.</param>
    /// <param name="sharing">How many neighbouring lanes have the same channel.</param>
    /// <param name="already">How many lanes before the first share its channel.</param>
    /// <param name="distance">From channel to channel.</param>
    /// <param name="place">The first place.</param>
    /// <param name="places">Places of the first axis.</param>
    /// <param name="to">The copy; lanes beyond are left as they are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Copy(T* source, long lanes, long sharing, long already, long distance, long place, long places, T* to)
    {
        long rows = (places - 1) * _axes[0].Step + _axes[0].Offsets.Max() - _least[0] + 1, lines = _innerPositions / _extents[^1];
        long low = Math.Clamp(-_least[^1], 0, _extents[^1]), high = Math.Clamp(_axes[^1].Source - _least[^1], low, _extents[^1]);
        for (long row = 0; row < rows; row++)
        {
            long first = place * _axes[0].Step + row + _least[0];
            for (long line = 0; line < lines; line++, to += _extents[^1] * W.Count)
            {
                long at = first < 0 || first >= _axes[0].Source ? -1 : SourceLine(line);
                if (at < 0)
                {
                    Clear(to, _extents[^1]);
                    continue;
                }

                Clear(to, low);
                T* from = source + first * _sourceInner + at + low + _least[^1];
                if (sharing == 1) Packing<T, V, W>.Block(from, 1, distance, high - low, lanes, to + low * W.Count, W.Count);
                else Share(from, high - low, lanes, sharing, already, distance, to + low * W.Count);
                Clear(to + high * W.Count, _extents[^1] - high);
            }
        }
    }

    private static void Clear(T* to, long positions) => new Span<T>(to, (int)(positions * W.Count)).Clear();

    private static void Share(T* from, long count, long lanes, long sharing, long already, long distance, T* to)
    {
        for (long lane = 0; lane < lanes; lane++)
        {
            T* channel = from + (already + lane) / sharing * distance;
            for (long i = 0; i < count; i++) to[i * W.Count + lane] = channel[i];
        }
    }

    // Where a line of the axes between the first and the last begins in its row of the source; −1 outside.
    private long SourceLine(long line)
    {
        long at = 0, step = _axes[^1].Source;
        for (int i = _axes.Length - 2; i > 0; i--)
        {
            (line, long position) = Math.DivRem(line, _extents[i]);
            position += _least[i];
            if (position < 0 || position >= _axes[i].Source) return -1;
            at += position * step;
            step *= _axes[i].Source;
        }

        return at;
    }

    // Every choice of one position per axis, row-major, in elements of the copy.
    private IEnumerable<long> Offsets(IEnumerable<IEnumerable<int>> positions)
    {
        IEnumerable<long> all = [0];
        int axis = 0;
        foreach (IEnumerable<int> own in positions)
        {
            long step = W.Count;
            for (int i = axis + 1; i < _axes.Length; i++) step *= _extents[i];
            long[] choices = [.. own.Select(position => position * step)];
            all = all.SelectMany(offset => choices.Select(choice => offset + choice)).ToArray();
            axis++;
        }

        return all;
    }

    private static long[] Pinned(long[] values)
    {
        long[] pinned = GC.AllocateUninitializedArray<long>(values.Length, pinned: true);
        values.CopyTo(pinned, 0);
        return pinned;
    }

    private static long* Address(long[] pinned) => (long*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
}
