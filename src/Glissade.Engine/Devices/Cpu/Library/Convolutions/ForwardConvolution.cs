using Glissade.Compiler;
using Glissade.Devices.Cpu.Products;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary><see cref="Convolution"/>: rows are filters.</summary>
internal sealed unsafe class ForwardConvolution<T, V, W>(LibraryKernel kernel, Convolution row) : Routine, IFinishes
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    private readonly Whole _input = kernel.Inputs[0], _weights = kernel.Inputs[1], _output = kernel.Output;
    private readonly GridPass<T, V, W>? _pass = kernel.Output.Shape.Count == 0 ? null : Pass(row, kernel.Inputs[0].Shape, kernel.Inputs[1].Shape, kernel.Output.Shape);

    public override long ScratchBytes(int workers) => _pass is null ? 0 : WeightBytes(_pass) + _pass.ScratchBytes(workers);

    public bool FinishesPlanes => _pass?.FinishesPlanes ?? false;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool) => Run(buffers, scratch, pool, new ConvolutionFinish(default, _output.Buffer, null, buffers, null));

    public void Run(byte** buffers, byte* scratch, WorkerPool pool, ConvolutionFinish finish)
    {
        if (_pass is null) return;
        T* weights = (T*)buffers[_weights.Buffer];
        if (_pass.Weights.Anew)
        {
            _pass.Weights.LayOut(weights, (T*)scratch, pool);
            weights = (T*)scratch;
        }

        _pass.Run((T*)buffers[_input.Buffer], weights, scratch + WeightBytes(_pass), pool, finish);
    }

    private static GridPass<T, V, W> Pass(Convolution row, Shape x, Shape w, Shape y)
    {
        var extents = new ConvolutionExtents(x[0], row.Groups, w[1], w[0] / row.Groups);
        ConvolutionAxis[] axes = ConvolutionAxis.Forward(row.Window, x, y);
        return Winograd.Suits(row, w, y.Extents[2..]) ? new WinogradPass<T, V, W>(extents, axes) : new ConvolutionPass<T, V, W>(extents, axes, row.Window.Extent, null);
    }

    private static long WeightBytes(GridPass<T, V, W> pass) => pass.Weights.Anew ? (pass.Weights.Size * sizeof(T) + 63) / 64 * 64 : 0;
}
