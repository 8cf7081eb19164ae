using System.Runtime.Intrinsics;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>How a tile reads or writes memory: what a run wants of an <see cref="Access"/>, side by side.</summary>
internal readonly struct TileAccess(LoopKernel kernel, int index)
{
    /// <summary>The place in <see cref="LoopKernel.Accesses"/>.</summary>
    public readonly int Index = index;

    public readonly int Buffer = kernel.Accesses[index].Buffer;

    /// <summary>Bytes of an element in memory.</summary>
    public readonly int Size = kernel.Accesses[index].Type.Size();

    /// <summary>From one lane to the next, in elements.</summary>
    public readonly long Stride = kernel.Accesses[index].Strides[^1];

    /// <summary>From one row of a tile to the next, in elements.</summary>
    public readonly long RowStride = kernel.Extents.Length > 1 ? kernel.Accesses[index].Strides[^2] : 0;

    /// <summary>Whether the elements of a tile stand side by side.</summary>
    public bool IsContiguous(in TileArea area) => Stride == 1 && (area.Rows == 1 || RowStride == area.Width);

    public TilePlaces Places(in TileArea area) => new(area.Rows, area.Width, area.Rows == 1 ? 0 : RowStride, Stride);
}

/// <summary>One instruction, ready to be done for a tile: all that is known before a run stands in fields of its own, because a tile of a small network takes no longer than looking things up.</summary>
internal sealed unsafe class TileStep
{
    public TileStep(LoopKernel kernel, int target, long[] varies)
    {
        Instruction instruction = kernel.Body[target];
        (Target, Instruction, Op, Type) = (target, instruction, instruction.Op, instruction.Type);
        Uniform = varies[target] == 0;
        (A, B, C) = (Math.Max(instruction.A, 0), instruction.B < 0 ? Math.Max(instruction.A, 0) : instruction.B, instruction.C < 0 ? Math.Max(instruction.A, 0) : instruction.C);

        // True is less than false among masks, so the sides change.
        if (Op == LoopOp.Compute && instruction.Code is LoopCode.Less or LoopCode.LessOrEqual && kernel.Body[A].Type == DType.Bool) (A, B) = (B, A);
        (AVaries, BVaries, CVaries) = (varies[A], varies[B], varies[C]);
        if (Op is LoopOp.Load or LoopOp.Store or LoopOp.Index) Access = new TileAccess(kernel, instruction.Access);
        WideSize = Type == DType.Float64 ? sizeof(double) : sizeof(float);
    }

    /// <summary>The instruction's place in the body.</summary>
    public int Target { get; }

    public Instruction Instruction { get; }

    public LoopOp Op { get; }

    public DType Type { get; }

    /// <summary>The operands' places in the body, as the routine takes them; where there is none, the first stands again.</summary>
    public int A { get; }

    /// <inheritdoc cref="A"/>
    public int B { get; }

    /// <inheritdoc cref="A"/>
    public int C { get; }

    /// <summary>All ones if the operand varies within a tile.</summary>
    public long AVaries { get; }

    /// <inheritdoc cref="AVaries"/>
    public long BVaries { get; }

    /// <inheritdoc cref="AVaries"/>
    public long CVaries { get; }

    /// <summary>Of a load, a store or an index.</summary>
    public TileAccess Access { get; }

    /// <summary>Bytes of an element in a tile.</summary>
    public int WideSize { get; }

    /// <summary>What computes it, or takes it into a sum.</summary>
    public delegate*<TileOperands*, void> Routine { get; init; }

    /// <summary>Where its tile (or cell) lies in the scratch; for a reduction, what it adds to.</summary>
    public long Place { get; set; }

    /// <summary>Whether the result stands in a cell, being the same throughout a tile.</summary>
    public bool Uniform { get; }

    /// <summary>For a load: whether memory itself may serve as the tile.</summary>
    public bool InMemory { get; set; }

    /// <summary>For what is computed: whether it may be written to <see cref="StoredTo"/> straight away.</summary>
    public bool IsStored { get; private set; }

    /// <summary>The access that it may be written to.</summary>
    public TileAccess StoredTo { get; private set; }

    public void StoreTo(TileAccess access) => (IsStored, StoredTo) = (true, access);

    /// <summary>The routine that computes an instruction from operands of a type.</summary>
    public static delegate*<TileOperands*, void> Compute(Instruction instruction, DType operand, int bits)
    {
        LoopCode code = instruction.Code;
        if (code == LoopCode.Cast) return CastTiles.For(operand, instruction.Type);

        // A comparison's type is that of its operands, a choice's that of what it chooses.
        bool compares = code is LoopCode.Equal or LoopCode.Less or LoopCode.LessOrEqual;
        DType type = compares ? operand : instruction.Type;
        if (type == DType.Float64 && (compares || code == LoopCode.Select)) return MaskTiles.For(code);

        // Measured: the JIT puts the 512-bit multiply-adds of so long a function together from halves, by calls; 22 ns an element against 1. Width changes no bit.
        if (code == LoopCode.Erf) bits = Math.Min(bits, 256);
        return (type, bits) switch
        {
            (DType.Float32, 512) => FloatTiles<Lanes512<float>, Vector512<float>, float>.For(code),
            (DType.Float32, 256) => FloatTiles<Lanes256<float>, Vector256<float>, float>.For(code),
            (DType.Float32, _) => FloatTiles<Lanes128<float>, Vector128<float>, float>.For(code),
            (DType.Float64, 512) => FloatTiles<Lanes512<double>, Vector512<double>, double>.For(code),
            (DType.Float64, 256) => FloatTiles<Lanes256<double>, Vector256<double>, double>.For(code),
            (DType.Float64, _) => FloatTiles<Lanes128<double>, Vector128<double>, double>.For(code),
            _ => IntegerTiles.For(code),
        };
    }

    /// <summary>The routine that takes a tile into a sum or maximum.</summary>
    public static delegate*<TileOperands*, void> Reduce(Instruction instruction, bool row, int bits)
    {
        LoopOp op = instruction.Op;
        return (instruction.Type, bits) switch
        {
            (DType.Float32, 512) => row ? FloatTiles<Lanes512<float>, Vector512<float>, float>.AlongRow(op) : FloatTiles<Lanes512<float>, Vector512<float>, float>.DownColumn(op),
            (DType.Float32, 256) => row ? FloatTiles<Lanes256<float>, Vector256<float>, float>.AlongRow(op) : FloatTiles<Lanes256<float>, Vector256<float>, float>.DownColumn(op),
            (DType.Float32, _) => row ? FloatTiles<Lanes128<float>, Vector128<float>, float>.AlongRow(op) : FloatTiles<Lanes128<float>, Vector128<float>, float>.DownColumn(op),
            (DType.Float64, 512) => row ? FloatTiles<Lanes512<double>, Vector512<double>, double>.AlongRow(op) : FloatTiles<Lanes512<double>, Vector512<double>, double>.DownColumn(op),
            (DType.Float64, 256) => row ? FloatTiles<Lanes256<double>, Vector256<double>, double>.AlongRow(op) : FloatTiles<Lanes256<double>, Vector256<double>, double>.DownColumn(op),
            (DType.Float64, _) => row ? FloatTiles<Lanes128<double>, Vector128<double>, double>.AlongRow(op) : FloatTiles<Lanes128<double>, Vector128<double>, double>.DownColumn(op),
            _ => row ? IntegerTiles.AlongRow(op) : IntegerTiles.DownColumn(op),
        };
    }
}
