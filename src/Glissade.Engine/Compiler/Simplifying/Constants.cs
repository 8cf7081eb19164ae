using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>Arithmetic on numbers that are known. Only what IEEE 754 rounds exactly is done here; exp and its like are left to the device, whose own they are.</summary>
internal static class Constants
{
    /// <summary>The one number that a tensor has everywhere, if it is known.</summary>
    public static double? NumberOf(Tensor tensor)
    {
        while (tensor.Operation is Broadcast or Reshape or Permute) tensor = tensor.Inputs[0];
        return (tensor as Constant)?.Number;
    }

    /// <summary>A number everywhere in a shape.</summary>
    public static Tensor Filled(double number, Shape shape, DType type) => Constant.Of(number, type).BroadcastTo(shape);

    public static Tensor? Fold(Tensor node, Elementwise operation)
    {
        Span<double> operands = stackalloc double[3];
        for (int i = 0; i < node.Inputs.Length; i++)
        {
            if (NumberOf(node.Inputs[i]) is not { } number) return null;
            operands[i] = number;
        }

        DType type = node.Inputs[^1].Type;
        double? result = type switch
        {
            DType.Float32 => Float32(operation.Code, (float)operands[0], (float)operands[1], (float)operands[2], operands),
            DType.Float64 => Float64(operation.Code, operands[0], operands[1], operands[2], operands),
            DType.Int32 => Int32(operation, operands),
            _ => operation.Formula(operands[0], operands[1], operands[2]),
        };
        return result is { } value ? Filled(value, node.Shape, node.Type) : null;
    }

    public static Tensor? Fold(Tensor node, Cast cast)
    {
        if (NumberOf(node.Inputs[0]) is not { } number) return null;
        return Filled(cast.Evaluate(node, [[number]])[0], node.Shape, cast.To);
    }

    private static double? Float32(LoopCode code, float a, float b, float c, ReadOnlySpan<double> operands) => code switch
    {
        LoopCode.Add => a + b,
        LoopCode.Subtract => a - b,
        LoopCode.Multiply => a * b,
        LoopCode.Divide => a / b,
        LoopCode.SquareRoot => MathF.Sqrt(a),
        LoopCode.FusedMultiplyAdd => MathF.FusedMultiplyAdd(a, b, c),
        _ => Exact(code, operands),
    };

    private static double? Float64(LoopCode code, double a, double b, double c, ReadOnlySpan<double> operands) => code switch
    {
        LoopCode.Add => a + b,
        LoopCode.Subtract => a - b,
        LoopCode.Multiply => a * b,
        LoopCode.Divide => a / b,
        LoopCode.SquareRoot => Math.Sqrt(a),
        LoopCode.FusedMultiplyAdd => Math.FusedMultiplyAdd(a, b, c),
        _ => Exact(code, operands),
    };

    // What rounds nothing gives the same number in every type.
    private static double? Exact(LoopCode code, ReadOnlySpan<double> x) => code switch
    {
        LoopCode.Negate => -x[0],
        LoopCode.Absolute => Math.Abs(x[0]),
        LoopCode.Maximum => Math.Max(x[0], x[1]),
        LoopCode.Minimum => Math.Min(x[0], x[1]),
        LoopCode.Floor => Math.Floor(x[0]),
        LoopCode.Equal => x[0] == x[1] ? 1 : 0,
        LoopCode.Less => x[0] < x[1] ? 1 : 0,
        LoopCode.LessOrEqual => x[0] <= x[1] ? 1 : 0,
        LoopCode.Select => x[0] != 0 ? x[1] : x[2],
        _ => null,
    };

    private static double? Int32(Elementwise operation, ReadOnlySpan<double> x) => operation.Code switch
    {
        LoopCode.Multiply => unchecked((int)x[0] * (int)x[1]),
        LoopCode.Add or LoopCode.Subtract or LoopCode.Negate or LoopCode.Absolute => unchecked((int)(long)operation.Formula(x[0], x[1], x[2])),
        _ => operation.Formula(x[0], x[1], x[2]),
    };
}
