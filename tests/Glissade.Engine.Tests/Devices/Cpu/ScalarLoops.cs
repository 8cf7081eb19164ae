using Glissade.Compiler;
using Glissade.Devices.Cpu;
using Glissade.Operations;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>A number of any element type.</summary>
internal readonly record struct Scalar(DType Type, float Single, double Double, int Integer)
{
    public static Scalar Of(DType type, double number) => type switch
    {
        DType.Float32 => new(type, (float)number, 0, 0),
        DType.Float64 => new(type, 0, number, 0),
        _ => new(type, 0, 0, unchecked((int)(long)number)),
    };

    /// <summary>As a double, which every type fits in.</summary>
    public double Value => Type switch { DType.Float32 => Single, DType.Float64 => Double, _ => Integer };
}

/// <summary>Runs a loop nest point by point, in the declared orders, by scalars alone. All loads see memory as it was.</summary>
internal sealed class ScalarLoops(LoopKernel kernel, byte[][] before, byte[][] after)
{
    private readonly long _terms = kernel.ReducedAxis < 0 ? 1 : kernel.Extents[kernel.ReducedAxis];

    public void Run()
    {
        long[] outer = [.. kernel.Extents];
        if (kernel.ReducedAxis >= 0) outer[kernel.ReducedAxis] = 1;
        if (outer.Any(extent => extent == 0)) return;
        var point = new long[outer.Length];
        while (true)
        {
            Line(point);
            int axis = point.Length - 1;
            for (; axis >= 0 && ++point[axis] == outer[axis]; axis--) point[axis] = 0;
            if (axis < 0) return;
        }
    }

    // All terms of the reduced axis at one point of the others; values that do not vary have one term.
    private void Line(long[] point)
    {
        var values = new Scalar[kernel.Body.Length][];
        for (int i = 0; i < values.Length; i++)
        {
            Instruction instruction = kernel.Body[i];
            Scalar At(int operand, long k) => operand < 0 ? default : values[operand][values[operand].Length == 1 && kernel.Body[operand].Reduced ? 0 : k];
            if (instruction.Op is LoopOp.Sum or LoopOp.Max)
            {
                values[i] = [Reduce(instruction, [.. Enumerable.Range(0, (int)_terms).Select(k => At(instruction.A, k))])];
                continue;
            }

            values[i] = new Scalar[instruction.Reduced ? 1 : _terms];
            for (long k = 0; k < values[i].Length; k++)
            {
                if (kernel.ReducedAxis >= 0) point[kernel.ReducedAxis] = k;
                long at = instruction.Access < 0 ? 0 : kernel.Accesses[instruction.Access].Offset + kernel.Accesses[instruction.Access].Strides.Zip(point, (stride, index) => stride * index).Sum();
                Access? access = instruction.Access < 0 ? null : kernel.Accesses[instruction.Access];
                switch (instruction.Op)
                {
                    case LoopOp.Load: values[i][k] = Read(access!.Type, before[access.Buffer], at); break;
                    case LoopOp.Store: Write(At(instruction.A, k), after[access!.Buffer], at); break;
                    case LoopOp.Number: values[i][k] = Scalar.Of(instruction.Type, kernel.Numbers[instruction.Number]); break;
                    case LoopOp.Index: values[i][k] = Scalar.Of(DType.Int32, at); break;
                    default: values[i][k] = Compute(instruction, At(instruction.A, k), At(instruction.B, k), At(instruction.C, k)); break;
                }
            }

            if (kernel.ReducedAxis >= 0) point[kernel.ReducedAxis] = 0;
        }
    }

