using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Glissade.Devices.Cpu.Products;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// Sums over channels and taps for a grid of places: the tiles of the products, with lanes over places, whose second operand is read from where it lies in
/// <see cref="TapPlanes{T}"/>.
/// </summary>
internal sealed unsafe class GridSums<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    /// <summary>Weights that meet so many vectors of places are laid out anew: a place among an instruction's operands costs nothing, one that is worked out does.</summary>
    private const long PlacesForLayingOut = 64;

    private readonly ConvolutionExtents _extents;
    private readonly long _terms;
    private readonly long[] _places;
    private readonly long[] _ends;

    /// <param name="extents">Channels and rows are those of a group.</param>
    /// <param name="axes">What the places see.</param>
    /// <param name="window">All taps, those included that no place sees: they count where sums are cut.</param>
    /// <param name="planes">The copy of what they see, and perhaps of what others see.</param>
    /// <param name="copied">The axes that the copy was made for, which have all the offsets of these.</param>
    /// <param name="inPlace">Whether the source itself is read instead.</param>
    /// <param name="laidOut">Whether weights lie as tiles, however few places there are for them.</param>
    public GridSums(ConvolutionExtents extents, ConvolutionAxis[] axes, Shape window, TapPlanes<T> planes, ConvolutionAxis[] copied, bool inPlace, bool laidOut)
    {
        _extents = extents;
        int[] numbers = ConvolutionAxis.TapNumbers(axes, window);
        _terms = extents.Channels * numbers.Length;
        long plane = copied.Aggregate(1L, (product, axis) => product * axis.Places);
        Weights = new WeightTiles<T, V, W>(extents, _terms, laidOut || extents.Batch * plane >= PlacesForLayingOut * W.Count);
        _places = GC.AllocateUninitializedArray<long>((int)_terms, pinned: true);
        _ends = [.. Terms(numbers, window.Count, PlacesOfTaps(axes, copied, planes, inPlace), inPlace ? planes.SourcePlane : planes.InnerTaps * planes.PlaneSize)];
    }

    /// <summary>The weights of those terms that places see, and how they lie.</summary>
    public WeightTiles<T, V, W> Weights { get; }

    /// <summary>Elements for sums that are narrower than a vector.</summary>
    public static long EdgeSize => 12 * W.Count;

    /// <summary>Adds up.</summary>
    /// <param name="from">The copy, or the source from the first place on.</param>
    /// <param name="factors">A group's weights.</param>
    /// <param name="end">Where the sums of the first row go.</param>
    /// <param name="endRow">From row to row there.</param>
    /// <param name="places">How many places.</param>
    /// <param name="edge">Memory of <see cref="EdgeSize"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(T* from, T* factors, T* end, long endRow, long places, T* edge)
    {
        // The array is pinned. Without terms it has no first element, and nothing looks at it, but an address there must be.
        long* placesOfTerms = (long*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_places));
        for (int part = 0; part < _ends.Length; part++)
        {
            long begin = part == 0 ? 0 : _ends[part - 1];
            Tile<T> tile = default;
            tile.A = factors + begin * Weights.TermStride;
            tile.ARowStride = Weights.Anew ? 1 : _terms;
            tile.AInnerStride = Weights.TermStride;
            tile.ATileStride = Weights.TileStride;
            tile.Places = placesOfTerms + begin;
            tile.Depth = _ends[part] - begin;
            tile.EndRowStride = endRow;
            tile.AddToEnd = part > 0;
            Columns(tile, from, end, places, edge);
        }
    }

    /// <summary>Where each tap of the first channel looks, in the order of their numbers.</summary>
    private static long[] PlacesOfTaps(ConvolutionAxis[] axes, ConvolutionAxis[] copied, TapPlanes<T> planes, bool inPlace)
    {
        IEnumerable<long> inner = [0];
        for (int i = 1; i < axes.Length; i++)
        {
            int[] among = Among(i);
            inner = inner.SelectMany(before => among.Select(tap => before * copied[i].Offsets.Length + tap)).ToArray();
        }

        return [.. Among(0).SelectMany(tap => inner.Select(innerTap => inPlace ? planes.PlaceInSource(tap) : innerTap * planes.PlaneSize + planes.Place(tap)))];

        int[] Among(int axis) => [.. axes[axis].Offsets.Select(offset => Array.IndexOf(copied[axis].Offsets, offset))];
    }

    /// <summary>Works out where each term lies, and after which terms sums are cut.</summary>
    private List<long> Terms(int[] numbers, long window, long[] placesOfTaps, long channelStride)
    {
        List<long> ends = [];
        long term = 0, cuts = Math.Max(1, (_extents.Channels * window + SummationOrder.Block - 1) / SummationOrder.Block);
        for (long channel = 0; channel < _extents.Channels; channel++)
        {
            for (int tap = 0; tap < numbers.Length; tap++, term++)
            {
                while (channel * window + numbers[tap] >= (ends.Count + 1L) * SummationOrder.Block) ends.Add(term);
                _places[term] = (channel * channelStride + placesOfTaps[tap]) * sizeof(T);
            }
        }

        while (ends.Count < cuts) ends.Add(term);
        return ends;
    }

    /// <summary>All columns: a single row many vectors at once, as long as there are so many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Columns(Tile<T> tile, T* from, T* end, long columns, T* edge)
    {
        long wide = RowKernel<T, V, W>.Vectors * W.Count, done = 0;
        if (_extents.Rows == 1)
            for (; done + wide <= columns; done += wide) Column(tile, from + done, end + done, wide, edge);

        // A short rest begins earlier, where nothing is added up: what is computed twice is the same.
        if (done > 0 && columns > done && !tile.AddToEnd) done = Math.Min(done, columns - W.Count);
        ColumnPanels panels = new(columns - done, W.Count);
        for (long panel = 0; panel < panels.Count; panel++) Column(tile, from + done + panels.Start(panel), end + done + panels.Start(panel), panels.Width(panel), edge);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Column(Tile<T> tile, T* from, T* end, long width, T* edge)
    {
        tile.B = from;
        tile.End = end;
        Tiles<T, V, W>.Run(ref tile, _extents.Rows, width, edge);
    }
}
