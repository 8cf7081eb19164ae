using System.Runtime.CompilerServices;
using Glissade.Compiler;
using Glissade.Devices.Cpu.Products;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// <see cref="ConvolutionWeightGradient"/>: for each tap of the first axis a product, (channels and taps of the other axes) × places by places × filters. The rows lie in
/// <see cref="TapPlanes{T}"/>, their terms side by side; of the upstream gradient a band at a time is turned, so that lanes run over filters.
/// </summary>
/// <remarks>
/// Sums are cut after some whole examples: the cuts of a wave are computed side by side, each to a place of its own, and then added in order. A task is one cut, some
/// channels and some filters. Sums lie as [total or cut, group, tap of the first axis, channel, tap of the others, filter].
/// </remarks>
internal sealed unsafe class WeightGradient<T, V, W> : Routine
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    /// <summary>Cuts that are computed side by side.</summary>
    private const long CutsOfWave = 16;

    /// <summary>So many tasks are wanted, if they are worth it.</summary>
    private const long WantedTasks = 8;

    /// <summary>A band of rows and a panel of turned gradients take so much of a core's second-level cache, unless a row of places is more.</summary>
    private const long BandBytes = 256 * 1024;

    private readonly Whole _input, _upstream, _output;
    private readonly Whole? _begin;
    private readonly ConvolutionExtents _extents;
    private readonly TapPlanes<T> _planes;
    private readonly int _outerTaps;
    private readonly long _batch, _allTaps, _outer, _band, _plane, _block, _blocks, _filterBlock, _filterBlocks, _examplesOfCut, _cuts, _wave;
    private readonly long _lanes, _sumsOfGroup, _sumsBytes, _turnedOffset, _workerBytes, _productCost, _totalCost;

    public WeightGradient(LibraryKernel kernel, ConvolutionWeightGradient row)
    {
        (_input, _upstream, _output) = (kernel.Inputs[0], kernel.Inputs[1], kernel.Output);
        _begin = kernel.Inputs.Length > 2 ? kernel.Inputs[2] : null;
        Shape x = _input.Shape, w = _output.Shape;
        int groups = row.Forward.Groups;
        _extents = new(x[0], groups, w[1], w[0] / groups);
        _batch = x[0];
        ConvolutionAxis[] axes = ConvolutionAxis.Forward(row.Forward.Window, x, _upstream.Shape);
        _outer = axes[0].Places;
        long inner = axes.Skip(1).Aggregate(1L, (product, axis) => product * axis.Places), innerTaps = axes.Skip(1).Aggregate(1L, (product, axis) => product * axis.Taps.Length);
        _outerTaps = axes[0].Taps.Length;
        (_plane, _allTaps) = (_outer * inner, _outerTaps * innerTaps);

        long cutTerms = SummationOrder.CutOverBatch(_plane);
        _examplesOfCut = Math.Max(1, cutTerms / Math.Max(1, _plane));
        _cuts = Math.Max(1, (_batch + _examplesOfCut - 1) / _examplesOfCut);
        _wave = Math.Min(_cuts, CutsOfWave);

        long worth = _extents.Rows * _extents.Channels * _allTaps * _plane * Math.Min(_batch, _examplesOfCut) / 16 / TaskCut.Grain;
        bool inPlace = new TapPlanes<T>(axes, 1, 1).InPlace;
        (_block, _filterBlock) = Blocks(Math.Min(WantedTasks / (_wave * groups), worth), innerTaps, inPlace);
        _blocks = (_extents.Channels + _block - 1) / _block;
        _filterBlocks = Math.Max(1, (_extents.Rows + _filterBlock - 1) / _filterBlock);

        // Whole vectors: the last block of filters may be narrower than one.
        _lanes = (_extents.Rows + W.Count - 1) / W.Count * W.Count;
        long rowBytes = (TapPlanes<T>.SizeOfRow(axes, _block) + inner * 2 * W.Count) * sizeof(T);
        long rows = Math.Clamp(BandBytes / rowBytes, 1, _outer), bands = (_outer + rows - 1) / rows;
        _band = (_outer + bands - 1) / bands;
        _planes = new TapPlanes<T>(axes, _block, _band);
        _sumsOfGroup = _extents.Channels * _allTaps * _lanes;
        _sumsBytes = Aligned((1 + _wave) * groups * _sumsOfGroup * sizeof(T));
        _turnedOffset = Aligned(_planes.InPlace ? 0 : _planes.Size * sizeof(T));
        _workerBytes = Aligned(_turnedOffset + _band * inner * 2 * W.Count * sizeof(T));
        long sums = _block * _allTaps * _lanes;
        _productCost = sums / _filterBlocks * _plane * Math.Min(_batch, _examplesOfCut) / 16;
        _totalCost = sums * (2 + _wave / 4);
    }

    public override long ScratchBytes(int workers) => _output.Shape.Count == 0 ? 0 : _sumsBytes + workers * _workerBytes;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        if (_output.Shape.Count == 0) return;
        T* begin = _begin is null ? null : (T*)buffers[_begin.Buffer];
        for (long cut = 0; cut < _cuts; cut += _wave)
        {
            long count = Math.Min(_wave, _cuts - cut);
            ProductJob product = new(this, (T*)buffers[_input.Buffer], (T*)buffers[_upstream.Buffer], begin, scratch, cut, count);
            pool.Run(ref product, product.Cut.Tasks);
            TotalJob total = new(this, (T*)scratch, (T*)buffers[_output.Buffer], cut == 0, cut + count == _cuts, count);
            pool.Run(ref total, total.Cut.Tasks);
        }
    }

    private static long Aligned(long bytes) => (bytes + 63) / 64 * 64;

    /// <summary>
    /// How many channels and filters a task has, so that there are as many tasks as wanted: each block of channels turns the gradients anew, and each block of filters
    /// copies the channels anew. A turned element costs about as much as a multiply-add of a vector, a copied one half of it.
    /// </summary>
    private (long Channels, long Filters) Blocks(long wanted, long innerTaps, bool inPlace)
    {
        (long Channels, long Filters) best = (Math.Max(1, _extents.Channels), Math.Max(1, _extents.Rows));
        double least = double.MaxValue;
        for (long blocks = 1; blocks <= wanted; blocks++)
        {
            long filterBlocks = (wanted + blocks - 1) / blocks;
            long channels = Math.Max((_extents.Channels + blocks - 1) / blocks, (2 * W.TileRows + innerTaps - 1) / innerTaps);
            long filters = ((_extents.Rows + filterBlocks - 1) / filterBlocks + 2 * W.Count - 1) / (2 * W.Count) * 2 * W.Count;
            (channels, filters) = (Math.Clamp(channels, 1, Math.Max(1, _extents.Channels)), Math.Clamp(filters, 1, Math.Max(1, _extents.Rows)));
            double tasks = (double)_extents.Channels / channels * _extents.Rows / filters;
            double cost = (1 + 16.0 / (channels * _allTaps) + (inPlace ? 0 : 8.0 / (_outerTaps * filters))) * Math.Max(1, wanted / Math.Max(1, tasks));
            if (cost < least) (best, least) = ((channels, filters), cost);
        }

        return best;
    }

    /// <summary>The sums of a cut's first row of some channels: those of a wave follow the total.</summary>
    private T* Sums(T* all, long cutOfWave, long group, long outerTap, long channel) =>
        all + ((1 + cutOfWave) * _extents.Groups + group) * _sumsOfGroup + (outerTap * _extents.Channels + channel) * _planes.InnerTaps * _lanes;

    /// <summary>Where a weight of a group's first filter lies.</summary>
    private long Weight(long group, long channel) => (group * _extents.Rows * _extents.Channels + channel) * _allTaps;

    private readonly struct ProductJob(WeightGradient<T, V, W> routine, T* input, T* upstream, T* begin, byte* scratch, long firstCut, long cuts) : IJob
    {
        public TaskCut Cut => new(cuts * routine._extents.Groups * routine._blocks * routine._filterBlocks, routine._productCost);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int task, int worker)
        {
            byte* memory = scratch + routine._sumsBytes + worker * routine._workerBytes;
            TaskCut cut = Cut;
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                (long rest, long block) = Math.DivRem(item, routine._blocks * routine._filterBlocks);
                (block, long filterBlock) = Math.DivRem(block, routine._filterBlocks);
                (long cutOfWave, long group) = Math.DivRem(rest, routine._extents.Groups);
                long channel = block * routine._block, channels = Math.Min(routine._block, routine._extents.Channels - channel);
                Examples(memory, cutOfWave, group, channel, channels, filterBlock * routine._filterBlock);
            }
        }

        private void Examples(byte* memory, long cutOfWave, long group, long channel, long channels, long filter)
        {
            ConvolutionExtents extents = routine._extents;
            long example = (firstCut + cutOfWave) * routine._examplesOfCut, end = Math.Min(routine._batch, example + routine._examplesOfCut);
            bool continues = begin != null && firstCut + cutOfWave == 0;
            if (continues || example >= end) Begin(cutOfWave, group, channel, channels, filter);
            for (; example < end; example++)
            {
                T* x = input + ((example * extents.Groups + group) * extents.Channels + channel) * routine._planes.SourcePlane;
                T* y = upstream + (example * extents.Groups + group) * extents.Rows * routine._plane;
                for (long place = 0; place < routine._outer; place += routine._band, continues = true)
                    Band(memory, x, y, channels, place, Math.Min(routine._band, routine._outer - place), filter, Sums(cutOfWave, group, 0, channel), continues);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Band(byte* memory, T* x, T* y, long channels, long place, long places, long filter, T* sums, bool continues)
        {
            TapPlanes<T> planes = routine._planes;
            T* rows = (T*)memory, turned = (T*)(memory + routine._turnedOffset);
            long terms = places * planes.Inner;
            if (planes.InPlace) rows = x + place * planes.Inner;
            else planes.Copy(x, channels, place, places, rows);
            y += place * planes.Inner;
            ColumnPanels panels = new(Math.Min(routine._filterBlock, routine._extents.Rows - filter), W.Count);
            for (long panel = 0; panel < panels.Count; panel++)
            {
                long lane = filter + panels.Start(panel), width = panels.Width(panel);
                Packing<T, V, W>.Panel(y + lane * routine._plane, 1, routine._plane, terms, width, turned);
                for (int tap = 0; tap < routine._outerTaps; tap++)
                {
                    Tile<T> tile = default;
                    tile.A = rows + (planes.InPlace ? planes.PlaceInSource(tap) : planes.Place(tap));
                    tile.ARowStride = planes.InPlace ? planes.SourcePlane : planes.PlaneSize;
                    tile.AInnerStride = 1;
                    tile.B = turned;
                    tile.BInnerStride = 2 * W.Count;
                    tile.Depth = terms;
                    tile.End = sums + tap * routine._extents.Channels * planes.InnerTaps * routine._lanes + lane;
                    tile.EndRowStride = routine._lanes;
                    tile.Start = continues ? tile.End : null;
                    tile.StartRowStride = routine._lanes;
                    Tiles<T, V, W>.Run(ref tile, channels * planes.InnerTaps, Math.Max(width, W.Count), null);
                }
            }
        }

        /// <summary>What the first cut begins with, filters side by side; zeros where there is nothing.</summary>
        private void Begin(long cutOfWave, long group, long channel, long channels, long first)
        {
            int innerTaps = routine._planes.InnerTaps;
            for (int outerTap = 0; outerTap < routine._outerTaps; outerTap++)
            {
                T* sums = Sums(cutOfWave, group, outerTap, channel);
                for (long row = 0; row < channels * innerTaps; row++, sums += routine._lanes)
                {
                    long weight = routine.Weight(group, channel + row / innerTaps) + outerTap * innerTaps + row % innerTaps;
                    for (long filter = first; filter < Math.Min(first + Math.Max(routine._filterBlock, W.Count), routine._lanes); filter++)
                        sums[filter] = begin == null || filter >= routine._extents.Rows ? default : begin[weight + filter * routine._extents.Channels * routine._allTaps];
                }
            }
        }

        private T* Sums(long cutOfWave, long group, long outerTap, long channel) => routine.Sums((T*)scratch, cutOfWave, group, outerTap, channel);
    }

    /// <summary>Adds the cuts of a wave to the total of those before, in order; after the last wave puts the total where the weights' gradient belongs.</summary>
    private readonly struct TotalJob(WeightGradient<T, V, W> routine, T* all, T* output, bool first, bool last, long cuts) : IJob
    {
        /// <summary>Filters whose weights are written at once: a cache line of each.</summary>
        private const long FiltersAtOnce = 16;

        public TaskCut Cut => new(routine._extents.Groups * routine._blocks, routine._totalCost);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int task, int worker)
        {
            TaskCut cut = Cut;
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                (long group, long block) = Math.DivRem(item, routine._blocks);
                long channel = block * routine._block, channels = Math.Min(routine._block, routine._extents.Channels - channel);
                for (int outerTap = 0; outerTap < routine._outerTaps; outerTap++) Add(group, outerTap, channel, channels * routine._planes.InnerTaps * routine._lanes);
                if (last) Put(group, channel, channels);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Add(long group, int outerTap, long channel, long count)
        {
            T* total = routine.Sums(all, -1, group, outerTap, channel), cut = routine.Sums(all, 0, group, outerTap, channel);
            long step = routine._extents.Groups * routine._sumsOfGroup, i = 0;
            for (; i <= count - W.Count; i += W.Count)
            {
                V sum = first ? W.Load(cut + i) : W.Add(W.Load(total + i), W.Load(cut + i));
                for (long next = 1; next < cuts; next++) sum = W.Add(sum, W.Load(cut + next * step + i));
                W.Store(sum, total + i);
            }

            for (; i < count; i++)
            {
                T sum = first ? cut[i] : Scalars.Add(total[i], cut[i]);
                for (long next = 1; next < cuts; next++) sum = Scalars.Add(sum, cut[next * step + i]);
                total[i] = sum;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Put(long group, long channel, long channels)
        {
            int innerTaps = routine._planes.InnerTaps;
            long filterStride = routine._extents.Channels * routine._allTaps;
            for (long filter = 0; filter < routine._extents.Rows; filter += FiltersAtOnce)
            {
                long filters = Math.Min(FiltersAtOnce, routine._extents.Rows - filter);
                for (long row = 0; row < channels * routine._allTaps; row++)
                {
                    long of = row / routine._allTaps, tap = row % routine._allTaps;
                    T* total = routine.Sums(all, -1, group, tap / innerTaps, channel + of) + tap % innerTaps * routine._lanes + filter;
                    T* to = output + routine.Weight(group, channel) + row + filter * filterStride;
                    for (long i = 0; i < filters; i++) to[i * filterStride] = total[i];
                }
            }
        }
    }
}
