using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Glissade.Devices.Cpu.Products;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// <see cref="Winograd"/>: a task works out the values of a band of tiles for all channels, multiplies them in sixteen products, rows × channels by channels × tiles, and makes outputs of
/// the sums. The values lie as [value, channel, tile], the sums as [value, row, tile].
/// </summary>
internal sealed unsafe class WinogradPass<T, V, W> : GridPass<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    /// <summary>Values and sums of a task take so much of a core's second-level cache.</summary>
    private const long MemoryBytes = 464 * 1024;

    /// <summary>More factors than these no cache keeps: to work them out for every task takes less than to fetch them.</summary>
    private const long FactorBytes = 1024 * 1024;

    /// <summary>A worker's memory begins with whether its factors are there: a cache line.</summary>
    private const long FlagBytes = 64;

    /// <summary>So many tiles of factors are multiplied before outputs are made of their sums.</summary>
    private const long TilesAtOnce = 2;

    /// <summary>For fewer tiles the factors are fetched too often.</summary>
    private const long LeastTiles = 64;

    /// <summary>For fewer rows the values are not worth working out once more.</summary>
    private const long LeastRows = 32;

    /// <summary>So many tasks are wanted, if they are worth it.</summary>
    private const long WantedTasks = 8;

    private readonly ConvolutionExtents _extents;
    private readonly WinogradWeights<T, V, W> _weights;
    private readonly WinogradInputs<T> _inputs;
    private readonly long _height, _width, _tileRows, _tilesOfRow, _bandRows, _bands, _examples, _parts, _line, _values, _sums;
    private readonly long _factorStep, _factorsOffset, _linesOffset, _valuesOffset, _sumsOffset, _edgeOffset, _workerBytes;
    private readonly long[] _places;
    private readonly TaskCut _cut;

    // Every worker has factors of its own, all of them or, a few tiles at a time, those of its task: what another core has written would have to be fetched from there.
    private readonly bool _keepsFactors;

    /// <param name="extents">Of one group.</param>
    /// <param name="axes">What each place sees.</param>
    public WinogradPass(ConvolutionExtents extents, ConvolutionAxis[] axes)
    {
        _extents = extents;
        (_height, _width) = (axes[0].Places, axes[1].Places);
        (_tileRows, _tilesOfRow) = (Winograd.Tiles(axes[0].Places), Winograd.Tiles(axes[1].Places));
        (_bandRows, _bands, _examples) = Cut();
        long items = (extents.Batch + _examples - 1) / _examples * _bands;
        _keepsFactors = items > 1 && Winograd.Products * extents.Channels * extents.Rows * sizeof(T) <= FactorBytes;
        _weights = new WinogradWeights<T, V, W>(extents, axes[0].Offsets[0] > axes[0].Offsets[^1]);
        _inputs = new WinogradInputs<T>(axes, _bandRows);

        _line = WinogradInputs<T>.OddLines(_bandRows * _tilesOfRow * _examples + W.Count);
        (_values, _sums) = (WinogradInputs<T>.OddLines(extents.Channels * _line), WinogradInputs<T>.OddLines(Math.Min(extents.Rows, TilesAtOnce * W.TileRows) * _line));
        _factorStep = _keepsFactors ? _weights.Factors.GroupStride : TilesAtOnce * _weights.Factors.TileStride;
        _factorsOffset = FlagBytes;
        _linesOffset = _factorsOffset + Aligned(Winograd.Products * _factorStep * sizeof(T));
        _valuesOffset = _linesOffset + Aligned(_inputs.Size * sizeof(T));
        _sumsOffset = _valuesOffset + Winograd.Products * _values * sizeof(T);
        _edgeOffset = _sumsOffset + Math.Max(Winograd.Products * _sums, _weights.Room) * sizeof(T);
        _workerBytes = Aligned(_edgeOffset + 12 * W.Count * sizeof(T));
        _places = GC.AllocateUninitializedArray<long>((int)extents.Channels, pinned: true);
        for (int channel = 0; channel < _places.Length; channel++) _places[channel] = channel * _line * sizeof(T);
        _parts = Math.Clamp(WantedTasks / items, 1, Math.Max(1, extents.Rows / LeastRows));
        _cut = new TaskCut(items * _parts, _examples * _bandRows * _tilesOfRow * extents.Channels * extents.Rows / _parts);
    }

    public override WeightTiles<T, V, W> Weights => _weights.Plain;

    public override bool FinishesPlanes => _bands == 1;

    public override long ScratchBytes(int workers) => workers * _workerBytes;

    public override PackedForm Packed => new PackedFactors<T, V, W>(_extents.Rows, _extents.Channels);

    public override void Run(T* source, T* weights, bool isPacked, byte* scratch, WorkerPool pool, ConvolutionFinish finish)
    {
        for (int worker = 0; worker < pool.Threads; worker++) *(long*)(scratch + worker * _workerBytes) = 0;
        Job job = new(this, source, weights, isPacked, scratch, finish);
        pool.Run(ref job, _cut.Tasks);
    }

    /// <summary>Either some rows of tiles of an example at a time, or all of some examples.</summary>
    private (long Rows, long Bands, long Examples) Cut()
    {
        long tiles = _tileRows * _tilesOfRow, rows = Math.Min(_extents.Rows, TilesAtOnce * W.TileRows);
        long wanted = Math.Max(LeastTiles, MemoryBytes / (Winograd.Products * (_extents.Channels + rows) * sizeof(T)));
        if (tiles <= wanted && _extents.Batch > 1) return (_tileRows, 1, Together(tiles, Math.Clamp(_extents.Batch / WantedTasks, 1, Math.Max(1, wanted / tiles))));
        long byTasks = Math.Min(WantedTasks / _extents.Batch, tiles / LeastTiles), bands = Math.Clamp(Math.Max(byTasks, (tiles + wanted - 1) / wanted), 1, _tileRows);
        return ((_tileRows + bands - 1) / bands, bands, 1);
    }

    /// <summary>How many examples fill the panels of a product best.</summary>
    private static long Together(long tiles, long most)
    {
        (long best, double filled) = (1, 0);
        for (long examples = 1; examples <= most; examples++)
        {
            ColumnPanels panels = new(examples * tiles, W.Count);
            long lanes = 0;
            for (long panel = 0; panel < panels.Count; panel++) lanes += (panels.Width(panel) + W.Count - 1) / W.Count * W.Count;
            if ((double)examples * tiles / lanes >= filled) (best, filled) = (examples, (double)examples * tiles / lanes);
        }

        return best;
    }

    private readonly struct Job(WinogradPass<T, V, W> pass, T* source, T* weights, bool isPacked, byte* scratch, ConvolutionFinish finish) : IJob
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int task, int worker)
        {
            byte* memory = scratch + worker * pass._workerBytes;
            TaskCut cut = pass._cut;
            if (pass._keepsFactors && !isPacked && *(long*)memory == 0)
            {
                pass._weights.Transform(weights, (T*)(memory + pass._factorsOffset), pass._factorStep, 0, pass._weights.Factors.Count, (T*)(memory + pass._sumsOffset));
                *(long*)memory = 1;
            }

            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                (long group, long part) = Math.DivRem(item, pass._parts);
                (group, long band) = Math.DivRem(group, pass._bands);
                long row = pass._tileRows * band / pass._bands, rows = pass._tileRows * (band + 1) / pass._bands - row;
                long first = group * pass._examples, examples = Math.Min(pass._examples, pass._extents.Batch - first);
                long tile = pass._weights.Factors.Count * part / pass._parts, end = pass._weights.Factors.Count * (part + 1) / pass._parts;
                T* planes = source + first * pass._extents.Channels * pass._inputs.SourcePlane, values = (T*)(memory + pass._valuesOffset);
                pass._inputs.Transform(planes, examples, pass._extents.Channels, pass._extents.Channels, row, rows, (T*)(memory + pass._linesOffset), values, pass._line, pass._values);
                for (; tile < end; tile += TilesAtOnce) Rows(memory, tile, Math.Min(end, tile + TilesAtOnce), first, examples, row, rows, worker);
            }
        }

        /// <summary>All tiles of places for the rows of some tiles of factors.</summary>
        private void Rows(byte* memory, long begin, long end, long first, long examples, long row, long rows, int worker)
        {
            long filter = pass._weights.Factors.Row(begin), filters = pass._weights.Factors.Row(end) - filter, tiles = rows * pass._tilesOfRow;
            T* factors = isPacked ? weights : (T*)(memory + pass._factorsOffset);
            if (isPacked || pass._keepsFactors) factors += begin * pass._weights.Factors.TileStride;
            else pass._weights.Transform(weights, factors, pass._factorStep, begin, end, (T*)(memory + pass._sumsOffset));
            Products(memory, factors, isPacked ? pass._weights.Factors.GroupStride : pass._factorStep, begin, end, examples * tiles);
            for (long example = 0; example < examples; example++) Outputs(memory, (first + example) * pass._extents.Rows + filter, filters, example * tiles, row, rows, worker);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Products(byte* memory, T* factors, long step, long begin, long end, long columns)
        {
            WeightTiles<T, V, W> tiles = pass._weights.Factors;
            ColumnPanels panels = new(columns, W.Count);

            // The array is pinned.
            long* places = (long*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pass._places));
            for (long value = 0; value < Winograd.Products; value++)
            {
                T* from = (T*)(memory + pass._valuesOffset) + value * pass._values, to = (T*)(memory + pass._sumsOffset) + value * pass._sums;
                for (long channel = 0; channel < pass._extents.Channels; channel += SummationOrder.Block)
                {
                    for (long panel = 0; panel < panels.Count; panel++)
                    {
                        // Without the last one, lower tiles each alone: of fewer rows others would be made.
                        for (long tile = begin, next; tile < end; tile = next)
                        {
                            next = end == tiles.Count ? end : tile < tiles.Whole ? Math.Min(end, tiles.Whole) : tile + 1;
                            Tile<T> product = default;
                            product.A = factors + value * step + (tile - begin) * tiles.TileStride + channel * tiles.TermStride;
                            product.ARowStride = 1;
                            product.AInnerStride = tiles.TermStride;
                            product.ATileStride = tiles.TileStride;
                            product.B = from + panels.Start(panel);
                            product.Places = places + channel;
                            product.Depth = Math.Min(SummationOrder.Block, pass._extents.Channels - channel);
                            product.End = to + (tiles.Row(tile) - tiles.Row(begin)) * pass._line + panels.Start(panel);
                            product.EndRowStride = pass._line;
                            product.AddToEnd = channel > 0;
                            Tiles<T, V, W>.Run(ref product, tiles.Row(next) - tiles.Row(tile), panels.Width(panel), (T*)(memory + pass._edgeOffset));
                        }
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Outputs(byte* memory, long first, long planes, long tile, long row, long rows, int worker)
        {
            long place = 2 * row, places = Math.Min(2 * rows, pass._height - place), plane = pass._height * pass._width;
            byte** table = finish.Table(first, worker);
            T* sums = (T*)(memory + pass._sumsOffset) + tile, target = (T*)finish.Target(table) + first * plane + place * pass._width;
            for (long i = 0; i < planes; i++, sums += pass._line, target += plane) WinogradOutputs<T>.Transform(sums, pass._sums, target, places, pass._width, plane);
            finish.Band(table, first, planes, plane, place * pass._width, places * pass._width, worker);
            finish.Pool(table, first, planes, worker);
        }
    }
}
