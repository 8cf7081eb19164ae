using Glissade.Compiler;
using Glissade.Devices.Cpu.Execution;
using Glissade.Devices.Cpu.Products;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// <see cref="ConvolutionInputGradient"/>: rows are channels, and places are inputs that look back at the outputs. With strides above 1 inputs of different remainders meet
/// different taps, so each remainder is a pass of its own. The weights are laid out anew first, the terms of a channel side by side.
/// </summary>
internal sealed unsafe class InputGradient<T, V, W> : Routine, IFinishes
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    private readonly Whole _upstream, _weights, _output;
    private readonly ConvolutionExtents _extents;
    private readonly Way[] _ways;
    private readonly long _taps, _packedBytes;

    // Inputs that no output looks at are left out of the ways.
    private readonly bool _clears;

    public InputGradient(LibraryKernel kernel, ConvolutionInputGradient row)
    {
        (_upstream, _weights, _output) = (kernel.Inputs[0], kernel.Inputs[1], kernel.Output);
        Shape x = _output.Shape, w = _weights.Shape, y = _upstream.Shape;
        Window window = row.Forward.Window;
        _taps = window.Extent.Count;
        _extents = new(x[0], row.Forward.Groups, w[0] / row.Forward.Groups, w[1]);
        int[] strides = [.. window.Stride], spatial = [.. x.Extents[2..]];
        List<Way> ways = [];
        long packed = 0;
        foreach (int[] remainder in Window.Indices(strides))
        {
            if (x.Count == 0 || remainder.Zip(spatial).Any(axis => axis.First >= axis.Second)) continue;
            ConvolutionAxis[] axes = ConvolutionAxis.Back(window, x, y, remainder);
            GridTarget? target = strides.All(stride => stride == 1) ? null : new GridTarget(spatial, strides, [.. remainder], [.. axes.Select(axis => axis.Places)]);
            int[] taps = ConvolutionAxis.TapNumbers(axes, window.Extent);
            if (taps.Length * _extents.Channels * _extents.Rows == 0)
            {
                _clears = true;
                continue;
            }

            GridPass<T, V, W> pass = Winograd.Suits(row.Forward, w, x.Extents[2..])
                ? new WinogradPass<T, V, W>(_extents, axes)
                : new ConvolutionPass<T, V, W>(_extents, axes, window.Extent, target);
            ways.Add(new Way(pass, taps, packed));
            packed += pass.Weights.Size;
        }

        _ways = [.. ways];
        _packedBytes = (packed * sizeof(T) + 63) / 64 * 64;
    }

    public override long ScratchBytes(int workers) => _packedBytes + _ways.Select(way => way.Pass.ScratchBytes(workers)).DefaultIfEmpty().Max();

    public bool FinishesPlanes => false;

    public int? PackedPlace => null;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool) => Run(buffers, scratch, pool, new ConvolutionFinish(default, _output.Buffer, null, buffers, null));

    public void Run(byte** buffers, byte* scratch, WorkerPool pool, ConvolutionFinish finish)
    {
        ConvolutionFinish none = new(default, _output.Buffer, null, buffers, null);
        PackJob pack = new(this, (T*)buffers[_weights.Buffer], (T*)scratch);
        pool.Run(ref pack, _ways.Length == 0 ? 0 : pack.Cut.Tasks);
        ClearJob clear = new((T*)buffers[_output.Buffer], _output.Shape.Count);
        pool.Run(ref clear, _clears ? clear.Cut.Tasks : 0);
        foreach (Way way in _ways)
            way.Pass.Run((T*)buffers[_upstream.Buffer], (T*)scratch + way.Weights, false, scratch + _packedBytes, pool, _ways.Length == 1 && !_clears ? finish : none);

        // Several ways share the cache lines of a row: none finishes it alone.
        FinishJob rest = new(finish.Epilogue, _extents.Batch * _extents.Groups * _extents.Rows, _output.Shape.Count);
        if (_ways.Length != 1 || _clears) pool.Run(ref rest, rest.Tasks);
    }

    /// <summary>The way back to the inputs of one remainder.</summary>
    /// <param name="Pass">Computes them.</param>
    /// <param name="Taps">The taps that they meet.</param>
    /// <param name="Weights">Where its weights begin among those laid out anew: [group, channel, filter and tap].</param>
    private sealed record Way(GridPass<T, V, W> Pass, int[] Taps, long Weights);

    private readonly struct ClearJob(T* output, long count) : IJob
    {
        private const long Stretch = 1 << 14;

        public TaskCut Cut => new((count + Stretch - 1) / Stretch, Stretch / 4);

        public void Run(int task, int worker)
        {
            long begin = Cut.Begin(task) * Stretch, end = Math.Min(count, Cut.End(task) * Stretch);
            new Span<T>(output + begin, (int)(end - begin)).Clear();
        }
    }

    private readonly struct FinishJob(LoopEpilogue epilogue, long channels, long elements) : IJob
    {
        private readonly TaskCut _cut = new(channels, elements / Math.Max(1, channels));

        public int Tasks => epilogue.Lanes == 0 ? 0 : _cut.Tasks;

        public void Run(int task, int worker)
        {
            long lines = epilogue.Rows / channels, begin = _cut.Begin(task), end = _cut.End(task);
            epilogue.Run(0, begin * lines, (end - begin) * lines, 0, epilogue.Lanes, worker, null);
        }
    }

    private readonly struct PackJob(InputGradient<T, V, W> routine, T* weights, T* packed) : IJob
    {
        public TaskCut Cut => new(routine._extents.Groups * routine._extents.Rows, routine._extents.Channels * routine._taps);

        public void Run(int task, int worker)
        {
            TaskCut cut = Cut;
            ConvolutionExtents extents = routine._extents;
            for (long item = cut.Begin(task); item < cut.End(task); item++)
            {
                (long group, long channel) = Math.DivRem(item, extents.Rows);
                T* from = weights + (group * extents.Channels * extents.Rows + channel) * routine._taps;
                foreach (Way way in routine._ways)
                {
                    ReadOnlySpan<int> taps = way.Taps;
                    WeightTiles<T, V, W> tiles = way.Pass.Weights;
                    T* to = packed + way.Weights + group * tiles.GroupStride + tiles.Place(channel), filter = from;
                    for (long f = 0; f < extents.Channels; f++, filter += extents.Rows * routine._taps)
                    {
                        foreach (int tap in taps)
                        {
                            *to = filter[tap];
                            to += tiles.TermStride;
                        }
                    }
                }
            }
        }
    }
}
