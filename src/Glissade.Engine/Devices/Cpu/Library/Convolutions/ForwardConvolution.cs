using Glissade.Compiler;
using Glissade.Devices.Cpu.Execution;
using Glissade.Devices.Cpu.Products;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary><see cref="Convolution"/>: rows are filters, whose weights lie as the tiles want them.</summary>
internal sealed unsafe class ForwardConvolution<T, V, W>(LibraryKernel kernel, Convolution row) : Routine, IFinishes
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    private readonly Whole _input = kernel.Inputs[0], _weights = kernel.Inputs[1], _output = kernel.Output;
    private readonly ConvolutionPass<T, V, W>? _pass = kernel.Output.Shape.Count == 0 ? null : Pass(row, kernel.Inputs[0].Shape, kernel.Inputs[1].Shape, kernel.Output.Shape);

    public override long ScratchBytes(int workers) => _pass?.ScratchBytes(workers) ?? 0;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool) => Run(buffers, scratch, pool, default);

    public void Run(byte** buffers, byte* scratch, WorkerPool pool, LoopEpilogue epilogue) =>
        _pass?.Run((T*)buffers[_input.Buffer], (T*)buffers[_weights.Buffer], (T*)buffers[_output.Buffer], scratch, pool, epilogue);

    private static ConvolutionPass<T, V, W> Pass(Convolution row, Shape x, Shape w, Shape y) =>
        new(new(x[0], row.Groups, w[1], w[0] / row.Groups), ConvolutionAxis.Forward(row.Window, x, y), row.Window.Extent, null);
}
