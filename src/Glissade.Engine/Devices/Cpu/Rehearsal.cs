using Glissade.Devices.Cpu.Execution;

namespace Glissade.Devices.Cpu;

/// <summary>
/// Does on a thread of its own what a first step on this device will wait for: the runtime compiles the loops of products and whatever writes kernels when they are first called. Nothing is left
/// behind but that code; a step that comes sooner compiles the rest itself.
/// </summary>
internal static class Rehearsal
{
    public static void Take()
    {
        Loops.Rehearse(new CpuOptions());
        ProductRehearsal.Take();
    }
}
