using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Measuring;

/// <summary>The memory that one run of a plan is about.</summary>
/// <param name="Held">Bytes of inputs, states and constants, which are there between runs.</param>
/// <param name="Working">Bytes of all that a run touches: what is held, and the workspace's temporary memory.</param>
/// <param name="Compulsory">
/// Bytes that no schedule can avoid moving when nothing stays in a cache from run to run: every input, state and constant that is read, once; every state and output that is written, once more.
/// </param>
internal readonly record struct PlanMemory(long Held, long Working, long Compulsory)
{
    public static PlanMemory Of(CpuPlan plan)
    {
        var reads = new HashSet<int>();
        var writes = new HashSet<int>();
        foreach (Kernel kernel in plan.Program.Kernels)
        {
            reads.UnionWith(kernel.Reads);
            writes.UnionWith(kernel.Writes);
        }

        long held = 0, compulsory = 0;
        foreach (BufferSpec buffer in plan.Program.Buffers)
        {
            if (buffer.Kind is BufferKind.Input or BufferKind.State or BufferKind.Constant)
            {
                held += buffer.Bytes;
                if (reads.Contains(buffer.Index)) compulsory += buffer.Bytes;
            }

            if (buffer.Kind is BufferKind.State or BufferKind.Output && writes.Contains(buffer.Index)) compulsory += buffer.Bytes;
        }

        return new PlanMemory(held, held + plan.PeakBytes, compulsory);
    }
}
