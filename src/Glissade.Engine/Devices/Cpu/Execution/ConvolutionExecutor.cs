using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>A convolution and what is done to its finished bands.</summary>
internal sealed unsafe class ConvolutionExecutor : Executor
{
    private readonly Routine _plain;
    private readonly LoopRunner _epilogue;

    public ConvolutionExecutor(ConvolutionKernel kernel, CpuOptions options)
    {
        _plain = Routine.For(kernel.Convolution);
        _epilogue = Loops.Runner(kernel.Epilogue, options);
    }

    private long EpilogueBytes => Aligned(_epilogue.ScratchBytes);

    public override long ScratchBytes(int workers) => workers * EpilogueBytes + _plain.ScratchBytes(workers);

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool) =>
        ((IFinishes)_plain).Run(buffers, scratch + pool.Threads * EpilogueBytes, pool, new LoopEpilogue(_epilogue, null, buffers, scratch, EpilogueBytes, 1, false, false, 0));
}
