using Glissade.Devices.Cpu.Execution;

namespace Glissade.Devices.Cpu;

/// <summary>A routine that passes what it has finished to a loop nest.</summary>
internal unsafe interface IFinishes
{
    /// <summary>As <see cref="Routine.Run"/>, with an epilogue whose rows are those of its own loop nest.</summary>
    void Run(byte** buffers, byte* scratch, WorkerPool pool, LoopEpilogue epilogue);
}
