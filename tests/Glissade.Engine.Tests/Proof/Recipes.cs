namespace Glissade.Tests.Proof;

/// <summary>A way to add a node to a graph.</summary>
/// <param name="Name">Its name in instructions.</param>
/// <param name="Weight">How often it is taken.</param>
/// <param name="Build">The new node, or null where nothing fits.</param>
/// <param name="HasBody">Whether its instruction has instructions of its own.</param>
internal sealed record Recipe(string Name, int Weight, Func<CaseBuilder, Choices, Instruction[], Tensor?> Build, bool HasBody = false);

/// <summary>All ways to add a node.</summary>
internal static partial class Recipes
{
    public static readonly Recipe[] Leaves =
    [
        new("parameter", 3, static (b, c, _) => LeafRecipes.State(b, c, trained: true)),
        new("parameter again", 3, static (b, c, _) => LeafRecipes.State(b, c, trained: true)),
        new("buffer", 1, static (b, c, _) => LeafRecipes.State(b, c, trained: false)),
        new("input", 2, static (b, c, _) => LeafRecipes.Input(b, c, scalar: false)),
        new("scalar input", 1, static (b, c, _) => LeafRecipes.Input(b, c, scalar: true)),
        new("constant", 1, static (b, c, _) => LeafRecipes.Constant(b, c)),
    ];

    private static readonly Recipe[] s_operations =
    [
        new("scalar", 1, static (b, c, _) => Tensor.Scalar(c.Below(17) / 4.0 - 2, c.Once(2) ? DType.Float32 : DType.Float64)),
        new("iota", 1, static (b, c, _) => b.AnyShape(c.Next()) is { Rank: > 0 } shape ? Tensor.Iota(shape, c.Below(shape.Rank)) : null),
        new("random bits", 1, RandomBits),
        new("unary", 12, Unary),
        new("binary", 14, Binary),
        new("divide", 2, Divide),
        new("fused multiply-add", 2, static (b, c, _) =>
            b.Float(c.Next()) is { } x ? Tensor.FusedMultiplyAdd(x, b.Partner(c.Next(), x), b.Partner(c.Next(), x)) : null),
        new("compare", 3, Compare),
        new("logic", 3, Logic),
        new("select", 3, Select),
        new("cast", 4, static (b, c, _) => b.Any(c.Next())?.Cast((DType)c.Below(5))),
        new("reshape", 2, Reshape),
        new("permute", 4, Permute),
        new("broadcast", 3, static (b, c, _) => b.Any(c.Next()) is { } x ? x.BroadcastTo(new Shape([b.Extent(c.Next()), .. x.Shape.Extents])) : null),
        new("slice", 4, Slice),
        new("pad", 3, Pad),
        new("concatenate", 3, Concatenate),
        new("detach", 1, static (b, c, _) => b.Any(c.Next())?.Detach()),
        new("all-reduce", 1, static (b, c, _) => b.Any(c.Next())?.AllReduceSum()),
        new("sum", 5, Sum),
        new("max", 2, static (b, c, _) => b.Number(c.Next()) is { } x ? c.Once(3) ? x.Min(c.Axis(x)) : x.Max(c.Axis(x), c.Once(2)) : null),
        new("arg-max", 1, static (b, c, _) => b.Any(c.Next()) is { } x ? x.ArgMax(c.Axis(x), c.Once(2)) : null),
        new("cumulative sum", 2, static (b, c, _) => b.Number(c.Next()) is { } x ? x.CumulativeSum(c.Axis(x), c.Once(2)) : null),
        new("sort", 1, Sort),
        new("gather", 2, Gather),
        new("scatter-add", 2, ScatterAdd),
        new("matrix product", 5, MatrixProduct),
        new("convolution", 3, Convolution),
        new("window", 2, Windows),
        new("composite", 5, Composites),
        new("scan", 2, Scan, HasBody: true),
    ];

    public static readonly Dictionary<string, Recipe> ByName = Leaves.Concat(s_operations).ToDictionary(recipe => recipe.Name);

    /// <summary>Every operation as often as its weight says.</summary>
    public static readonly Recipe[] Weighted = [.. s_operations.Concat(Leaves[..1]).SelectMany(recipe => Enumerable.Repeat(recipe, recipe.Weight))];

    private static Tensor? RandomBits(CaseBuilder b, Choices c, Instruction[] body)
    {
        Shape shape = b.AnyShape(c.Next());
        if (shape.Rank == 0) return null;
        Tensor seed = Tensor.Scalar(c.Next(), DType.Int32);
        Tensor step = b.Pick(c.Next(), static tensor => tensor is { Rank: 0, Type: DType.Int32 }) ?? Tensor.Scalar(3, DType.Int32);
        Tensor first = Tensor.Scalar(c.Below(1000), DType.Int32);
        string path = c.Once(2) ? "dropout" : "noise";
        bool isBits = c.Once(2);
        DType type = c.Once(2) ? DType.Float64 : DType.Float32;
        Tensor? firstRow = shape.Rank > 1 && c.Once(2) ? b.Pick(c.Next(), static tensor => tensor is { Rank: 0, Type: DType.Int32 }) ?? Tensor.Scalar(c.Below(1000), DType.Int32) : null;
        return isBits ? Tensor.RandomBits(shape, path, seed, step, first, firstRow) : Tensor.RandomUniform(shape, path, seed, step, first, type, firstRow);
    }

