using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>The three shapes of a loop nest.</summary>
internal enum LoopKind
{
    /// <summary>Every point by itself; lanes run along the last axis.</summary>
    Map,

    /// <summary>Reductions along the last axis: for each row, passes over the row with row values between them; lanes run along the row.</summary>
    Row,

    /// <summary>Reductions along the last axis but one: for every lane of the last axis, passes down the column with column values between.</summary>
    Column,
}

/// <summary>What an instruction of a loop body does.</summary>
internal enum LoopOp
{
    /// <summary>Reads <see cref="Instruction.Access"/>.</summary>
    Load,

    /// <summary>Writes A to <see cref="Instruction.Access"/>.</summary>
    Store,

    /// <summary>The number at <see cref="Instruction.Number"/> in the kernel's table of numbers.</summary>
    Number,

    /// <summary>offset + Σ index·stride of <see cref="Instruction.Access"/>, as int32.</summary>
    Index,

    /// <summary><see cref="Instruction.Code"/> of A, B, C.</summary>
    Compute,

    /// <summary>The sum of A over the reduced axis, in the declared order.</summary>
    Sum,

    /// <summary>The maximum of A over the reduced axis.</summary>
    Max,
}

/// <summary>
/// One instruction; its result is known by its place in the body. Operands come before their users.
/// </summary>
/// <param name="Op">What it does.</param>
/// <param name="Code">Which elementwise operation, for <see cref="LoopOp.Compute"/>.</param>
/// <param name="Type">The type of the result (of the value stored, for a store).</param>
/// <param name="A">First operand, −1 for none.</param>
/// <param name="B">Second operand.</param>
/// <param name="C">Third operand.</param>
/// <param name="Access">The place in <see cref="LoopKernel.Accesses"/>.</param>
/// <param name="Number">The place in <see cref="LoopKernel.Numbers"/>; for a sum down a column, the number of terms in one go.</param>
/// <param name="Reduced">A value of a row or column: it does not vary along the reduced axis.</param>
/// <param name="Pass">Elements: the pass they are first known in. Reduced values: 0 before the first pass, p + 1 after pass p.</param>
internal sealed record Instruction(LoopOp Op, LoopCode Code, DType Type, int A, int B, int C, int Access, int Number, bool Reduced, int Pass);

/// <summary>How a loop nest reads or writes a buffer: element offset + Σ index·stride over the axes of the nest.</summary>
/// <param name="Buffer">Which buffer; −1 for an index that is no memory.</param>
/// <param name="Type">The type in memory.</param>
/// <param name="Offset">In elements.</param>
/// <param name="Strides">In elements, one for each axis of the nest.</param>
internal sealed record Access(int Buffer, DType Type, long Offset, long[] Strides);

/// <summary>
/// A loop nest: axes, what is read and written, and a body of instructions, all in one pass over memory where nothing needs a reduced value, and as few as
/// possible where something does. Extents and strides are numbers of the call, not of the code, so that another batch size makes no new kernel.
/// </summary>
internal sealed class LoopKernel(LoopKind kind, long[] extents, Access[] accesses, double[] numbers, Instruction[] body) : Kernel
{
    public LoopKind Kind { get; } = kind;

    /// <summary>The axes, outermost first. The reduced axis is the last for <see cref="LoopKind.Row"/> and the last but one for <see cref="LoopKind.Column"/>.</summary>
    public long[] Extents { get; } = extents;

    public Access[] Accesses { get; } = accesses;

    public double[] Numbers { get; } = numbers;

    public Instruction[] Body { get; } = body;

    /// <summary>The reduced axis, or −1.</summary>
    public int ReducedAxis => Kind switch { LoopKind.Row => Extents.Length - 1, LoopKind.Column => Extents.Length - 2, _ => -1 };

    /// <summary>After how many terms sums down a column start anew; the same for all of them, apart from cuts that are never reached.</summary>
    public long Cut
    {
        get
        {
            int most = -1;
            foreach (Instruction instruction in Body)
                if (instruction.Op == LoopOp.Sum) most = Math.Max(most, instruction.Number);
            return most < 0 ? int.MaxValue : most;
        }
    }

    /// <summary>How many passes over the reduced axis.</summary>
    public int Passes => Kind == LoopKind.Map ? 1 : Body.Max(instruction => instruction switch
    {
        // A reduction is known after its pass, an element in it; other reduced values need none.
        { Op: LoopOp.Sum or LoopOp.Max } => instruction.Pass,
        { Reduced: false } => instruction.Pass + 1,
        _ => 0,
    });

    /// <summary>Rows of the nest: the product of the axes that are neither reduced nor carried by lanes.</summary>
    public long Rows => Product(Extents.AsSpan(0, Extents.Length - (Kind == LoopKind.Column ? 2 : 1)));

    /// <summary>The extent that lanes run along.</summary>
    public long Inner => Extents[^1];

    /// <summary>Points of the nest.</summary>
    public long Points => Product(Extents);

    public override IEnumerable<int> Reads => Body.Where(i => i.Op == LoopOp.Load).Select(i => Accesses[i.Access].Buffer);

    public override IEnumerable<int> Writes => Body.Where(i => i.Op == LoopOp.Store).Select(i => Accesses[i.Access].Buffer);

    public override long Operations
    {
        get
        {
            long reduced = ReducedAxis < 0 ? 0 : Points / Math.Max(1, Extents[ReducedAxis]), sum = 0;
            foreach (Instruction instruction in Body)
            {
                if (instruction.Op is LoopOp.Sum or LoopOp.Max) sum += Points;
                else if (instruction.Op == LoopOp.Compute) sum += (instruction.Code == LoopCode.FusedMultiplyAdd ? 2 : 1) * (instruction.Reduced ? reduced : Points);
            }

            return sum;
        }
    }

    public override long BytesMoved(IReadOnlyList<BufferSpec> buffers) =>
        Body.Where(i => i.Op is LoopOp.Load or LoopOp.Store).Sum(i => Touched(Accesses[i.Access]) * Accesses[i.Access].Type.Size());

    public override string Describe(IReadOnlyList<BufferSpec> buffers) => LoopText.Describe(this, buffers);

    /// <summary>Elements that an access touches: the axes along which it moves.</summary>
    private long Touched(Access access)
    {
        long touched = 1;
        for (int axis = 0; axis < Extents.Length; axis++)
            if (access.Strides[axis] != 0) touched *= Extents[axis];
        return touched;
    }

    private static long Product(ReadOnlySpan<long> extents)
    {
        long product = 1;
        foreach (long extent in extents) product *= extent;
        return product;
    }
}
