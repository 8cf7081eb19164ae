using System.Runtime.CompilerServices;
using Glissade.Compiler;
using Glissade.Devices.Cpu.Products;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// <see cref="ConvolutionWeightGradient"/> for groups of fewer filters than a vector has lanes, depthwise convolutions above all: lanes run over the filters of several groups, each of
/// which looks at a channel of its own.
/// </summary>
/// <remarks>
/// Sums are cut after some whole examples: the cuts of a wave are computed side by side, each to a place of its own, and then added in order. A task is one cut and one vector of
/// filters. Sums lie as [total or cut, vector of filters, channel, tap, lane].
/// </remarks>
internal sealed unsafe class GroupedWeightGradient<T, V, W> : Routine
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    /// <summary>Cuts that are computed side by side.</summary>
    private const long CutsOfWave = 16;

    /// <summary>A band of channels and gradients takes so much of a core's second-level cache, unless a row of places is more.</summary>
    private const long BandBytes = 128 * 1024;

    private readonly Whole _input, _upstream, _output;
    private readonly Whole? _begin;
    private readonly LanePlanes<T, V, W> _planes;
    private readonly int _taps;
    private readonly long _batch, _channels, _filters, _filtersOfGroup, _plane, _vectors, _examplesOfCut, _cuts, _wave, _sumsOfVector, _sumsBytes, _factorsOffset, _workerBytes;

    public GroupedWeightGradient(LibraryKernel kernel, ConvolutionWeightGradient row)
    {
        (_input, _upstream, _output) = (kernel.Inputs[0], kernel.Inputs[1], kernel.Output);
        _begin = kernel.Inputs.Length > 2 ? kernel.Inputs[2] : null;
        Shape x = _input.Shape, w = _output.Shape;
        ConvolutionAxis[] axes = ConvolutionAxis.Forward(row.Forward.Window, x, _upstream.Shape);
        _planes = new LanePlanes<T, V, W>(axes, BandBytes);
        (_batch, _channels, _filters, _filtersOfGroup, _taps) = (x[0], w[1], w[0], w[0] / row.Forward.Groups, (int)row.Forward.Window.Extent.Count);
        _plane = _planes.Outer * _planes.Inner;
        _vectors = (_filters + W.Count - 1) / W.Count;

        _examplesOfCut = Math.Max(1, SummationOrder.CutOverBatch(_plane) / Math.Max(1, _plane));
        _cuts = Math.Max(1, (_batch + _examplesOfCut - 1) / _examplesOfCut);
        _wave = Math.Min(_cuts, CutsOfWave);
        _sumsOfVector = _channels * _taps * W.Count;
        _sumsBytes = Aligned((1 + _wave) * _vectors * _sumsOfVector * sizeof(T));
        _factorsOffset = Aligned(_planes.Size * sizeof(T));
        _workerBytes = _factorsOffset + Aligned(_planes.Band * _planes.Inner * W.Count * sizeof(T));
    }

    /// <summary>Whether this is the better way, and there is anything to add up.</summary>
    public static bool Suits(LibraryKernel kernel, ConvolutionWeightGradient row) =>
        row.Forward.Groups > 1 && row.Forward.Window.Rank > 0 && kernel.Inputs[1].Shape.Count > 0 && kernel.Output.Shape.Count > 0 && kernel.Output.Shape[0] / row.Forward.Groups < W.Count;

    public override long ScratchBytes(int workers) => _sumsBytes + workers * _workerBytes;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
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

    /// <summary>The sums of a vector of filters: slot 0 is the total, those of a wave follow.</summary>
    private T* Sums(T* all, long slot, long vector) => all + (slot * _vectors + vector) * _sumsOfVector;

    private long Lanes(long vector) => Math.Min(W.Count, _filters - vector * W.Count);

    private readonly struct ProductJob(GroupedWeightGradient<T, V, W> routine, T* input, T* upstream, T* begin, byte* scratch, long firstCut, long cuts) : IJob
    {
        public TaskCut Cut => new(cuts * routine._vectors, routine._channels * (routine._taps + 4) * routine._plane * Math.Min(routine._batch, routine._examplesOfCut));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int task, int worker)
        {
            byte* memory = scratch + routine._sumsBytes + worker * routine._workerBytes;
            TaskCut cut = Cut;
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                (long cutOfWave, long vector) = Math.DivRem(item, routine._vectors);

                // What lies in lanes without a filter must be numbers that cost nothing.
                if (routine.Lanes(vector) < W.Count) new Span<byte>(memory, (int)routine._workerBytes).Clear();
                T* sums = routine.Sums((T*)scratch, 1 + cutOfWave, vector);
                Begin(sums, cutOfWave, vector);
                long example = (firstCut + cutOfWave) * routine._examplesOfCut, end = Math.Min(routine._batch, example + routine._examplesOfCut);
                for (; example < end; example++) Example(memory, example, vector, sums);
            }
        }

        /// <summary>What the first cut begins with; zeros elsewhere.</summary>
        private void Begin(T* sums, long cutOfWave, long vector)
        {
            new Span<T>(sums, (int)routine._sumsOfVector).Clear();
            if (begin == null || firstCut + cutOfWave > 0) return;
            long weights = routine._channels * routine._taps;
            for (long lane = 0; lane < routine.Lanes(vector); lane++)
                for (long i = 0; i < weights; i++) sums[i * W.Count + lane] = begin[(vector * W.Count + lane) * weights + i];
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Example(byte* memory, long example, long vector, T* sums)
        {
            LanePlanes<T, V, W> planes = routine._planes;
            T* rows = (T*)memory, factors = (T*)(memory + routine._factorsOffset);
            long filter = vector * W.Count, lanes = routine.Lanes(vector), channels = routine._channels, distance = channels * planes.SourcePlane;
            (long group, long already) = Math.DivRem(filter, routine._filtersOfGroup);
            long groups = routine._filters / routine._filtersOfGroup;
            T* x = input + (example * groups + group) * distance, y = upstream + (example * routine._filters + filter) * routine._plane;
            for (long place = 0; place < planes.Outer; place += planes.Band)
            {
                long places = Math.Min(planes.Band, planes.Outer - place);
                Packing<T, V, W>.Block(y + place * planes.Inner, 1, routine._plane, places * planes.Inner, lanes, factors, W.Count);
                for (long channel = 0; channel < channels; channel++)
                {
                    planes.Copy(x + channel * planes.SourcePlane, lanes, routine._filtersOfGroup, already, distance, place, places, rows);
                    LaneProducts<T, V, W>.Continue(
                        rows, planes.Lines, places * planes.Inner / planes.Length, planes.Length, planes.Step, factors, planes.Taps, routine._taps, sums + channel * routine._taps * W.Count);
                }
            }
        }
    }

    /// <summary>Adds the cuts of a wave to the total of those before, in order; after the last wave puts the total where the weights' gradient belongs.</summary>
    private readonly struct TotalJob(GroupedWeightGradient<T, V, W> routine, T* all, T* output, bool first, bool last, long cuts) : IJob
    {
        public TaskCut Cut => new(routine._vectors, routine._sumsOfVector * (1 + cuts / W.Count));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(int task, int worker)
        {
            TaskCut cut = Cut;
            long weights = routine._channels * routine._taps;
            for (long vector = cut.Begin(task); vector < cut.End(task); vector++)
            {
                T* total = routine.Sums(all, 0, vector);
                for (long slot = 1; slot <= cuts; slot++)
                {
                    T* partial = routine.Sums(all, slot, vector);
                    bool begins = first && slot == 1;
                    for (long i = 0; i < routine._sumsOfVector; i += W.Count) W.Store(begins ? W.Load(partial + i) : W.Add(W.Load(total + i), W.Load(partial + i)), total + i);
                }

                for (long lane = 0; last && lane < routine.Lanes(vector); lane++)
                    for (long i = 0; i < weights; i++) output[(vector * W.Count + lane) * weights + i] = total[i * W.Count + lane];
            }
        }
    }
}
