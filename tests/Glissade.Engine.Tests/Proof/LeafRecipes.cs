namespace Glissade.Tests.Proof;

/// <summary>Leaves and their values.</summary>
internal static class LeafRecipes
{
    private static readonly double[] s_special =
        [0, -0.0, 1, -1, 0.5, 1e-30, -1e-40, 1e20, -1e20, 88.5, -104, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e-300, 3.4e38];

    // Inside a scan a new state would be an invariant, which others already are.
    public static Tensor? State(CaseBuilder builder, Choices choices, bool trained)
    {
        if (builder.IsInsideScan) return null;
        DType type = Type(choices, floatsOnly: trained);
        Shape shape = builder.AnyShape(choices.Next());
        string name = $"{(trained ? "parameter" : "buffer")} {builder.States.Count}";
        State state = trained ? new Parameter(name, shape, type) : new Buffer(name, shape, type);
        builder.States.Add((state, Values(type, shape.Count, choices)));
        return state;
    }

    public static Tensor? Input(CaseBuilder builder, Choices choices, bool scalar)
    {
        if (builder.IsInsideScan) return null;
        DType type = Type(choices, floatsOnly: false);
        Shape shape = builder.AnyShape(choices.Next());
        var input = new Input($"input {builder.Given.Count}", scalar ? Shape.Scalar : shape, type);
        builder.Given.Add((input, Values(type, input.Count, choices)));
        return input;
    }

    public static Tensor Constant(CaseBuilder builder, Choices choices)
    {
        DType type = Type(choices, floatsOnly: false);
        Shape shape = builder.AnyShape(choices.Next());
        return Values(type, shape.Count, choices) switch
        {
            float[] values => Tensor.From(values, shape),
            double[] values => Tensor.From(values, shape),
            int[] values => Tensor.From(values, shape),
            bool[] values => Tensor.From(values, shape),
            var values => Tensor.From((byte[])values, shape),
        };
    }

    private static DType Type(Choices choices, bool floatsOnly) => choices.Below(20) switch
    {
        < 12 => DType.Float32,
        < 16 => DType.Float64,
        _ when floatsOnly => DType.Float32,
        < 18 => DType.Int32,
        18 => DType.Bool,
        _ => DType.UInt8,
    };

    // Mostly between −2 and 2, now and then with specials or with many equal ones, for ties.
    private static Array Values(DType type, long count, Choices choices)
    {
        var random = new SeededNumbers((ulong)choices.Next());
        int kind = choices.Below(12);
        double Real() => kind switch
        {
            0 when random.Below(4) == 0 => s_special[random.Below(s_special.Length)],
            1 => random.Below(5) - 2,
            _ => random.Uniform() * 4 - 2,
        };
        double Integer() => kind == 0 ? (int)random.Next() : random.Below(20) - 4;
        return type switch
        {
            DType.Float32 => Fill(() => (float)Real()),
            DType.Float64 => Fill(Real),
            DType.Int32 => Fill(() => (int)Integer()),
            DType.Bool => Fill(() => random.Below(2) == 1),
            _ => Fill(() => (byte)random.Below(kind < 4 ? 256 : 6)),
        };

        T[] Fill<T>(Func<T> next)
        {
            var values = new T[count];
            for (int i = 0; i < values.Length; i++) values[i] = next();
            return values;
        }
    }
}
