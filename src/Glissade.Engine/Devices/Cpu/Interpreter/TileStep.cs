using System.Runtime.Intrinsics;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>One instruction, ready to be done for a tile.</summary>
internal sealed unsafe class TileStep(int target, Instruction instruction)
{
    /// <summary>The instruction's place in the body.</summary>
    public int Target { get; } = target;

    public Instruction Instruction { get; } = instruction;

    /// <summary>What computes it, or takes it into a sum.</summary>
    public delegate*<TileOperands*, void> Routine { get; init; }

    /// <summary>Where its tile (or cell) lies in the scratch; for a reduction, what it adds to.</summary>
    public long Place { get; set; }

    /// <summary>Whether the result stands in a cell, being the same throughout a tile.</summary>
    public bool Uniform { get; init; }

    /// <summary>For a load: whether memory itself may serve as the tile.</summary>
    public bool InMemory { get; set; }

    /// <summary>For what is computed: the access that it may be written to straight away, or −1.</summary>
    public int StoredTo { get; set; } = -1;

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
