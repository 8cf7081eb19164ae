using Glissade.Compiler;

namespace Glissade.Devices.Cpu;

internal sealed unsafe class LoopInterpreter(LoopKernel kernel, int bits) : LoopRunner(kernel)
{
    public override void Run(byte** buffers, byte* scratch, long rowBegin, long rowEnd, long innerBegin, long innerEnd) => throw new NotSupportedException($"{bits}");
}
