using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Glissade.Devices.Cpu.Products;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>The extents of a convolution, or of the way back, as one product for every example and group: rows × terms by terms × places.</summary>
internal readonly record struct ConvolutionExtents(long Batch, long Groups, long Channels, long Rows);

/// <summary>
/// Sums over channels and taps for a grid of places: the tiles of the products, with lanes over places, whose second operand is read from where it lies in
/// <see cref="TapPlanes{T}"/>. A task copies a band of places of one example, and computes all rows of it.
/// </summary>
internal sealed unsafe class ConvolutionPass<T, V, W> : GridPass<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    /// <summary>A copy of a band takes so much of a core's second-level cache, unless a row of places is more.</summary>
    private const long BandBytes = 256 * 1024;

    /// <summary>A single example is cut into so many bands, if they are worth it.</summary>
    private const long Bands = 8;

    /// <summary>Fewer places are not worth a band.</summary>
    private const long LeastPlaces = 64;

    /// <summary>Weights that meet so many vectors of places are laid out anew: a place among an instruction's operands costs nothing, one that is worked out does.</summary>
    private const long PlacesForLayingOut = 64;

    private readonly ConvolutionExtents _extents;
    private readonly ConvolutionAxis[] _axes;
    private readonly TapPlanes<T> _planes;
    private readonly GridTarget? _target;
    private readonly bool _inPlace;
    private readonly long _outer, _band, _bands, _terms, _plane;
    private readonly long[] _places;
    private readonly long[] _ends;
    private readonly long _edgeOffset, _targetOffset, _workerBytes;
    private readonly TaskCut _cut;

    /// <param name="extents">Channels and rows are those of a group.</param>
    /// <param name="axes">What each place sees.</param>
    /// <param name="window">All taps, those included that no place sees: they count where sums are cut.</param>
    /// <param name="target">Where the places lie, if they do not follow each other.</param>
    /// <param name="packed">Whether weights lie as tiles, however few places there are for them: laying them out costs nothing here.</param>
    public ConvolutionPass(ConvolutionExtents extents, ConvolutionAxis[] axes, Shape window, GridTarget? target, bool packed = false)
    {
        (_extents, _axes, _target) = (extents, axes, target);
        _outer = axes[0].Places;
        long inner = axes.Skip(1).Aggregate(1L, (product, axis) => product * axis.Places), taps = axes.Aggregate(1L, (product, axis) => product * axis.Taps.Length);
        _plane = _outer * inner;
        _terms = extents.Channels * taps;
        _bands = BandCount(inner);
        _band = (_outer + _bands - 1) / _bands;
        _planes = new TapPlanes<T>(axes, extents.Channels, _band);
        _inPlace = _planes.InPlace && _outer / _bands * inner >= W.Count;
        _places = GC.AllocateUninitializedArray<long>((int)_terms, pinned: true);
        _ends = [.. Terms(window)];
        Weights = new WeightTiles<T, V, W>(extents, _terms, packed || extents.Batch * _plane >= PlacesForLayingOut * W.Count);
        _edgeOffset = Aligned(_inPlace ? 0 : (_planes.Size + W.Count) * sizeof(T));
        _targetOffset = _edgeOffset + 12 * W.Count * sizeof(T);
        _workerBytes = Aligned(_targetOffset + (target is null ? 0 : extents.Rows * _band * inner * sizeof(T)));
        long multiplyAdds = extents.Rows * _terms * _band * inner;
        _cut = new TaskCut(extents.Batch * extents.Groups * _bands, multiplyAdds / 16 + (_inPlace ? 0 : _planes.Size / 2));
    }

    public override WeightTiles<T, V, W> Weights { get; }

    public override long ScratchBytes(int workers) => workers * _workerBytes;

    /// <summary>It does not where bands of them are worth tasks of their own.</summary>
    public override bool FinishesPlanes => _bands == 1 && _extents.Groups == 1 && _target is null;

    public override PackedForm Packed => new PackedTiles<T, V, W>(_extents.Groups, _extents.Rows, _terms);

    public override void Run(T* source, T* weights, bool isPacked, byte* scratch, WorkerPool pool, ConvolutionFinish finish)
    {
        Job job = new(this, source, weights, scratch, finish);
        pool.Run(ref job, _cut.Tasks);
    }

    /// <summary>How many bands the first axis is cut into, all of them equal but for one place: as many as memory wants, or as there are threads for.</summary>
    private long BandCount(long inner)
    {
        long rowBytes = Math.Max(1, TapPlanes<T>.SizeOfRow(_axes, _extents.Channels) * sizeof(T)), ahead = _axes[0].Offsets.Length == 0 ? 0 : (_axes[0].Offsets.Max() - _axes[0].Offsets.Min()) / _axes[0].Step;
        long most = Math.Max(BandBytes / rowBytes - ahead, 1 + ahead), least = LeastPlaces / inner + 1;
        long byTasks = Math.Min(Math.Min(Bands / (_extents.Batch * _extents.Groups), _extents.Rows * _terms * _plane / 16 / TaskCut.Grain), _outer / least);
        return Math.Clamp(byTasks, (_outer + most - 1) / most, _outer);
    }

    /// <summary>Works out where each term lies, and after which terms sums are cut.</summary>
    private List<long> Terms(Shape window)
    {
        List<long> ends = [];
        int[] numbers = ConvolutionAxis.TapNumbers(_axes, window);
        int inner = numbers.Length / Math.Max(1, _axes[0].Taps.Length);
        long term = 0, cuts = Math.Max(1, (_extents.Channels * window.Count + SummationOrder.Block - 1) / SummationOrder.Block);
        for (long channel = 0; channel < _extents.Channels; channel++)
        {
            for (int tap = 0; tap < numbers.Length; tap++, term++)
            {
                while (channel * window.Count + numbers[tap] >= (ends.Count + 1L) * SummationOrder.Block) ends.Add(term);
                long place = _inPlace
                    ? channel * _planes.SourcePlane + _planes.PlaceInSource(tap)
                    : (channel * inner + tap % inner) * _planes.PlaneSize + _planes.Place(tap / inner);
                _places[term] = place * sizeof(T);
            }
        }

        while (ends.Count < cuts) ends.Add(term);
        return ends;
    }

    private readonly struct Job(ConvolutionPass<T, V, W> pass, T* source, T* weights, byte* scratch, ConvolutionFinish finish) : IJob
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int task, int worker)
        {
            byte* memory = scratch + worker * pass._workerBytes;
            TaskCut cut = pass._cut;
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                (long of, long band) = Math.DivRem(item, pass._bands);
                long place = pass._outer * band / pass._bands, places = pass._outer * (band + 1) / pass._bands - place;
                long first = of * pass._extents.Rows;
                byte** table = finish.Table(first, worker);
                Band(memory, of, of % pass._extents.Groups, place, places, (T*)finish.Target(table));
                finish.Band(table, first, pass._extents.Rows, pass._plane, place * pass._planes.Inner, places * pass._planes.Inner, worker);
                finish.Pool(table, first, pass._extents.Rows, worker);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Band(byte* memory, long of, long group, long place, long places, T* target)
        {
            TapPlanes<T> planes = pass._planes;
            ConvolutionExtents extents = pass._extents;
            long pixels = places * planes.Inner;
            T* from = source + of * extents.Channels * planes.SourcePlane;
            if (pass._inPlace) from += place * planes.Inner;
            else
            {
                planes.Copy(from, extents.Channels, place, places, (T*)memory);
                from = (T*)memory;
            }

            GridTarget? grid = pass._target;
            T* end = grid is null ? target + of * extents.Rows * pass._plane + place * planes.Inner : (T*)(memory + pass._targetOffset);
            long endRow = grid is null ? pass._plane : pixels;
            T* factors = weights + group * pass.Weights.GroupStride;
            long[] ends = pass._ends;

            // The array is pinned. Without terms it has no first element, and nothing looks at it, but an address there must be.
            long* placesOfTerms = (long*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pass._places));
            for (int part = 0; part < ends.Length; part++)
            {
                long begin = part == 0 ? 0 : ends[part - 1];
                Tile<T> tile = default;
                tile.A = factors + begin * pass.Weights.TermStride;
                tile.ARowStride = pass.Weights.Anew ? 1 : pass._terms;
                tile.AInnerStride = pass.Weights.TermStride;
                tile.ATileStride = pass.Weights.TileStride;
                tile.Places = placesOfTerms + begin;
                tile.Depth = ends[part] - begin;
                tile.EndRowStride = endRow;
                tile.AddToEnd = part > 0;
                Columns(tile, from, end, pixels, (T*)(memory + pass._edgeOffset));
            }

            if (grid is null) return;
            T* planeOfRow = target + of * extents.Rows * grid.Plane;
            for (long row = 0; row < extents.Rows; row++, planeOfRow += grid.Plane) grid.Put(end + row * endRow, planeOfRow, place, places);
        }

        /// <summary>All columns: a single row many vectors at once, as long as there are so many.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Columns(Tile<T> tile, T* from, T* end, long columns, T* edge)
        {
            long wide = RowKernel<T, V, W>.Vectors * W.Count, done = 0;
            if (pass._extents.Rows == 1)
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
            Tiles<T, V, W>.Run(ref tile, pass._extents.Rows, width, edge);
        }
    }
}
