using Glissade.Compiler;
using Glissade.Devices.Cpu.Products;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary><see cref="Convolution"/>: rows are filters.</summary>
internal sealed unsafe class ForwardConvolution<T, V, W> : Routine, IFinishes
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    private readonly Whole _input, _weights, _output;
    private readonly GridPass<T, V, W>? _pass;

    // With weights that lie ready in some runs.
    private readonly GridPass<T, V, W>? _packedPass;

    public ForwardConvolution(LibraryKernel kernel, Convolution row, PackedPlaces packed)
    {
        (_input, _weights, _output) = (kernel.Inputs[0], kernel.Inputs[1], kernel.Output);
        if (_output.Shape.Count == 0) return;
        Shape x = _input.Shape, w = _weights.Shape;
        var extents = new ConvolutionExtents(x[0], row.Groups, w[1], w[0] / row.Groups);
        ConvolutionAxis[] axes = ConvolutionAxis.Forward(row.Window, x, _output.Shape);
        bool isWinograd = Winograd.Suits(row, w, _output.Shape.Extents[2..]);
        _pass = isWinograd ? new WinogradPass<T, V, W>(extents, axes) : new ConvolutionPass<T, V, W>(extents, axes, row.Window.Extent);
        if (extents.Rows == 1 || !packed.IsSteady(_weights.Buffer)) return;
        _packedPass = isWinograd || _pass.Weights.Anew ? _pass : new ConvolutionPass<T, V, W>(extents, axes, row.Window.Extent, packed: true);
        PackedPlace = packed.Add(_weights.Buffer, _packedPass.Packed);
    }

    public override long ScratchBytes(int workers) => _pass is null ? 0 : WeightBytes + Math.Max(_pass.ScratchBytes(workers), _packedPass?.ScratchBytes(workers) ?? 0);

    public bool FinishesPlanes => _pass?.FinishesPlanes ?? false;

    public int? PackedPlace { get; }

    private long WeightBytes => _pass!.Weights.Anew ? (_pass.Weights.Size * sizeof(T) + 63) / 64 * 64 : 0;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool) => Run(buffers, scratch, pool, new ConvolutionFinish(default, _output.Buffer, null, buffers, null));

    public void Run(byte** buffers, byte* scratch, WorkerPool pool, ConvolutionFinish finish)
    {
        if (_pass is null) return;
        T* input = (T*)buffers[_input.Buffer], weights = (T*)buffers[_weights.Buffer];
        if (PackedPlace is { } place && buffers[place] != null)
        {
            _packedPass!.Run(input, (T*)buffers[place], true, scratch, pool, finish);
            return;
        }

        if (_pass.Weights.Anew)
        {
            _pass.Weights.LayOut(weights, (T*)scratch, pool);
            weights = (T*)scratch;
        }

        _pass.Run(input, weights, false, scratch + WeightBytes, pool, finish);
    }
}
