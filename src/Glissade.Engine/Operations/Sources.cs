namespace Glissade.Operations;

/// <summary>0, 1, 2, … along an axis (int32), repeated along the others.</summary>
internal sealed record Iota(Shape To, int Axis) : Operation
{
    public override string Name => "Iota";

    public override string? OnnxName => "Range";

    public override string Order => "none";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        _ = To.Axis(Axis);
        return (To, DType.Int32);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [];

    public override double[] Evaluate(Tensor node, double[][] inputs)
    {
        var result = new double[node.Count];
        long stride = To.Strides()[To.Axis(Axis)];
        for (int i = 0; i < result.Length; i++) result[i] = i / stride % To[Axis];
        return result;
    }
}

/// <summary>
/// Random bits (int32) from the counter-based generator Philox 4x32-10 (Salmon and others 2011): keyed by (seed, path), counted by (step, example), so that a value depends on
/// nothing else: not on threads, nor on which batch an example is in. Inputs: seed, step, number of the first example, all int32 scalars. The first axis counts examples. A fourth input, where there is one,
/// is the number of the first row: the second axis counts rows from it, so that a part of an example's rows has the bits that it has in the whole.
/// </summary>
internal sealed record RandomBits(Shape To, ulong Path) : Operation
{
    public override string Name => "RandomBits";

    public override string? OnnxName => null;

    public override string Order => "none";

    public override bool MayMerge => false;

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        foreach (Tensor input in inputs)
            Require(input.Type == DType.Int32 && input.Rank == 0, $"Random bits take seed, step, first example and first row as int32 scalars; got {input.Type.Name()} {input.Shape}.");
        Require(inputs.Length is 3 or 4 && To.Rank >= 1, "Random bits take seed, step and first example, and have at least one axis: the examples.");
        Require(inputs.Length == 3 || To.Rank >= 2, $"Random bits from a first row on have at least two axes, examples and rows; got {To}.");
        return (To, DType.Int32);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => new Tensor?[node.Inputs.Length];

    /// <summary>The bits of one element.</summary>
    public int At(int seed, int step, int firstExample, int firstRow, long index)
    {
        long terms = To.Count / To[0], example = firstExample + index / terms, place = PlaceOf(firstRow) + index % terms;
        Span<uint> words = stackalloc uint[4];
        Philox.Block((uint)(place >> 2), (uint)example, (uint)step, (uint)(example >> 32), (uint)seed ^ (uint)Path, (uint)(Path >> 32), words);
        return (int)words[(int)(place & 3)];
    }

    /// <summary>The place of a row's first element among the elements of its example.</summary>
    public long PlaceOf(int row) => row == 0 || To.Count == 0 ? 0 : row * (To.Count / To[0] / To[1]);

    public override double[] Evaluate(Tensor node, double[][] inputs)
    {
        var result = new double[node.Count];
        for (int i = 0; i < result.Length; i++) result[i] = At((int)inputs[0][0], (int)inputs[1][0], (int)inputs[2][0], inputs.Length == 4 ? (int)inputs[3][0] : 0, i);
        return result;
    }
}

/// <summary>Philox 4x32-10: ten rounds of multiplying, swapping and mixing a counter of four words under a key of two.</summary>
internal static class Philox
{
    /// <summary>Four random words for one counter and key.</summary>
    public static void Block(uint counter0, uint counter1, uint counter2, uint counter3, uint key0, uint key1, Span<uint> words)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong first = (ulong)counter0 * 0xD2511F53, second = (ulong)counter2 * 0xCD9E8D57;
            counter0 = (uint)(second >> 32) ^ counter1 ^ key0;
            counter1 = (uint)second;
            counter2 = (uint)(first >> 32) ^ counter3 ^ key1;
            counter3 = (uint)first;
            key0 += 0x9E3779B9;
            key1 += 0xBB67AE85;
        }

        words[0] = counter0;
        words[1] = counter1;
        words[2] = counter2;
        words[3] = counter3;
    }

    /// <summary>The number of a path, by FNV-1a over its UTF-16 code units.</summary>
    public static ulong PathKey(string path)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char c in path) hash = (hash ^ c) * 0x100000001B3;
        return hash;
    }
}
