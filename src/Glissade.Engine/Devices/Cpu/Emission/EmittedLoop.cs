using System.Diagnostics.CodeAnalysis;
using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>A loop nest that runs as emitted code.</summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal sealed unsafe class EmittedLoop : LoopRunner
{
    private readonly LoopCodeEntry _code;
    private readonly Storage _integers;
    private readonly Storage _numbers;
    private readonly bool _turned;

    public EmittedLoop(LoopKernel kernel, int bits) : base(kernel)
    {
        _turned = ShortRows.Suit(kernel);
        if (_turned) kernel = ShortRows.Turned(kernel);
        _code = KernelCache.Get(kernel, bits, _turned);
        long[] integers = LoopFrame.Integers(kernel);
        _integers = new Storage(integers.Length * sizeof(long));
        integers.CopyTo(_integers.Span<long>());
        _numbers = new Storage(kernel.Numbers.Length * sizeof(double));
        kernel.Numbers.CopyTo(_numbers.Span<double>());
    }

    public override void Run(byte** buffers, byte* scratch, long rowBegin, long rowEnd, long innerBegin, long innerEnd)
    {
        if (_turned) _code(buffers, (long*)_integers.Pointer, (double*)_numbers.Pointer, 0, 1, rowBegin, rowEnd);
        else _code(buffers, (long*)_integers.Pointer, (double*)_numbers.Pointer, rowBegin, rowEnd, innerBegin, innerEnd);
    }
}
