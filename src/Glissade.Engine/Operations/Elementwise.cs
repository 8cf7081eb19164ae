namespace Glissade.Operations;

/// <summary>The operations that a loop's body is made of; the number that devices switch on.</summary>
internal enum LoopCode
{
    Add, Subtract, Multiply, Divide, Maximum, Minimum, FusedMultiplyAdd,
    Negate, Absolute, Sign, SquareRoot, Exp, Expm1, Log, Log1p, Sin, Cos, Tanh, Erf, Floor, Round,
    Equal, Less, LessOrEqual, And, Or, Xor, Not, ShiftRight, Select, Cast,
}

/// <summary>Which types an elementwise operation takes and gives.</summary>
internal enum Typing
{
    /// <summary>Floats of one type to that type.</summary>
    Float,

    /// <summary>Floats or int32 of one type to that type.</summary>
    Number,

    /// <summary>Two of any one type to bool.</summary>
    Compare,

    /// <summary>bool to bool or int32 to int32.</summary>
    Bits,

    /// <summary>bool to bool.</summary>
    Logic,

    /// <summary>int32 to int32.</summary>
    Integer,

    /// <summary>bool and two of any one type to that type.</summary>
    Choice,
}

/// <summary>
/// An operation applied to every element by itself. Inputs have equal shapes (broadcasting is a node of its own).
/// Every result is rounded once; nothing is contracted.
/// </summary>
internal sealed record Elementwise(
    LoopCode Code,
    string OnnxNameOrEmpty,
    int Arity,
    Typing Typing,
    Func<double, double, double, double> Formula,
    Func<Tensor, Tensor, Tensor?[]>? Rule = null) : Operation
{
    public override string Name { get; } = Code.ToString();

    public override string? OnnxName => OnnxNameOrEmpty.Length == 0 ? null : OnnxNameOrEmpty;

    public override string Order => "none: every element by itself";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Require(inputs.Length == Arity, $"{Name} takes {Arity} tensors; got {inputs.Length}.");
        foreach (Tensor input in inputs)
            Require(input.Shape.Equals(inputs[0].Shape), $"{Name} takes equal shapes; got {inputs[0].Shape} and {input.Shape}.");

        DType type = inputs[^1].Type;
        foreach (Tensor input in Typing == Typing.Choice ? inputs[1..] : inputs)
        {
            Require(input.Type == type,
                $"{Name} does not mix {inputs[Typing == Typing.Choice ? 1 : 0].Type.Name()} with {type.Name()}; cast one of them, as in x.Cast(DType.{type}).");
        }

        bool fits = Typing switch
        {
            Typing.Float => type.IsFloat(),
            Typing.Number => type.IsFloat() || type == DType.Int32,
            Typing.Bits => type is DType.Bool or DType.Int32,
            Typing.Logic => type == DType.Bool,
            Typing.Integer => type == DType.Int32,
            Typing.Choice => inputs[0].Type == DType.Bool,
            _ => true,
        };
        Require(fits, Typing == Typing.Choice
            ? $"Select chooses by a bool tensor; got {inputs[0].Type.Name()}."
            : $"{Name} does not take {type.Name()}; {Advice()}");
        return (inputs[0].Shape, Typing == Typing.Compare ? DType.Bool : type);
    }

    private string Advice() => Typing switch
    {
        Typing.Float => "cast to a float first, as in x.Cast(DType.Float32).",
        Typing.Number => "cast to a float or to int32 first.",
        Typing.Logic => "compare first, as in x.IsNotEqual(0).",
        _ => "cast to int32 first.",
    };

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => Rule is null ? new Tensor?[Arity] : Rule(node, upstream);

    public override double[] Evaluate(Tensor node, double[][] inputs)
    {
        var result = new double[node.Count];
        double[] a = inputs[0], b = inputs[Arity > 1 ? 1 : 0], c = inputs[Arity > 2 ? 2 : 0];
        bool wraps = node.Type == DType.Int32 && Typing is Typing.Number;
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = !wraps ? Formula(a[i], b[i], c[i])
                : Code == LoopCode.Multiply ? unchecked((int)a[i] * (int)b[i])
                : unchecked((int)(long)Formula(a[i], b[i], c[i]));
        }

        return result;
    }

    public bool Equals(Elementwise? other) => other is not null && other.Code == Code;

    public override int GetHashCode() => (int)Code;
}

/// <summary>Conversion to another type: floats to int32 truncate and saturate (NaN gives 0), numbers to bool test against zero, and to uint8 saturate.</summary>
internal sealed record Cast(DType To) : Operation
{
    public override string Name => "Cast";

    public override string Order => "none: every element by itself";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Require(Enum.IsDefined(To), $"There is no element type {To}; cast to Float32, Float64, Int32, Bool or UInt8.");
        return (inputs[0].Shape, To);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) =>
        [node.Inputs[0].Type.IsFloat() && To.IsFloat() ? upstream.Cast(node.Inputs[0].Type) : null];

    public override double[] Evaluate(Tensor node, double[][] inputs) => [.. inputs[0].Select(Convert)];

    private double Convert(double value) => To switch
    {
        DType.Float32 or DType.Float64 => value,
        DType.Int32 => double.IsNaN(value) ? 0 : Math.Clamp(Math.Truncate(value), int.MinValue, int.MaxValue),
        DType.UInt8 => double.IsNaN(value) ? 0 : Math.Clamp(Math.Truncate(value), 0, 255),
        _ => value != 0 ? 1 : 0,
    };
}
