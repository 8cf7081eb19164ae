using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>
/// What is much work and wanted by several passes over a row, the powers of a softmax above all, is computed once a row and kept on the stack, in the nearest cache. That also keeps the code
/// short: every pass that would compute it again would write it out again, twice.
/// </summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal sealed class RowKeepsake(LoopFrame frame)
{
    /// <summary>Longer rows are no longer near.</summary>
    private const long LongestRow = 4096;

    /// <summary>So many values at most: with their operands they fill the nearest cache.</summary>
    private const int Most = 2;

    /// <summary>Less work is done again.</summary>
    private const int Least = 10;

    private readonly Dictionary<int, LocalBuilder> _places = [];
    private readonly HashSet<int> _kept = [];

    /// <summary>Whether there may be something to keep, and rows are short enough for it; part of what the code depends on.</summary>
    public static bool Suits(LoopKernel kernel) => kernel.Kind == LoopKind.Row && kernel.Inner <= LongestRow && kernel.Passes > 1 && kernel.Body.Any(IsMuchWork);

    /// <summary>Finds out what to keep, from what each pass computes, and makes room for it.</summary>
    public void Write(IEnumerable<List<int>> passes)
    {
        if (!Suits(frame.Kernel)) return;
        int[] kept = [.. passes.SelectMany(body => body).GroupBy(i => i).Where(group => group.Count() > 1 && IsMuchWork(frame.Kernel.Body[group.Key])).Select(group => group.Key).Order().Take(Most)];
        ILGenerator il = frame.Il;
        foreach (int i in kept)
        {
            LocalBuilder place = il.DeclareLocal(typeof(byte*));
            _places[i] = place;

            // Whole vectors, each in a line of its own.
            frame.PushExtent(frame.Kernel.Extents.Length - 1);
            il.Emit(OpCodes.Ldc_I8, 2L * SummationOrder.Lanes);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldc_I8, (long)sizeof(float));
            il.Emit(OpCodes.Mul);
            il.Emit(OpCodes.Conv_U);
            il.Emit(OpCodes.Localloc);
            il.Emit(OpCodes.Ldc_I4, 63);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldc_I4, -64);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.And);
            il.Emit(OpCodes.Stloc, place);
        }
    }

    /// <summary>A row begins.</summary>
    public void Forget() => _kept.Clear();

    /// <summary>Whether a value of this row is there.</summary>
    public bool Has(int instruction) => _kept.Contains(instruction);

    /// <summary>What a pass computed is there for the next ones.</summary>
    public void Keep(List<int> body) => _kept.UnionWith(body.Where(_places.ContainsKey));

    /// <summary>Writes what this pass computes for others.</summary>
    public void Store(Segment segment, List<int> body, Dictionary<int, Value> known, Place place)
    {
        foreach (int i in body)
            if (_places.ContainsKey(i)) segment.Call(frame.Methods.Pointer("Store", typeof(float), 2), known[i].Low, Address(i, place));
    }

    /// <summary>Reads what this pass wants of those before.</summary>
    public void Recall(Segment segment, List<int> body, Dictionary<int, Value> known, Place place)
    {
        foreach (int i in body)
        {
            Instruction instruction = frame.Kernel.Body[i];
            foreach (int operand in (ReadOnlySpan<int>)[instruction.A, instruction.B, instruction.C])
                if (operand >= 0 && Has(operand) && !known.ContainsKey(operand)) known[operand] = new Value(DType.Float32, segment.Call(frame.Methods.Pointer("Load", typeof(float), 1), Address(operand, place)));
        }
    }

    private Argument Address(int instruction, Place place) => Argument.Code(il =>
    {
        il.Emit(OpCodes.Ldloc, _places[instruction]);
        il.Emit(OpCodes.Ldloc, place.Index!);
        il.Emit(OpCodes.Ldc_I8, (long)place.Copy * frame.Methods.Lanes);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldc_I8, (long)sizeof(float));
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
    });

    private static bool IsMuchWork(Instruction instruction) =>
        instruction is { Op: LoopOp.Compute, Type: DType.Float32, Reduced: false } && LoopUnit.Weight(instruction.Code, instruction.Type) >= Least;
}
