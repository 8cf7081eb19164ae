using System.Numerics;
using System.Runtime.CompilerServices;
using Glissade.Compiler;
using Glissade.Devices.Cpu.Products;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// <see cref="ConvolutionWeightGradient"/> by <see cref="Winograd"/>: sixteen products, channels × tiles by tiles × filters. A task is one cut over the batch, some channels and some
/// filters; it goes through its examples in pieces whose values stay in a core's caches, and at the end makes nine sums of sixteen.
/// </summary>
internal sealed unsafe class WinogradWeightGradient<T, V, W> : Routine
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    /// <summary>The values of a piece take so much of a core's second-level cache.</summary>
    private const long ValueBytes = 256 * 1024;

    /// <summary>And the sums of a task so much.</summary>
    private const long SumBytes = 256 * 1024;

    /// <summary>So many tasks are wanted.</summary>
    private const long WantedTasks = 4;

    private readonly Whole _input, _upstream, _output;
    private readonly Whole? _begin;
    private readonly ConvolutionExtents _extents;
    private readonly WeightSums<T, V, W> _sums;
    private readonly WinogradInputs<T> _inputs;
    private readonly WinogradUpstream<T, V, W> _gradients;
    private readonly long _tileRows, _tilesOfRow, _plane, _examplesOfCut, _cuts, _channels, _channelBlocks, _filters, _filterBlocks, _bandRows, _bands, _examples;
    private readonly long _line, _valueStep, _gradientStep, _lanes, _sumStep, _valuesOffset, _gradientsOffset, _sumsOffset, _workerBytes;

    public WinogradWeightGradient(LibraryKernel kernel, ConvolutionWeightGradient row)
    {
        (_input, _upstream, _output) = (kernel.Inputs[0], kernel.Inputs[1], kernel.Output);
        _begin = kernel.Inputs.Length > 2 ? kernel.Inputs[2] : null;
        Shape x = _input.Shape, w = _output.Shape, y = _upstream.Shape;
        _extents = new(x[0], 1, w[1], w[0]);
        ConvolutionAxis[] axes = ConvolutionAxis.Forward(row.Forward.Window, x, y);
        (_tileRows, _tilesOfRow, _plane) = (Winograd.Tiles(y[2]), Winograd.Tiles(y[3]), (long)y[2] * y[3]);
        _examplesOfCut = Winograd.ExamplesOfCut(y[2], y[3]);
        _cuts = Math.Max(1, (x[0] + _examplesOfCut - 1) / _examplesOfCut);
        _sums = new WeightSums<T, V, W>(_extents, 3, 3, _cuts);
        (_channels, _filters) = Blocks();
        (_channelBlocks, _filterBlocks) = ((_extents.Channels + _channels - 1) / _channels, (_extents.Rows + _filters - 1) / _filters);

        // Some rows of tiles of an example at a time, or all of some examples.
        long tiles = _tileRows * _tilesOfRow, wanted = Math.Max(2 * W.Count, ValueBytes / (Winograd.Products * _channels * sizeof(T)));
        _bands = Math.Clamp((tiles + wanted - 1) / wanted, 1, _tileRows);
        _bandRows = (_tileRows + _bands - 1) / _bands;
        _examples = _bands > 1 ? 1 : Math.Clamp(wanted / tiles, 1, _examplesOfCut);
        _inputs = new WinogradInputs<T>(axes, _bandRows);
        _gradients = new WinogradUpstream<T, V, W>(y[2], y[3], _bandRows);

        long columns = _bandRows * _tilesOfRow * _examples;
        _line = WinogradInputs<T>.OddLines(columns + Vector<T>.Count);
        (_valueStep, _gradientStep) = (WinogradInputs<T>.OddLines(_channels * _line), WinogradInputs<T>.OddLines(columns * 2 * W.Count));
        _lanes = (_filters + W.Count - 1) / W.Count * W.Count;
        _sumStep = WinogradInputs<T>.OddLines(_channels * _lanes);
        _valuesOffset = Aligned(Math.Max(_inputs.Size, _gradients.Size) * sizeof(T));
        _gradientsOffset = _valuesOffset + Winograd.Products * _valueStep * sizeof(T);
        _sumsOffset = _gradientsOffset + Winograd.Products * _gradientStep * sizeof(T);
        _workerBytes = Aligned(_sumsOffset + (Winograd.Products * _sumStep + W.Count) * sizeof(T));
    }

    public override long ScratchBytes(int workers) => _sums.Bytes + workers * _workerBytes;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        T* begin = _begin is null ? null : (T*)buffers[_begin.Buffer];
        for (long cut = 0; cut < _cuts; cut += _sums.Wave)
        {
            long count = Math.Min(_sums.Wave, _cuts - cut);
            Job job = new(this, (T*)buffers[_input.Buffer], (T*)buffers[_upstream.Buffer], begin, scratch, cut, count);
            pool.Run(ref job, job.Cut.Tasks);
            _sums.Total((T*)scratch, (T*)buffers[_output.Buffer], cut == 0, cut + count == _cuts, count, pool);
        }
    }

    private static long Aligned(long bytes) => (bytes + 63) / 64 * 64;

    /// <summary>
    /// How many channels and filters a task has: each block of filters works the channels' values out anew, and each block of channels the filters'. A channel's values cost
    /// about as much as its products with eight filters, and a filter's as those with five channels.
    /// </summary>
    private (long Channels, long Filters) Blocks()
    {
        (long Channels, long Filters) best = (0, 0);
        double least = double.MaxValue;
        long panel = 2 * W.Count, panels = (_extents.Rows + panel - 1) / panel, tiles = (_extents.Channels + W.TileRows - 1) / W.TileRows;
        for (long perTask = 1; perTask <= panels; perTask++)
        {
            for (long blocks = 1; blocks <= tiles; blocks++)
            {
                long channels = (_extents.Channels + blocks - 1) / blocks, filters = Math.Min(_extents.Rows, perTask * panel);
                if (Winograd.Products * channels * filters * sizeof(T) > SumBytes && (perTask > 1 || blocks < tiles)) continue;
                double tasks = (double)_extents.Channels / channels * _extents.Rows / filters;
                double cost = tasks * (channels * filters + 8 * channels + 5 * filters) * Math.Max(1, WantedTasks / (tasks * _sums.Wave));
                if (cost < least) (best, least) = ((channels, filters), cost);
            }
        }

        return best;
    }

    private readonly struct Job(WinogradWeightGradient<T, V, W> routine, T* input, T* upstream, T* begin, byte* scratch, long firstCut, long cuts) : IJob
    {
        public TaskCut Cut => new(
            cuts * routine._channelBlocks * routine._filterBlocks,
            routine._channels * routine._filters * routine._tileRows * routine._tilesOfRow * Math.Min(routine._extents.Batch, routine._examplesOfCut));

        public void Run(int task, int worker)
        {
            byte* memory = scratch + routine._sums.Bytes + worker * routine._workerBytes;
            TaskCut cut = Cut;
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                (long cutOfWave, long block) = Math.DivRem(item, routine._channelBlocks * routine._filterBlocks);
                (block, long filterBlock) = Math.DivRem(block, routine._filterBlocks);
                long channel = block * routine._channels, filter = filterBlock * routine._filters;
                Examples(memory, cutOfWave, channel, Math.Min(routine._channels, routine._extents.Channels - channel), filter, Math.Min(routine._filters, routine._extents.Rows - filter));
            }
        }

        private void Examples(byte* memory, long cutOfWave, long channel, long channels, long filter, long filters)
        {
            T* sums = (T*)(memory + routine._sumsOffset);
            long example = (firstCut + cutOfWave) * routine._examplesOfCut, end = Math.Min(routine._extents.Batch, example + routine._examplesOfCut);
            bool continues = false;
            if (example >= end) new Span<T>(sums, checked((int)(Winograd.Products * routine._sumStep))).Clear();
            for (long examples; example < end; example += examples)
            {
                examples = Math.Min(routine._examples, end - example);
                for (long band = 0; band < routine._bands; band++, continues = true)
                {
                    long row = routine._tileRows * band / routine._bands, rows = routine._tileRows * (band + 1) / routine._bands - row;
                    T* planes = input + (example * routine._extents.Channels + channel) * routine._inputs.SourcePlane;
                    T* values = (T*)(memory + routine._valuesOffset);
                    routine._inputs.Transform(planes, examples, routine._extents.Channels, channels, row, rows, (T*)memory, values, routine._line, routine._valueStep);
                    Products(memory, values, upstream + (example * routine._extents.Rows + filter) * routine._plane, examples, channels, filters, row, rows, continues);
                }
            }

            Nine(sums, cutOfWave, channel, channels, filter, (filters + W.Count - 1) / W.Count * W.Count);
            if (begin != null && firstCut + cutOfWave == 0) Begin(channel, channels, filter, filters);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Products(byte* memory, T* values, T* planes, long examples, long channels, long filters, long row, long rows, bool continues)
        {
            T* gradients = (T*)(memory + routine._gradientsOffset);
            long tiles = rows * routine._tilesOfRow;
            ColumnPanels panels = new(filters, W.Count);
            for (long panel = 0; panel < panels.Count; panel++)
            {
                long lane = panels.Start(panel), width = panels.Width(panel);
                for (long example = 0; example < examples; example++)
                {
                    T* first = planes + (example * routine._extents.Rows + lane) * routine._plane;
                    routine._gradients.Transform(first, width, row, rows, (T*)memory, gradients + example * tiles * 2 * W.Count, routine._gradientStep);
                }

                for (long value = 0; value < Winograd.Products; value++)
                {
                    Tile<T> tile = default;
                    tile.A = values + value * routine._valueStep;
                    tile.ARowStride = routine._line;
                    tile.AInnerStride = 1;
                    tile.B = gradients + value * routine._gradientStep;
                    tile.BInnerStride = 2 * W.Count;
                    tile.Depth = examples * tiles;
                    tile.End = (T*)(memory + routine._sumsOffset) + value * routine._sumStep + lane;
                    tile.EndRowStride = routine._lanes;
                    tile.Start = continues ? tile.End : null;
                    tile.StartRowStride = routine._lanes;
                    Tiles<T, V, W>.Run(ref tile, channels, Math.Max(width, W.Count), null);
                }
            }
        }

        /// <summary>The gradients of nine weights from sixteen sums.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Nine(T* sums, long cutOfWave, long channel, long channels, long filter, long lanes)
        {
            WeightSums<T, V, W> cuts = routine._sums;
            long step = routine._sumStep, tap = cuts.Lanes, row = cuts.Of((T*)scratch, cutOfWave, 0, 1, channel) - cuts.Of((T*)scratch, cutOfWave, 0, 0, channel);
            Vector<T> half = new Vector<T>(Scalars.Of<T>(0.5f));
            for (long i = 0; i < channels; i++)
            {
                T* to = cuts.Of((T*)scratch, cutOfWave, 0, 0, channel + i) + filter;
                for (long lane = 0; lane < lanes; lane += Vector<T>.Count)
                {
                    T* from = sums + i * routine._lanes + lane;
                    (Vector<T> a0, Vector<T> b0, Vector<T> c0) = Three(Vector.Load(from), Vector.Load(from + 4 * step), Vector.Load(from + 8 * step), Vector.Load(from + 12 * step), half);
                    (Vector<T> a1, Vector<T> b1, Vector<T> c1) = Three(Vector.Load(from + step), Vector.Load(from + 5 * step), Vector.Load(from + 9 * step), Vector.Load(from + 13 * step), half);
                    (Vector<T> a2, Vector<T> b2, Vector<T> c2) = Three(Vector.Load(from + 2 * step), Vector.Load(from + 6 * step), Vector.Load(from + 10 * step), Vector.Load(from + 14 * step), half);
                    (Vector<T> a3, Vector<T> b3, Vector<T> c3) = Three(Vector.Load(from + 3 * step), Vector.Load(from + 7 * step), Vector.Load(from + 11 * step), Vector.Load(from + 15 * step), half);
                    Put(Three(a0, a1, a2, a3, half), to + lane, tap);
                    Put(Three(b0, b1, b2, b3, half), to + row + lane, tap);
                    Put(Three(c0, c1, c2, c3, half), to + 2 * row + lane, tap);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static (Vector<T>, Vector<T>, Vector<T>) Three(Vector<T> a, Vector<T> b, Vector<T> c, Vector<T> d, Vector<T> half)
        {
            Vector<T> middle = (b + c) * half;
            return (a + middle, (b - c) * half, middle - d);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Put((Vector<T> First, Vector<T> Second, Vector<T> Third) three, T* to, long tap)
        {
            three.First.Store(to);
            three.Second.Store(to + tap);
            three.Third.Store(to + 2 * tap);
        }

        /// <summary>Adds the first cut to what the gradient begins with.</summary>
        private void Begin(long channel, long channels, long filter, long filters)
        {
            WeightSums<T, V, W> cuts = routine._sums;
            for (long i = channel; i < channel + channels; i++)
            {
                for (int tap = 0; tap < 9; tap++)
                {
                    T* sums = cuts.Of((T*)scratch, 0, 0, tap / 3, i) + tap % 3 * cuts.Lanes;
                    for (long f = filter; f < filter + filters; f++) sums[f] = Scalars.Add(begin[cuts.Weight(0, i) + f * routine._extents.Channels * 9 + tap], sums[f]);
                }
            }
        }
    }
}
