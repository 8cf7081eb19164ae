using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>A convolution and what is done to its finished bands.</summary>
internal sealed unsafe class ConvolutionExecutor : Executor
{
    private readonly Routine _plain;
    private readonly Routine? _pooling;
    private readonly PlanePooling? _planes;
    private readonly LoopRunner? _epilogue;
    private readonly int _output;
    private readonly long _passingBytes;
    private readonly bool _atOnce;

    public ConvolutionExecutor(ConvolutionKernel kernel, CpuOptions options, PackedPlaces packed)
    {
        _plain = Routine.For(kernel.Convolution, packed);
        _epilogue = kernel.Epilogue is null ? null : Loops.Runner(kernel.Epilogue, options);
        _output = kernel.Plain;
        if (kernel.Pooling is null) return;
        _pooling = Routine.For(kernel.Pooling, packed);
        _planes = new PlanePooling(kernel, kernel.Pooling, (IPoolsPlanes)_pooling, ((IFinishes)_plain).PackedPlace);
        _atOnce = ((IFinishes)_plain).FinishesPlanes && ((IPoolsPlanes)_pooling).WholePlanes;
        _passingBytes = kernel.Passing && !_atOnce ? _planes.TableBytes + Aligned(kernel.Convolution.Output.Shape.Count * kernel.Convolution.Output.Type.Size()) : 0;
    }

    private long EpilogueBytes => _epilogue is null ? 0 : Aligned(_epilogue.ScratchBytes);

    private long WorkerBytes => EpilogueBytes + (_atOnce ? _planes!.WorkerBytes : 0);

    public override long ScratchBytes(int workers) =>
        workers * WorkerBytes + _passingBytes + Math.Max(_plain.ScratchBytes(workers), _atOnce ? 0 : _pooling?.ScratchBytes(workers) ?? 0);

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        byte* own = scratch + pool.Threads * EpilogueBytes, rest = own + pool.Threads * (WorkerBytes - EpilogueBytes) + _passingBytes;
        if (_passingBytes > 0) buffers = _planes!.Table(buffers, own, own + _planes.TableBytes);
        LoopEpilogue epilogue = new(_epilogue, null, buffers, scratch, EpilogueBytes, 1, false, false, 0);
        ((IFinishes)_plain).Run(buffers, rest, pool, new ConvolutionFinish(epilogue, _output, _atOnce ? _planes : null, buffers, own));

        // A few large planes are shared by all threads, one kernel after the other.
        if (!_atOnce) _pooling?.Run(buffers, rest, pool);
    }
}
