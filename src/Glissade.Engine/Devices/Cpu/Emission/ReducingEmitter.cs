using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>What rows and columns share: which instructions belong to which pass, and accumulators.</summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal abstract class ReducingEmitter(LoopFrame frame) : LoopEmitter(frame)
{
    protected static bool IsReduction(Instruction instruction) => instruction.Op is LoopOp.Sum or LoopOp.Max;

    /// <summary>The reductions that pass <paramref name="pass"/> completes.</summary>
    protected List<int> Reductions(int pass) => Where(i => IsReduction(i) && i.Pass == pass + 1);

    /// <summary>The stores of single elements in a pass.</summary>
    protected List<int> Stores(int pass) => Where(i => i.Op == LoopOp.Store && !i.Reduced && i.Pass == pass);

    /// <summary>What is computed from reduced values before pass <paramref name="phase"/>.</summary>
    protected List<int> Between(int phase) => Where(i => i.Reduced && i.Pass == phase && !IsReduction(i) && i.Op != LoopOp.Number);

    /// <summary>What a reduction begins with: nothing, or less than anything.</summary>
    protected static double Neutral(Instruction instruction) =>
        instruction.Op == LoopOp.Sum ? 0 : instruction.Type == DType.Int32 ? int.MinValue : double.NegativeInfinity;

    /// <summary>Sets an accumulator to what a reduction begins with.</summary>
    protected void Clear(Instruction reduction, LocalBuilder[] accumulator)
    {
        Type element = Element(reduction.Type);
        foreach (LocalBuilder part in accumulator)
        {
            double neutral = Neutral(reduction);
            if (element == typeof(float)) Il.Emit(OpCodes.Ldc_R4, (float)neutral);
            else if (element == typeof(double)) Il.Emit(OpCodes.Ldc_R8, neutral);
            else Il.Emit(OpCodes.Ldc_I4, (int)neutral);
            Il.Emit(OpCodes.Call, Frame.Methods.Create(element));
            Il.Emit(OpCodes.Stloc, part);
        }
    }

    /// <summary>accumulator = accumulator ∘ value, the value being neutral in lanes that do not count.</summary>
    protected void Accumulate(Segment segment, Instruction reduction, LocalBuilder[] accumulator, Value value, LocalBuilder? count)
    {
        Type element = Element(reduction.Type);
        string name = reduction.Op == LoopOp.Sum ? "Add" : "Max";
        for (int part = 0; part < accumulator.Length; part++)
        {
            int lanes = part == 0 ? value.Low : value.High;
            if (count is not null)
            {
                int half = part * Lanes / 2;
                int mask = segment.Call(
                    typeof(LaneParts).GetMethod(nameof(LaneParts.First))!.MakeGenericMethod(Frame.Methods.Of(element), element),
                    Argument.Code(il =>
                    {
                        il.Emit(OpCodes.Ldloc, count);
                        il.Emit(OpCodes.Ldc_I8, (long)half);
                        il.Emit(OpCodes.Sub);
                    }));
                lanes = segment.Select(element, mask, lanes, segment.Constant(element, Neutral(reduction)));
            }

            segment.Keep(segment.Call(name, element, segment.External(accumulator[part]), lanes), accumulator[part]);
        }
    }

    protected LocalBuilder[] NewAccumulator(DType type)
    {
        Type vector = Body.Vector(type);
        return type == DType.Float64 ? [Frame.Locals.Take(vector), Frame.Locals.Take(vector)] : [Frame.Locals.Take(vector)];
    }

    protected static Type Element(DType type) => type switch { DType.Float64 => typeof(double), DType.Float32 => typeof(float), _ => typeof(int) };

    private List<int> Where(Func<Instruction, bool> predicate) => [.. Enumerable.Range(0, Kernel.Body.Length).Where(i => predicate(Kernel.Body[i]))];
}
