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
    private readonly ConvolutionPass<T, V, W>? _pass = kernel.Output.Shape.Count == 0 ? null : Pass(row, kernel.Inputs[0].Shape, kernel.Inputs[1].Shape, kernel.Output.Shape);

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

    private static ConvolutionPass<T, V, W> Pass(Convolution row, Shape x, Shape w, Shape y) =>
        new(new(x[0], row.Groups, w[1], w[0] / row.Groups), ConvolutionAxis.Forward(row.Window, x, y), row.Window.Extent, null);

    private static long WeightBytes(ConvolutionPass<T, V, W> pass) => pass.Weights.Anew ? (pass.Weights.Size * sizeof(T) + 63) / 64 * 64 : 0;
}