    private Scalar Reduce(Instruction instruction, Scalar[] terms)
    {
        DType type = instruction.Type;
        Scalar Add(Scalar a, Scalar b) => Compute(instruction with { Code = LoopCode.Add }, a, b, default);
        Scalar zero = Scalar.Of(type, 0);
        if (instruction.Op == LoopOp.Max)
            return terms.Aggregate(Scalar.Of(type, type == DType.Int32 ? int.MinValue : double.NegativeInfinity), (a, b) => Compute(instruction with { Code = LoopCode.Maximum }, a, b, default));
        if (kernel.Kind == LoopKind.Column)
            return terms.Chunk(instruction.Number).Select(part => part.Aggregate(zero, Add)).Aggregate((Scalar?)null, (total, part) => total is { } sum ? Add(sum, part) : part) ?? zero;

        Scalar[] level = [.. terms.Chunk(SummationOrder.Block).Select(block =>
        {
            Scalar[] lanes = [.. Enumerable.Repeat(zero, 16)];
            for (int k = 0; k < block.Length; k++) lanes[k % 16] = Add(lanes[k % 16], block[k]);
            for (int half = 8; half > 0; half /= 2)
                for (int lane = 0; lane < half; lane++) lanes[lane] = Add(lanes[lane], lanes[lane + half]);
            return lanes[0];
        })];
        while (level.Length > 1) level = [.. level.Chunk(2).Select(pair => pair.Length == 2 ? Add(pair[0], pair[1]) : pair[0])];
        return level.Length == 0 ? zero : level[0];
    }

    private static Scalar Compute(Instruction instruction, Scalar a, Scalar b, Scalar c)
    {
        LoopCode code = instruction.Code;
        if (code == LoopCode.Select) return a.Integer != 0 ? b : c;
        if (code == LoopCode.Cast) return Cast(a, instruction.Type);
        if (code is LoopCode.Equal or LoopCode.Less or LoopCode.LessOrEqual)
            return Scalar.Of(DType.Bool, (code == LoopCode.Equal ? a.Value == b.Value : code == LoopCode.Less ? a.Value < b.Value : a.Value <= b.Value) ? 1 : 0);
        return instruction.Type switch
        {
            DType.Float32 => new Scalar(DType.Float32, LoopOperations.Compute(default(ScalarLanes32), DType.Float32, code, a.Single, b.Single, c.Single), 0, 0),
            DType.Float64 => new Scalar(DType.Float64, 0, LoopOperations.Compute(default(ScalarLanes64), DType.Float64, code, a.Double, b.Double, c.Double), 0),
            _ => new Scalar(instruction.Type, 0, 0, Integer(code, a.Integer, b.Integer)),
        };
    }

    private static int Integer(LoopCode code, int a, int b) => unchecked(code switch
    {
        LoopCode.Add => a + b,
        LoopCode.Subtract => a - b,
        LoopCode.Multiply => a * b,
        LoopCode.Maximum => Math.Max(a, b),
        LoopCode.Minimum => Math.Min(a, b),
        LoopCode.Negate => -a,
        LoopCode.Absolute => a < 0 ? -a : a,
        LoopCode.Sign => Math.Sign(a),
        LoopCode.And => a & b,
        LoopCode.Or => a | b,
        LoopCode.Xor => a ^ b,
        LoopCode.Not => 1 - a,
        LoopCode.ShiftRight => (int)((uint)a >> (b & 31)),
        _ => throw new ArgumentException($"{code} of integers"),
    });

    private static Scalar Cast(Scalar a, DType to)
    {
        double value = a.Value;
        if (to == DType.Int32) return Scalar.Of(to, double.IsNaN(value) ? 0 : Math.Clamp(Math.Truncate(value), int.MinValue, int.MaxValue));
        if (to == DType.UInt8) return Scalar.Of(to, double.IsNaN(value) ? 0 : Math.Clamp(Math.Truncate(value), 0, 255));
        return to == DType.Bool ? Scalar.Of(to, value != 0 ? 1 : 0) : Scalar.Of(to, value);
    }

    private static Scalar Read(DType type, byte[] memory, long at) => type switch
    {
        DType.Float32 => new(type, BitConverter.ToSingle(memory, (int)at * 4), 0, 0),
        DType.Float64 => new(type, 0, BitConverter.ToDouble(memory, (int)at * 8), 0),
        DType.Int32 => new(type, 0, 0, BitConverter.ToInt32(memory, (int)at * 4)),
        _ => new(type, 0, 0, memory[at]),
    };

    private static void Write(Scalar value, byte[] memory, long at)
    {
        switch (value.Type)
        {
            case DType.Float32: BitConverter.TryWriteBytes(memory.AsSpan((int)at * 4), value.Single); break;
            case DType.Float64: BitConverter.TryWriteBytes(memory.AsSpan((int)at * 8), value.Double); break;
            case DType.Int32: BitConverter.TryWriteBytes(memory.AsSpan((int)at * 4), value.Integer); break;
            default: memory[at] = (byte)value.Integer; break;
        }
    }
}
