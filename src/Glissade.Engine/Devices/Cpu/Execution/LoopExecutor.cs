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

    /// <summary>See <see cref="LoopRehearsal"/>.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "As above.")]
    public static void Rehearse(CpuOptions options)
    {
        if (RuntimeFeature.IsDynamicCodeSupported && options.EmitsCode) LoopRehearsal.Take(options.Bits);
    }
}

/// <summary>A loop nest over all its rows and lanes, parted among the workers where that pays. How it is parted changes no bit: every element and every reduction has an order of its own.</summary>
internal sealed unsafe class LoopExecutor : Executor
{
    /// <summary>Work that one thread does in about the time that it takes to wake another one up.</summary>
    private const long WorthATask = 1 << 13;

    /// <summary>Enough tasks for the threads of most machines; how many there are depends on the shape, not on the threads.</summary>
    private const long MostTasks = 32;

    private const long LanesOfTask = 64;

    private readonly LoopRunner _runner;
    private readonly long _scratchOfWorker;
    private readonly long _rows;

    // Rows that share vectors are not parted.
    private readonly long _together;
    private readonly long _groups;
    private readonly long _inner;
    private readonly int _byRows;
    private readonly int _byLanes;

    public LoopExecutor(LoopRunner runner)
    {
        LoopKernel kernel = runner.Kernel;
        long weight = 1;
        foreach (Instruction instruction in kernel.Body)
            weight += instruction.Op == LoopOp.Compute ? LoopUnit.Weight(instruction.Code, instruction.Type) : instruction.Op is LoopOp.Load or LoopOp.Store ? 2 : 1;

        _runner = runner;
        _scratchOfWorker = Aligned(runner.ScratchBytes);
        (_rows, _inner, _together) = (kernel.Rows, kernel.Inner, runner.RowsTogether);
        _groups = (_rows + _together - 1) / _together;
        if (kernel.Points == 0) return;
        long most = Math.Min(kernel.Points * weight / 4 / WorthATask, MostTasks);
        _byRows = (int)Math.Clamp(most, 1, _groups);
        _byLanes = kernel.Kind == LoopKind.Row ? 1 : (int)Math.Clamp(most / _byRows, 1, Math.Max(1, _inner / LanesOfTask));
    }

    public override long ScratchBytes(int workers) => workers * _scratchOfWorker;

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        switch (_byRows * _byLanes)
        {
            case 0:
                break;
            case 1:
                _runner.Run(buffers, scratch, 0, _rows, 0, _inner);
                break;
            default:
                var job = new Job(_runner, buffers, scratch, _scratchOfWorker, _rows, _together, _groups, _inner, _byRows, _byLanes);
                pool.Run(ref job, _byRows * _byLanes);
                break;
        }
    }

    private readonly struct Job(LoopRunner runner, byte** buffers, byte* scratch, long scratchOfWorker, long rows, long together, long groups, long inner, int byRows, int byLanes) : IJob
    {
        public void Run(int task, int worker)
        {
            long row = task / byLanes, lane = task % byLanes;
            long lanes = (inner / byLanes + LanesOfTask - 1) / LanesOfTask * LanesOfTask;
            long begin = Math.Min(inner, lane * lanes), end = lane == byLanes - 1 ? inner : Math.Min(inner, begin + lanes);
            runner.Run(buffers, scratch + worker * scratchOfWorker, Cut(row), Cut(row + 1), begin, end);
        }

        private long Cut(long row) => Math.Min(rows, groups * row / byRows * together);
    }
}
