using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>A kernel of a program made ready for the processor. Immutable; everything that a run needs is given to it.</summary>
internal abstract unsafe class Executor
{
    /// <summary>Bytes of scratch for a run with so many workers.</summary>
    public abstract long ScratchBytes(int workers);

    public abstract void Run(byte** buffers, byte* scratch, WorkerPool pool);

    public static Executor For(Kernel kernel, CpuOptions options, PackedPlaces packed) => kernel switch
    {
        LoopKernel loop => new LoopExecutor(Loops.Runner(loop, options)),
        ProductKernel { Type: DType.Float32 } product => new ProductExecutor<float>(product, options, packed),
        ProductKernel product => new ProductExecutor<double>(product, options, packed),
        ColumnPassKernel { Forward.Type: DType.Float32 } pass => new ColumnPassExecutor<float>(pass, options, packed),
        ColumnPassKernel pass => new ColumnPassExecutor<double>(pass, options, packed),
        ConvolutionKernel convolution => new ConvolutionExecutor(convolution, options, packed),
        ScatterKernel { Scatter.Output.Type: DType.Float32 } scatter => new ScatterExecutor<float>(scatter, options, packed),
        ScatterKernel scatter => new ScatterExecutor<double>(scatter, options, packed),
        LibraryKernel library => new RoutineExecutor(Routine.For(library, packed)),
        ScanKernel scan => new ScanExecutor(scan, options),
        _ => throw new InvalidOperationException($"The processor does not know a {kernel.GetType().Name}."),
    };

    /// <summary>A size rounded up so that what follows is aligned.</summary>
    protected static long Aligned(long bytes) => (bytes + Storage.Alignment - 1) / Storage.Alignment * Storage.Alignment;
}

/// <summary>A library routine.</summary>
internal sealed unsafe class RoutineExecutor(Routine routine) : Executor
{
    public override long ScratchBytes(int workers) => routine.ScratchBytes(workers);

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool) => routine.Run(buffers, scratch, pool);
}
