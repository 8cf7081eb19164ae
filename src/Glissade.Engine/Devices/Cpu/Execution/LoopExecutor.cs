using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Glissade.Compiler;
using Glissade.Devices.Cpu.Emission;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>Chooses between emitted code and the interpreter.</summary>
internal static class Loops
{
    // Said in metadata, which a trimmer reads as well. It knows the feature switch too, and leaves the whole emission out of a program compiled ahead of time.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The methods found by name are kept: VectorMethods depends on them dynamically.")]
    public static LoopRunner Runner(LoopKernel kernel, CpuOptions options) =>
        RuntimeFeature.IsDynamicCodeSupported && options.EmitsCode ? new EmittedLoop(kernel, options.Bits) : new LoopInterpreter(kernel, options.Bits);
}

/// <summary>A loop nest over all its rows and lanes, parted among the workers where that pays. How it is parted changes no bit: every element and every reduction has an order of its own.</summary>
internal sealed unsafe class LoopExecutor : Executor
{
    /// <summary>Work that one thread does in about the time that it takes to wake another one up.</summary>
    private const long WorthATask = 1 << 14;

    /// <summary>Enough tasks for the threads of most machines; how many there are depends on the shape, not on the threads.</summary>
    private const long MostTasks = 32;

    private const long LanesOfTask = 64;

    private readonly LoopRunner _runner;
    private readonly long _weight;

    public LoopExecutor(LoopRunner runner)
    {
        _runner = runner;
        _weight = 1;
        foreach (Instruction instruction in runner.Kernel.Body)
            _weight += instruction.Op == LoopOp.Compute ? LoopUnit.Weight(instruction.Code, instruction.Type) : instruction.Op is LoopOp.Load or LoopOp.Store ? 2 : 1;
    }

    public override long ScratchBytes(int workers) => workers * Aligned(_runner.ScratchBytes);

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        LoopKernel kernel = _runner.Kernel;
        if (kernel.Points == 0) return;
        long rows = kernel.Rows, inner = kernel.Inner;
        long most = Math.Min(kernel.Points * _weight / 4 / WorthATask, MostTasks);
        long byRows = Math.Clamp(most, 1, rows);
        long byLanes = kernel.Kind == LoopKind.Row ? 1 : Math.Clamp(most / byRows, 1, Math.Max(1, inner / LanesOfTask));
        if (byRows * byLanes <= 1)
        {
            _runner.Run(buffers, scratch, 0, rows, 0, inner);
            return;
        }

        var job = new Job(_runner, buffers, scratch, Aligned(_runner.ScratchBytes), rows, inner, (int)byRows, (int)byLanes);
        pool.Run(ref job, (int)(byRows * byLanes));
    }

    private readonly struct Job(LoopRunner runner, byte** buffers, byte* scratch, long scratchOfWorker, long rows, long inner, int byRows, int byLanes) : IJob
    {
        public void Run(int task, int worker)
        {
            long row = task / byLanes, lane = task % byLanes;
            long lanes = (inner / byLanes + LanesOfTask - 1) / LanesOfTask * LanesOfTask;
            long begin = Math.Min(inner, lane * lanes), end = lane == byLanes - 1 ? inner : Math.Min(inner, begin + lanes);
            runner.Run(buffers, scratch + worker * scratchOfWorker, rows * row / byRows, rows * (row + 1) / byRows, begin, end);
        }
    }
}
