namespace Glissade;

/// <summary>
/// Examples in memory: inputs, targets and, if some count more than others, weights. Every example has the same shape. Numbers keep the type they came in: pixels stay bytes until the
/// compiled step casts them. Immutable, and may feed several trainings at once.
/// </summary>
public sealed partial class Dataset
{
    internal Dataset(DataColumn inputs, DataColumn? targets, DataColumn? weights = null, IReadOnlyList<string>? labels = null)
    {
        (Inputs, Targets, Weights, Labels) = (inputs, targets, weights, labels ?? []);
        if (targets is not null && targets.Count != inputs.Count)
            throw new ShapeException($"There are {inputs.Count} examples but {targets.Count} targets; give one target an example.");
        if (weights is not null && weights.Count != inputs.Count)
            throw new ShapeException($"There are {inputs.Count} examples but {weights.Count} weights; give one weight an example.");
        RequireFinite(inputs, "input");
        if (targets is not null) RequireFinite(targets, "target");
        if (weights is not null) RequireWeights(weights);
    }

    /// <summary>How many examples.</summary>
    public int Count => Inputs.Count;

    /// <summary>The shape of one example's input.</summary>
    public Shape InputShape => Inputs.Example;

    /// <summary>The type of the inputs as they are kept.</summary>
    public DType InputType => Inputs.Type;

    /// <summary>The shape of one example's target: scalar for a class index, [outputs] for numbers. Null if there are no targets.</summary>
    public Shape? TargetShape => Targets?.Example;

    /// <summary>The names of the classes, in the order of their indices; empty if they have none.</summary>
    public IReadOnlyList<string> Labels { get; }

    internal DataColumn Inputs { get; }

    internal DataColumn? Targets { get; }

    internal DataColumn? Weights { get; }

    /// <summary>Some of the examples, in the order given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such example.</exception>
    public Dataset Take(ReadOnlySpan<int> examples)
    {
        foreach (int example in examples)
        {
            if ((uint)example >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(examples), example, $"There are {Count} examples, numbered from 0.");
        }

        return new Dataset(Inputs.Take(examples), Targets?.Take(examples), Weights?.Take(examples), Labels);
    }

    /// <summary>Some of the examples, by range: <c>data.Take(..^100)</c>.</summary>
    public Dataset Take(Range examples)
    {
        (int start, int length) = examples.GetOffsetAndLength(Count);
        return Take([.. Enumerable.Range(start, length)]);
    }

    /// <summary>The same examples with a weight each: an example of weight 2 counts like two.</summary>
    /// <exception cref="GlissadeException">A weight is negative, NaN or infinite, or all are 0.</exception>
    public Dataset WithWeights(ReadOnlySpan<float> weights) => new(Inputs, Targets, new DataColumn<float>(weights.ToArray(), Shape.Scalar), Labels);

    /// <summary>The same examples with names for the classes.</summary>
    public Dataset WithLabels(IReadOnlyList<string> labels) => new(Inputs, Targets, Weights, labels);

    /// <summary>Two parts, the second with about this share of the examples: shuffled by the seed, and for class targets with every class in proportion.</summary>
    /// <param name="share">The second part's share, above 0 and below 1.</param>
    /// <param name="seed">The seed.</param>
    public (Dataset First, Dataset Second) Split(double share, int seed = 0)
    {
        if (!(share > 0 && share < 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "A share is above 0 and below 1.");
        int[] order = Shuffle.Permutation(Count, seed, "split", 0);
        var first = new List<int>();
        var second = new List<int>();
        IEnumerable<IEnumerable<int>> groups = Targets is { Type: DType.Int32 or DType.UInt8, Width: 1 }
            ? order.GroupBy(example => Targets.Number(example, 0)).OrderBy(group => group.Key)
            : [order];
        foreach (IEnumerable<int> group in groups)
        {
            int[] members = [.. group];
            int held = (int)Math.Round(members.Length * share);
            second.AddRange(members.AsSpan(0, held));
            first.AddRange(members.AsSpan(held));
        }

        // Examples keep their order: what was shuffled is only who goes where.
        first.Sort();
        second.Sort();
        return (Take([.. first]), Take([.. second]));
    }

    private static void RequireFinite(DataColumn column, string what)
    {
        if (column.FirstNotFinite() is not (int example, int index)) return;
        throw new GlissadeException($"the {what} of example {example} is {column.Number(example, index)}", $"example {example} (from 0), number {index}",
            "finite numbers", "take the example out, or replace what is missing by the mean of the others");
    }

    private static void RequireWeights(DataColumn weights)
    {
        RequireFinite(weights, "weight");
        double sum = 0;
        for (int i = 0; i < weights.Count; i++)
        {
            double weight = weights.Number(i, 0);
            if (weight < 0) throw new GlissadeException($"the weight of example {i} is {weight}", $"example {i} (from 0)", "weights of 0 or more", "leave examples that should not count out");
            sum += weight;
        }

        if (sum == 0) throw new GlissadeException("all weights are 0", "", "at least one example that counts", "leave the weights out to count all examples alike");
    }
}
