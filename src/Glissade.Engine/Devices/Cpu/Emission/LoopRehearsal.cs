using System.Diagnostics.CodeAnalysis;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>Writes nests that nobody will run, so that the runtime has compiled what writes them, and found the vector methods, when they are wanted.</summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal static class LoopRehearsal
{
    private const long Rows = 64, Long = 128, Short = 10;

    /// <summary>A rectifier, and a softmax along short and long rows.</summary>
    public static void Take(int bits)
    {
        Write(Rectifier(), bits);
        LoopEmitter.Emit(ShortRows.Turned(Softmax(Short)), bits, streaming: false, LoopForm.Rows);
        Write(Softmax(Long), bits);
    }

    private static void Write(LoopKernel kernel, int bits)
    {
        LoopEmitter.Emit(kernel, bits, streaming: false, LoopForm.Plain);
        _ = LoopFrame.Integers(kernel);
    }

    // Load x; 0; x ≤ 0; choose; store.
    private static LoopKernel Rectifier() => new(LoopKind.Map, [Rows, Long], Accesses(Long), [0],
    [
        new(LoopOp.Load, default, DType.Float32, -1, -1, -1, 0, 0, false, 0),
        new(LoopOp.Number, default, DType.Float32, -1, -1, -1, -1, 0, true, 0),
        new(LoopOp.Compute, LoopCode.LessOrEqual, DType.Bool, 0, 1, -1, -1, 0, false, 0),
        new(LoopOp.Compute, LoopCode.Select, DType.Float32, 2, 1, 0, -1, 0, false, 0),
        new(LoopOp.Store, default, DType.Float32, 3, -1, -1, 1, 0, false, 0),
    ]);

    // Load x; its maximum; e to x − maximum; their sum; the share; store.
    private static LoopKernel Softmax(long columns) => new(LoopKind.Row, [Rows, columns], Accesses(columns), [],
    [
        new(LoopOp.Load, default, DType.Float32, -1, -1, -1, 0, 0, false, 0),
        new(LoopOp.Max, default, DType.Float32, 0, -1, -1, -1, 0, true, 1),
        new(LoopOp.Compute, LoopCode.Subtract, DType.Float32, 0, 1, -1, -1, 0, false, 1),
        new(LoopOp.Compute, LoopCode.Exp, DType.Float32, 2, -1, -1, -1, 0, false, 1),
        new(LoopOp.Sum, default, DType.Float32, 3, -1, -1, -1, 0, true, 2),
        new(LoopOp.Compute, LoopCode.Divide, DType.Float32, 3, 4, -1, -1, 0, false, 2),
        new(LoopOp.Store, default, DType.Float32, 5, -1, -1, 1, 0, false, 2),
    ]);

    private static Access[] Accesses(long columns) => [new(0, DType.Float32, 0, [columns, 1]), new(1, DType.Float32, 0, [columns, 1])];
}
