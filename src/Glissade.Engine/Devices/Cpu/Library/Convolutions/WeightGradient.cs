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
/// channels and some filters.
/// </remarks>
internal sealed unsafe class WeightGradient<T, V, W> : Routine
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    /// <summary>So many tasks are wanted, if they are worth it.</summary>
    private const long WantedTasks = 8;

    /// <summary>A band of rows and a panel of turned gradients take so much of a core's second-level cache, unless a row of places is more.</summary>
    private const long BandBytes = 256 * 1024;

    private readonly Whole _input, _upstream, _output;
    private readonly Whole? _begin;
    private readonly ConvolutionExtents _extents;
    private readonly TapPlanes<T> _planes;
    private readonly WeightSums<T, V, W> _sums;
    private readonly int _outerTaps;
    private readonly long _batch, _allTaps, _outer, _band, _plane, _block, _blocks, _filterBlock, _filterBlocks, _examplesOfCut, _cuts;
    private readonly long _turnedOffset, _workerBytes, _productCost;

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
        _sums = new WeightSums<T, V, W>(_extents, _outerTaps, (int)innerTaps, _cuts);

        long worth = _extents.Rows * _extents.Channels * _allTaps * _plane * Math.Min(_batch, _examplesOfCut) / 16 / TaskCut.Grain;
        bool inPlace = new TapPlanes<T>(axes, 1, 1).InPlace;
        (_block, _filterBlock) = Blocks(Math.Min(WantedTasks / (_sums.Wave * groups), worth), innerTaps, inPlace);
        _blocks = (_extents.Channels + _block - 1) / _block;
        _filterBlocks = Math.Max(1, (_extents.Rows + _filterBlock - 1) / _filterBlock);

        long rowBytes = (TapPlanes<T>.SizeOfRow(axes, _block) + inner * 2 * W.Count) * sizeof(T);
        long rows = Math.Clamp(BandBytes / rowBytes, 1, _outer), bands = (_outer + rows - 1) / rows;
        _band = (_outer + bands - 1) / bands;
        _planes = new TapPlanes<T>(axes, _block, _band);
        _turnedOffset = Aligned(_planes.InPlace ? 0 : _planes.Size * sizeof(T));
        _workerBytes = Aligned(_turnedOffset + _band * inner * 2 * W.Count * sizeof(T));
        _productCost = _block * _allTaps * _sums.Lanes / _filterBlocks * _plane * Math.Min(_batch, _examplesOfCut) / 16;
    }

    public override long ScratchBytes(int workers) => _output.Shape.Count == 0 ? 0 : _sums.Bytes + workers * _workerBytes;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        if (_output.Shape.Count == 0) return;
        T* begin = _begin is null ? null : (T*)buffers[_begin.Buffer];
        for (long cut = 0; cut < _cuts; cut += _sums.Wave)
        {
            long count = Math.Min(_sums.Wave, _cuts - cut);
            ProductJob product = new(this, (T*)buffers[_input.Buffer], (T*)buffers[_upstream.Buffer], begin, scratch, cut, count);
            pool.Run(ref product, product.Cut.Tasks);
            _sums.Total((T*)scratch, (T*)buffers[_output.Buffer], cut == 0, cut + count == _cuts, count, pool);
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

    private readonly struct ProductJob(WeightGradient<T, V, W> routine, T* input, T* upstream, T* begin, byte* scratch, long firstCut, long cuts) : IJob
    {
        public TaskCut Cut => new(cuts * routine._extents.Groups * routine._blocks * routine._filterBlocks, routine._productCost);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int task, int worker)
        {
            byte* memory = scratch + routine._sums.Bytes + worker * routine._workerBytes;
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
                    tile.End = sums + tap * routine._extents.Channels * planes.InnerTaps * routine._sums.Lanes + lane;
                    tile.EndRowStride = routine._sums.Lanes;
                    tile.Start = continues ? tile.End : null;
                    tile.StartRowStride = routine._sums.Lanes;
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
                for (long row = 0; row < channels * innerTaps; row++, sums += routine._sums.Lanes)
                {
                    long weight = routine._sums.Weight(group, channel + row / innerTaps) + outerTap * innerTaps + row % innerTaps;
                    for (long filter = first; filter < Math.Min(first + Math.Max(routine._filterBlock, W.Count), routine._sums.Lanes); filter++)
                        sums[filter] = begin == null || filter >= routine._extents.Rows ? default : begin[weight + filter * routine._extents.Channels * routine._allTaps];
                }
            }
        }

        private T* Sums(long cutOfWave, long group, long outerTap, long channel) => routine._sums.Of((T*)scratch, cutOfWave, group, outerTap, channel);
    }
}
