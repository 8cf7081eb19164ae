using System.Diagnostics.CodeAnalysis;
using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>A loop nest that runs as emitted code.</summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal sealed unsafe class EmittedLoop : LoopRunner
{
    private readonly Storage _integers;
    private readonly Storage _numbers;
    private readonly int _bits;

    // Short rows, turned: their lanes lie across the rows.
    private readonly LoopKernel? _turned;
    private LoopCodeEntry? _code;
    private LoopCodeEntry? _rest;

    public EmittedLoop(LoopKernel kernel, int bits) : base(kernel)
    {
        _bits = bits;
        if (ShortRows.Suit(kernel))
        {
            kernel = _turned = ShortRows.Turned(kernel);
            if (Kernel.Rows >= RowsTogether) _code = Whole;
            if (Kernel.Rows % RowsTogether != 0) _rest = Rest;
        }
        else
        {
            _code = KernelCache.Get(kernel, bits, LoopForm.Plain);
        }

        long[] integers = LoopFrame.Integers(kernel);
        _integers = new Storage(integers.Length * sizeof(long));
        integers.CopyTo(_integers.Span<long>());
        _numbers = new Storage(kernel.Numbers.Length * sizeof(double));
        kernel.Numbers.CopyTo(_numbers.Span<double>());
    }

    public override long RowsTogether => _turned is null ? 1 : _bits / 32;

    private LoopCodeEntry Whole => KernelCache.Get(_turned!, _bits, LoopForm.Rows);

    private LoopCodeEntry Rest => KernelCache.Get(_turned!, _bits, LoopForm.RestOfRows);

    public override void Run(byte** buffers, byte* scratch, long rowBegin, long rowEnd, long innerBegin, long innerEnd)
    {
        if (_turned is null)
        {
            _code!(buffers, (long*)_integers.Pointer, (double*)_numbers.Pointer, rowBegin, rowEnd, innerBegin, innerEnd);
            return;
        }

        // What neither the number of rows nor its cuts ask for is not made into code.
        long whole = rowEnd - (rowEnd - rowBegin) % RowsTogether;
        if (whole > rowBegin) (_code ??= Whole)(buffers, (long*)_integers.Pointer, (double*)_numbers.Pointer, 0, 1, rowBegin, whole);
        if (rowEnd > whole) (_rest ??= Rest)(buffers, (long*)_integers.Pointer, (double*)_numbers.Pointer, 0, 1, whole, rowEnd);
    }
}
