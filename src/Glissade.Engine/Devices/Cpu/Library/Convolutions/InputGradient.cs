using Glissade.Compiler;
using Glissade.Devices.Cpu.Products;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// <see cref="ConvolutionInputGradient"/>: rows are channels, and places are inputs that look back at the outputs. The weights are laid out anew first, the terms of a channel side by side.
/// </summary>
internal sealed unsafe class InputGradient<T, V, W> : Routine, IFinishes
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    private readonly Whole _upstream, _weights, _output;
    private readonly ConvolutionExtents _extents;
    private readonly long _taps;

    // One of the two; none where there are no inputs.
    private readonly GridPass<T, V, W>? _pass;
    private readonly StridedInputs<T, V, W>? _strided;
    private readonly Way[] _ways = [];

    public InputGradient(LibraryKernel kernel, ConvolutionInputGradient row)
    {
        (_upstream, _weights, _output) = (kernel.Inputs[0], kernel.Inputs[1], kernel.Output);
        Shape x = _output.Shape, w = _weights.Shape, y = _upstream.Shape;
        Window window = row.Forward.Window;
        _taps = window.Extent.Count;
        _extents = new(x[0], row.Forward.Groups, w[0] / row.Forward.Groups, w[1]);
        if (x.Count == 0) return;
        if (window.Stride.Any(stride => stride > 1))
        {
            _strided = new StridedInputs<T, V, W>(_extents, window, x, y);
            _ways = [.. _strided.Grids.Select(grid => new Way(grid.Sums.Weights, grid.Taps, grid.Weights))];
            return;
        }

        ConvolutionAxis[] axes = ConvolutionAxis.Back(window, x, y, new int[window.Rank]);
        _pass = Winograd.Suits(row.Forward, w, x.Extents[2..]) ? new WinogradPass<T, V, W>(_extents, axes) : new ConvolutionPass<T, V, W>(_extents, axes, window.Extent);
        _ways = [new Way(_pass.Weights, ConvolutionAxis.TapNumbers(axes, window.Extent), 0)];
    }

    public override long ScratchBytes(int workers) => WeightBytes + (_pass?.ScratchBytes(workers) ?? _strided?.ScratchBytes(workers) ?? 0);

    public bool FinishesPlanes => false;

    public int? PackedPlace => null;

    private long WeightBytes => ((_strided?.WeightsSize ?? _pass?.Weights.Size ?? 0) * sizeof(T) + 63) / 64 * 64;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool) => Run(buffers, scratch, pool, new ConvolutionFinish(default, _output.Buffer, null, buffers, null));

    public void Run(byte** buffers, byte* scratch, WorkerPool pool, ConvolutionFinish finish)
    {
        if (_ways.Length > 0)
        {
            PackJob pack = new(this, (T*)buffers[_weights.Buffer], (T*)scratch);
            pool.Run(ref pack, pack.Cut.Tasks);
        }

        T* upstream = (T*)buffers[_upstream.Buffer], weights = (T*)scratch;
        _pass?.Run(upstream, weights, false, scratch + WeightBytes, pool, finish);
        _strided?.Run(upstream, weights, scratch + WeightBytes, pool, finish);
    }

    /// <summary>The way back to some inputs.</summary>
    /// <param name="Tiles">How its weights lie.</param>
    /// <param name="Taps">The taps that the inputs meet.</param>
    /// <param name="Weights">Where its weights begin among those laid out anew: [group, channel, filter and tap].</param>
    private sealed record Way(WeightTiles<T, V, W> Tiles, int[] Taps, long Weights);

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
                    WeightTiles<T, V, W> tiles = way.Tiles;
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
