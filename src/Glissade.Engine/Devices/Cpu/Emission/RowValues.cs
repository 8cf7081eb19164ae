using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>
/// What the rows of a block have as a whole, on the stack: a vector for each value, whose lanes are the rows. A pass reads the value of its row, and what is computed between passes is computed for
/// all rows at once.
/// </summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal sealed class RowValues
{
    private readonly LoopFrame _frame;
    private readonly LocalBuilder _memory;
    private readonly Dictionary<int, int> _places = [];

    /// <summary>Makes room for all that is used elsewhere than where it is computed.</summary>
    public RowValues(LoopFrame frame)
    {
        _frame = frame;
        Instruction[] body = frame.Kernel.Body;
        var kept = new SortedSet<int>(Enumerable.Range(0, body.Length).Where(i => IsReduction(body[i])));
        foreach (Instruction user in body)
        {
            foreach (int operand in (ReadOnlySpan<int>)[user.A, user.B, user.C])
                if (operand >= 0 && Is(body[operand]) && (!user.Reduced || IsReduction(user) || user.Pass != body[operand].Pass)) kept.Add(operand);
        }

        foreach (int i in kept) _places[i] = 2 * VectorBytes * _places.Count;
        _memory = frame.Memory(() => frame.Il.Emit(OpCodes.Ldc_I8, 2L * VectorBytes * _places.Count));
    }

    private int VectorBytes => _frame.Methods.Bits / 8;

    /// <summary>Whether an instruction's result belongs to a row as a whole; numbers belong to none.</summary>
    public static bool Is(Instruction instruction) => instruction.Op is not (LoopOp.Number or LoopOp.Store) && (instruction.Reduced || IsReduction(instruction));

    /// <summary>Whether a value has a place here.</summary>
    public bool Has(int instruction) => _places.ContainsKey(instruction);

    /// <summary>The value of all rows.</summary>
    public Value Recall(Segment segment, int instruction)
    {
        DType type = _frame.Kernel.Body[instruction].Type;
        int Half(int half) => segment.Call(_frame.Methods.Pointer("Load", Element(type), 1), Address(instruction, half));
        return new Value(type, Half(0), type == DType.Float64 ? Half(1) : -1);
    }

    /// <summary>Keeps the value of all rows.</summary>
    public void Keep(Segment segment, int instruction, Value value)
    {
        segment.Call(_frame.Methods.Pointer("Store", Element(value.Type), 2), value.Low, Address(instruction, 0));
        if (value.Type == DType.Float64) segment.Call(_frame.Methods.Pointer("Store", Element(value.Type), 2), value.High, Address(instruction, 1));
    }

    /// <summary>The value of one row, in every lane of a local.</summary>
    public LocalBuilder Spread(int instruction, LocalBuilder row)
    {
        Type element = Element(_frame.Kernel.Body[instruction].Type);
        LocalBuilder local = _frame.Locals.Take(_frame.Methods.Of(element));
        PushAddress(instruction, row);
        _frame.Il.Emit(element == typeof(double) ? OpCodes.Ldind_R8 : element == typeof(float) ? OpCodes.Ldind_R4 : OpCodes.Ldind_I4);
        _frame.Il.Emit(OpCodes.Call, _frame.Methods.Create(element));
        _frame.Il.Emit(OpCodes.Stloc, local);
        return local;
    }

    /// <summary>Pushes where the value of one row stands.</summary>
    public void PushAddress(int instruction, LocalBuilder row)
    {
        ILGenerator il = _frame.Il;
        il.Emit(OpCodes.Ldloc, _memory);
        il.Emit(OpCodes.Ldc_I4, _places[instruction]);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldloc, row);
        il.Emit(OpCodes.Ldc_I8, Element(_frame.Kernel.Body[instruction].Type) == typeof(double) ? 8L : 4L);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
    }

    private static bool IsReduction(Instruction instruction) => instruction.Op is LoopOp.Sum or LoopOp.Max;

    private static Type Element(DType type) => type switch { DType.Float64 => typeof(double), DType.Float32 => typeof(float), _ => typeof(int) };

    private Argument Address(int instruction, int half) => Argument.Code(il =>
    {
        il.Emit(OpCodes.Ldloc, _memory);
        il.Emit(OpCodes.Ldc_I4, _places[instruction] + half * VectorBytes);
        il.Emit(OpCodes.Add);
    });
}
