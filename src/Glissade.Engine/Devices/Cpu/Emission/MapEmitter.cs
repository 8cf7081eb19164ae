using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>Writes maps: for each row, whatever does not vary along it once, then its lanes.</summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal sealed class MapEmitter(LoopFrame frame, bool streaming) : LoopEmitter(frame)
{
    protected override void WriteRows()
    {
        var uniform = new bool[Kernel.Body.Length];
        for (int i = 0; i < uniform.Length; i++)
        {
            Instruction instruction = Kernel.Body[i];
            uniform[i] = instruction.Op switch
            {
                LoopOp.Load or LoopOp.Index => BodyEmitter.StrideClass(Kernel.Accesses[instruction.Access]) == 0,
                LoopOp.Number => true,
                LoopOp.Store => false,
                _ => uniform[instruction.A] && (instruction.B < 0 || uniform[instruction.B]) && (instruction.C < 0 || uniform[instruction.C]),
            };
        }

        Frame.ForRows(Kernel.Extents.Length - 1, () =>
        {
            HoldUniform(Enumerable.Range(0, uniform.Length).Where(i => uniform[i] && !Held.ContainsKey(i)), new Place(Frame.Pointers, null, 0, null));
            List<int> body = Closure(Enumerable.Range(0, uniform.Length).Where(i => Kernel.Body[i].Op == LoopOp.Store));
            OverLanes(() => Frame.PushInnerRange(end: false), () => Frame.PushInnerRange(end: true), body, streaming ? index => StreamWhereAligned(index, body) : null);
        });

        // Stores past the caches are not ordered with others: whoever is told that this is done must find it done.
        if (streaming) Il.Emit(OpCodes.Call, typeof(Interlocked).GetMethod(nameof(Interlocked.MemoryBarrier))!);
    }

    // A store past the caches saves reading the line first, a third of the traffic of one array in and one out.
    private void StreamWhereAligned(LocalBuilder index, List<int> body)
    {
        Label unaligned = Il.DefineLabel();
        foreach (int i in body.Where(i => Kernel.Body[i].Op == LoopOp.Store))
        {
            int access = Kernel.Body[i].Access;
            Il.Emit(OpCodes.Ldloc, Frame.Pointers[access]);
            Il.Emit(OpCodes.Ldloc, index);
            Il.Emit(OpCodes.Ldc_I8, (long)Kernel.Accesses[access].Type.Size());
            Il.Emit(OpCodes.Mul);
            Il.Emit(OpCodes.Conv_I);
            Il.Emit(OpCodes.Add);
            Il.Emit(OpCodes.Conv_I8);
            Il.Emit(OpCodes.Ldc_I8, (long)(Frame.Methods.Bits / 8 - 1));
            Il.Emit(OpCodes.And);
            Il.Emit(OpCodes.Brtrue, unaligned);
        }

        Frame.While(() => LoopFrame.Compare(() => PushPlus(index, Lanes - 1), () => Frame.PushInnerRange(end: true)), () =>
        {
            WriteBody(body, new Place(Frame.Pointers, index, 0, null, Streaming: true));
            Frame.AddTo(index, Lanes);
        });
        Il.MarkLabel(unaligned);
    }
}