    private static Tensor? Unary(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Number(c.Next()) is not { } x) return null;
        if (x.Type == DType.Int32) return c.Below(3) switch { 0 => -x, 1 => x.Absolute(), _ => x.Sign() };
        // Mostly inside the domain: NaN everywhere would hide whatever comes after.
        bool raw = c.Once(6);
        Tensor positive = raw ? x : x.Absolute(), small = raw ? x : Tensor.Minimum(x, Tensor.Scalar(3, x.Type));
        return c.Below(16) switch
        {
            0 => -x,
            1 => x.Absolute(),
            2 => x.Sign(),
            3 => positive.SquareRoot(),
            4 or 5 => small.Exp(),
            6 => small.Expm1(),
            7 => (raw ? x : positive + 0.25).Log(),
            8 => positive.Log1p(),
            9 => x.Sin(),
            10 => x.Cos(),
            11 => x.Tanh(),
            12 => x.Erf(),
            13 => x.Floor(),
            14 => (x * 4).Round(),
            _ => x.Square(),
        };
    }

    private static Tensor? Binary(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Number(c.Next()) is not { } x) return null;
        Tensor y = b.Partner(c.Next(), x);
        if (c.Once(2)) (x, y) = (y, x);
        return c.Below(9) switch
        {
            0 or 1 => x + y,
            2 or 3 => x - y,
            4 or 5 => x * y,
            6 => Tensor.Maximum(x, y),
            7 => Tensor.Minimum(x, y),
            _ => x * (x.Type.IsFloat() ? 0.5 : 3) + y,
        };
    }

    private static Tensor? Divide(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Float(c.Next()) is not { } x) return null;
        Tensor y = b.Partner(c.Next(), x);
        return x / (c.Once(4) ? y : y.Absolute() + 0.5);
    }

    private static Tensor? Compare(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Any(c.Next()) is not { } x) return null;
        Tensor y = b.Partner(c.Next(), x);
        return c.Below(5) switch
        {
            0 => x.IsEqual(y),
            1 => x.IsLess(y),
            2 => x.IsLessOrEqual(y),
            3 => x.IsNotEqual(y),
            _ => x.IsGreater(y),
        };
    }

    private static Tensor? Logic(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Pick(c.Next(), static tensor => tensor.Type is DType.Bool or DType.Int32) is not { } x) return null;
        Tensor y = b.Partner(c.Next(), x);
        return c.Below(4) switch
        {
            0 => x & y,
            1 => x | y,
            2 => x ^ y,
            _ => x.Type == DType.Bool ? !x : x.ShiftRight(c.Below(32)),
        };
    }

    private static Tensor? Select(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Any(c.Next()) is not { } x) return null;
        Tensor y = b.Partner(c.Next(), x);
        Shape shape = Shape.Broadcast(x.Shape, y.Shape);
        Tensor condition = b.Pick(c.Next(), tensor => tensor.Type == DType.Bool && CaseBuilder.Broadcasts(tensor.Shape, shape)) ?? x.IsLess(y);
        return Tensor.Select(condition, x, y);
    }

    private static Tensor? Composites(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Float(c.Next()) is not { } x) return null;
        return c.Below(10) switch
        {
            0 => x.Softmax(c.Axis(x)),
            1 => x.LogSoftmax(c.Axis(x)),
            2 => x.LogSumExp(c.Axis(x), c.Once(2)),
            3 => x.Sigmoid(),
            4 => x.LogSigmoid(),
            5 => x.Softplus(),
            6 => x.Absolute().ClampedLog(),
            7 => x.Rank == 0 ? null : x.LayerNorm(),
            8 => x.Gelu(),
            _ => x.Relu(),
        };
    }

    private static Tensor? Scan(CaseBuilder b, Choices c, Instruction[] body)
    {
        if (b.Pick(c.Next(), static tensor => tensor.Rank > 0 && tensor.Shape[0] <= 12) is not { } sequence) return null;
        Tensor item = sequence.Shape[0] == 0 ? sequence : sequence.At(0);
        Tensor initial = b.Pick(c.Next(), tensor => tensor.Count <= 200) ?? item;
        bool two = c.Once(3);
        Tensor[] carried = two ? [initial, b.Partner(c.Next(), initial)] : [initial];
        ScanResults results = Tensor.Scan(
            carried, [sequence],
            (carries, items) =>
            {
                Tensor[] outside = [.. b.Values.TakeLast(2)];
                Tensor[] made = [.. b.RunBody([.. outside, .. items, .. carries], body).Skip(outside.Length + 1)];
                // A carried value goes on as the last thing that is shaped like it, which may be itself.
                Tensor[] next = [.. carries.Select(carry => made.Last(value => value.Type == carry.Type && value.Shape.Equals(carry.Shape)))];
                return new ScanStep(next, [.. made.Skip(carries.Length).TakeLast(2)]);
            },
            reverse: c.Once(2));
        return (c.Once(2) || results.Emitted.Length == 0 ? results.Carried : results.Emitted)[^1];
    }
}
