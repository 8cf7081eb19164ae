using System.Runtime.CompilerServices;
using Glissade.Devices.Cpu.Products;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// The way back to the inputs where strides are above 1: inputs of different remainders meet different taps, so that each remainder is a grid of its own. A task copies what a band
/// of places looks back at, once for all grids, adds up grid after grid, and puts the lines of the inputs together.
/// </summary>
internal sealed unsafe class StridedInputs<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    private readonly ConvolutionExtents _extents;
    private readonly TapPlanes<T> _planes;
    private readonly PlaceBands _bands;
    private readonly InputGrid<T, V, W>?[] _grids;
    private readonly bool[] _isThere;
    private readonly bool _inPlace;

    // Of the first axis, the last one, and those between: a grid and a place of it for every position.
    private readonly int _outerStride, _lastStride, _middleGrids;
    private readonly long _outerExtent, _innerExtent, _lastExtent, _lastPlaces;
    private readonly (int Grid, long Place)[] _middle;
    private readonly bool _isLine;
    private readonly long _edgeOffset, _sumsOffset, _workerBytes;
    private readonly TaskCut _cut;

    /// <param name="extents">Of the way back: rows are channels of the inputs.</param>
    /// <param name="window">Its rank is at least 1.</param>
    /// <param name="input">Of which there is at least one element.</param>
    /// <param name="output">The gradients'.</param>
    public StridedInputs(ConvolutionExtents extents, Window window, Shape input, Shape output)
    {
        _extents = extents;
        int[] strides = [.. window.Stride], spatial = [.. input.Extents[2..]];
        ConvolutionAxis[][] remainders = [.. Window.Indices(strides).Select(remainder => ConvolutionAxis.Back(window, input, output, remainder))];
        ConvolutionAxis[] all = [.. strides.Select((stride, i) => Union(stride, spatial[i], [.. remainders.Select(axes => axes[i])]))];
        int[][] taps = [.. remainders.Select(axes => extents.Channels == 0 ? [] : ConvolutionAxis.TapNumbers(axes, window.Extent))];
        _isThere = [.. taps.Select(own => own.Length > 0)];
        bool sourceFits = new TapPlanes<T>(all, 1, 1).InPlace;
        long place = all.Aggregate(1L, (product, axis) => product * axis.Places), line = extents.Rows * (place / all[0].Places);
        long multiplyAdds = extents.Rows * extents.Channels * window.Extent.Count * place;
        long rowBytes = ((sourceFits ? 0 : TapPlanes<T>.SizeOfRow(all, extents.Channels)) + _isThere.Count(there => there) * line) * sizeof(T);
        _bands = new PlaceBands(all, rowBytes, extents.Batch * extents.Groups, multiplyAdds);
        _planes = new TapPlanes<T>(all, extents.Channels, _bands.Longest);
        _inPlace = sourceFits && all[0].Places / _bands.Count * _planes.Inner >= W.Count;

        long weights = 0;
        _grids = new InputGrid<T, V, W>?[remainders.Length];
        for (int i = 0; i < _grids.Length; i++)
        {
            if (!_isThere[i]) continue;
            // As many places as the grid with most of them: what is too many is left out at the end.
            ConvolutionAxis[] axes = [.. remainders[i].Zip(all, (axis, common) => axis with { Places = common.Places })];
            var own = new GridSums<T, V, W>(extents, axes, window.Extent, _planes, all, _inPlace, laidOut: false);
            _grids[i] = new InputGrid<T, V, W>(own, taps[i], weights);
            weights += own.Weights.Size;
        }

        WeightsSize = weights;
        _isLine = strides.Length == 1;
        (_outerStride, _lastStride, _outerExtent, _lastExtent, _lastPlaces) = (strides[0], strides[^1], spatial[0], spatial[^1], all[^1].Places);
        _innerExtent = spatial.Skip(1).Aggregate(1L, (product, extent) => product * extent);
        _middle = [(0, 0)];
        _middleGrids = 1;
        for (int i = 1; i < strides.Length - 1; i++)
        {
            (int stride, int places) = (strides[i], all[i].Places);
            _middle = [.. _middle.SelectMany(before => Enumerable.Range(0, spatial[i]).Select(at => (before.Grid * stride + at % stride, before.Place * places + at / stride)))];
            _middleGrids *= stride;
        }

        _edgeOffset = Aligned(_inPlace ? 0 : (_planes.Size + W.Count) * sizeof(T));
        _sumsOffset = _edgeOffset + GridSums<T, V, W>.EdgeSize * sizeof(T);
        long sums = _grids.Length * line * _bands.Longest;
        _workerBytes = Aligned(_sumsOffset + sums * sizeof(T));
        _cut = new TaskCut(extents.Batch * extents.Groups * _bands.Count, multiplyAdds / _bands.Count / 16 + (_inPlace ? 0 : _planes.Size / 2) + sums / 8);
    }

    /// <summary>The grids that see anything.</summary>
    public IEnumerable<InputGrid<T, V, W>> Grids => _grids.OfType<InputGrid<T, V, W>>();

    /// <summary>Elements of the weights of all grids, as they are laid out.</summary>
    public long WeightsSize { get; }

    public long ScratchBytes(int workers) => workers * _workerBytes;

    /// <summary>Computes all inputs.</summary>
    public void Run(T* source, T* weights, byte* scratch, WorkerPool pool, ConvolutionFinish finish)
    {
        Job job = new(this, source, weights, scratch, finish);
        pool.Run(ref job, _cut.Tasks);
    }

    private static long Aligned(long bytes) => (bytes + 63) / 64 * 64;

    /// <summary>Everything that any remainder sees.</summary>
    private static ConvolutionAxis Union(int stride, int extent, ConvolutionAxis[] remainders)
    {
        int[] offsets = [.. remainders.SelectMany(axis => axis.Offsets).Distinct().Order()];
        return new ConvolutionAxis((extent + stride - 1) / stride, remainders[0].Source, 1, offsets, offsets);
    }

    private readonly struct Job(StridedInputs<T, V, W> pass, T* source, T* weights, byte* scratch, ConvolutionFinish finish) : IJob
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int task, int worker)
        {
            byte* memory = scratch + worker * pass._workerBytes;
            TaskCut cut = pass._cut;
            long plane = pass._outerExtent * pass._innerExtent;
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                (long of, long band) = Math.DivRem(item, pass._bands.Count);
                long place = pass._bands.Begin(band), places = pass._bands.Begin(band + 1) - place, first = of * pass._extents.Rows;
                byte** table = finish.Table(first, worker);
                T* planes = (T*)finish.Target(table) + first * plane;
                Sums(memory, of, place, places);
                for (long row = 0; row < pass._extents.Rows; row++) Put((T*)(memory + pass._sumsOffset), row, place, places, planes + row * plane);
                long begin = place * pass._outerStride, end = Math.Min((place + places) * pass._outerStride, pass._outerExtent);
                finish.Band(table, first, pass._extents.Rows, plane, begin * pass._innerExtent, (end - begin) * pass._innerExtent, worker);
            }
        }

        /// <summary>Grid after grid, each with all its rows.</summary>
        private void Sums(byte* memory, long of, long place, long places)
        {
            TapPlanes<T> planes = pass._planes;
            T* from = source + of * pass._extents.Channels * planes.SourcePlane;
            if (pass._inPlace) from += place * planes.Inner;
            else
            {
                planes.Copy(from, pass._extents.Channels, place, places, (T*)memory);
                from = (T*)memory;
            }

            long pixels = places * planes.Inner, group = of % pass._extents.Groups;
            T* sums = (T*)(memory + pass._sumsOffset);
            foreach (InputGrid<T, V, W>? grid in pass._grids)
            {
                grid?.Sums.Run(from, weights + grid.Weights + group * grid.Sums.Weights.GroupStride, sums, pixels, pixels, (T*)(memory + pass._edgeOffset));
                sums += pass._extents.Rows * pixels;
            }
        }

        /// <summary>The lines of a band of one row.</summary>
        private void Put(T* sums, long row, long place, long places, T* plane)
        {
            int last = pass._lastStride;
            long line = pass._planes.Inner, pixels = places * line, distance = pass._extents.Rows * pixels;
            long begin = place * pass._outerStride, end = Math.Min((place + places) * pass._outerStride, pass._outerExtent);
            sums += row * pixels;
            if (pass._isLine)
            {
                Interleaving.Run(new Lines<T>(sums, 0), distance, pass._isThere, last, new Lines<T>(plane + begin, 0), end - begin, 1);
                return;
            }

            for (long first = begin; first < Math.Min(begin + pass._outerStride, end); first++)
            {
                long lines = (end - first + pass._outerStride - 1) / pass._outerStride;
                T* to = plane + first * pass._innerExtent;
                foreach ((int grid, long middle) in pass._middle)
                {
                    int source = ((int)(first - begin) * pass._middleGrids + grid) * last;
                    Lines<T> from = new(sums + source * distance + middle * pass._lastPlaces, line);
                    Interleaving.Run(from, distance, pass._isThere.AsSpan(source), last, new Lines<T>(to, pass._outerStride * pass._innerExtent), pass._lastExtent, lines);
                    to += pass._lastExtent;
                }
            }
        }
    }
}

/// <summary>The inputs of one remainder.</summary>
/// <param name="Sums">Adds them up.</param>
/// <param name="Taps">The taps that they meet.</param>
/// <param name="Weights">Where its weights begin among those of all grids: [group, channel, filter and tap].</param>
internal sealed record InputGrid<T, V, W>(GridSums<T, V, W> Sums, int[] Taps, long Weights)
    where T : unmanaged
    where V : struct
    where W : IWidth<V>;
