using Glissade.Compiler;

namespace Glissade.Devices.Cpu;

/// <summary>
/// Something that can run a part of a loop nest: an emitted kernel or the interpreter. Immutable; many threads run parts of one nest at the same time.
/// </summary>
internal abstract unsafe class LoopRunner(LoopKernel kernel)
{
    public LoopKernel Kernel { get; } = kernel;

    /// <summary>Bytes of scratch that each worker needs, given to <see cref="Run"/>.</summary>
    public virtual long ScratchBytes => 0;

    /// <summary>Rows that lie side by side in a vector: a cut between them leaves vectors half empty.</summary>
    public virtual long RowsTogether => 1;

    /// <summary>
    /// Runs rows [rowBegin, rowEnd) of <see cref="LoopKernel.Rows"/> (the axes before lanes and reduced axis, flattened row-major) over [innerBegin, innerEnd) of the last axis.
    /// For <see cref="LoopKind.Row"/> the inner range is always the whole axis.
    /// </summary>
    /// <param name="buffers">The address of every buffer of the program.</param>
    /// <param name="scratch">Memory of this worker, 64-byte aligned.</param>
    /// <param name="rowBegin">The first row.</param>
    /// <param name="rowEnd">One past the last row.</param>
    /// <param name="innerBegin">The first lane.</param>
    /// <param name="innerEnd">One past the last lane.</param>
    public abstract void Run(byte** buffers, byte* scratch, long rowBegin, long rowEnd, long innerBegin, long innerEnd);
}
