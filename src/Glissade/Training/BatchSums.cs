using Glissade.Operations;

namespace Glissade;

/// <summary>
/// Where formulas add up over the examples of a batch: what comes before is one example's own affair, what comes after knows no examples any more. A batch may then be taken in parts, whose sums go on
/// from one to the next (<see cref="RunningSum"/>); what comes after is done once, when the batch is through.
/// </summary>
internal sealed class BatchSums
{
    private readonly InferenceGraph _graph;
    private readonly int[] _sums;
    private readonly Tensor[] _seen;

    private BatchSums(InferenceGraph graph, int[] sums, Tensor[] seen) => (_graph, _sums, _seen) = (graph, sums, seen);

    /// <summary>The sums in formulas that are built for any batch size.</summary>
    /// <param name="build">Inputs and outputs at a batch size; the outputs know no examples.</param>
    /// <param name="names">The names of the states that are read.</param>
    /// <exception cref="GlissadeException">Examples look at each other: a statistic of the batch goes into the network. The message names the layer.</exception>
    public static BatchSums Of(Func<int, (Input[] Inputs, (string Name, Tensor Tensor)[] Outputs)> build, IReadOnlyDictionary<State, string> names)
    {
        InferenceGraph graph;
        try
        {
            graph = InferenceGraph.Capture(build, names);
        }
        catch (GlissadeException different)
        {
            // Formulas that know how many examples there are: means over the batch, as a rule.
            throw Refusal(different.Where, "needs a statistic of the whole batch", different);
        }

        // Which extents grow with the batch, and how, is seen from the three sizes of the capture.
        int[] sizes = [.. InferenceGraphCapture.Batches];
        Tensor[][] seen = [.. sizes.Select(graph.BuildAll)];
        int count = seen[0].Length;
        var number = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < count; i++) number[seen[0][i]] = i;
        bool[] grows = new bool[count], isSum = new bool[count], follows = new bool[count];
        for (int i = 0; i < count; i++)
        {
            Tensor node = seen[0][i];
            int[] inputs = [.. node.Inputs.Select(input => number[input])];
            // A scan is a tuple without a shape of its own.
            grows[i] = node.Operation is Scan ? inputs.Any(input => grows[input]) : !node.Shape.Equals(seen[1][i].Shape);
            bool afterSum = inputs.Any(input => isSum[input] || follows[input]);
            if (grows[i] && afterSum) throw Refusal(node, "needs a statistic of the whole batch");
            if (grows[i] && (seen[1][i].Count - node.Count) * (sizes[2] - sizes[1]) != (seen[2][i].Count - seen[1][i].Count) * (sizes[1] - sizes[0])) throw Refusal(node, "looks at all pairs of examples of a batch");
            isSum[i] = !grows[i] && inputs.Any(input => grows[input]);
            follows[i] = afterSum;
            if (isSum[i] && node.Operation is not (Sum or MatrixProduct or ConvolutionWeightGradient or ScatterAdd or ScanResult or Scan)) throw Refusal(node, "looks at the whole of a batch");
        }

        return new BatchSums(graph, [.. Enumerable.Range(0, count).Where(i => isSum[i])], seen[0]);
    }

    /// <summary>The formulas for one size of a part: its inputs, and the tensors of the sums, in the order of <see cref="Running"/>.</summary>
    public (Input[] Inputs, Tensor[] Sums) Part(int examples)
    {
        Tensor[] made = _graph.BuildAll(examples);
        return ([.. _graph.InputNodes.Select(node => (Input)made[node])], [.. _sums.Select(sum => made[sum])]);
    }

    /// <summary>How each sum goes on, for batches of at most <paramref name="whole"/> examples that come in parts of <paramref name="part"/> (the last may be smaller).</summary>
    public RunningSum[] Running(int part, int whole)
    {
        Tensor[] made = _graph.BuildAll(part);
        return [.. _sums.Select((sum, i) => RunningSum.Of($"sum {i}", made[sum], part, whole))];
    }

    /// <summary>The outputs, with values in place of the sums, over inputs that are not examples.</summary>
    public Tensor[] After(Tensor[] sums, IReadOnlyCollection<Input> inputs)
    {
        var given = _graph.InputNodes.Select(node => _seen[node]).Join(inputs, seen => ((Input)seen).Name, input => input.Name, (seen, input) => (seen, (Tensor)input));
        return GraphWalk.Substitute(_graph.OutputNodes.Select(output => _seen[output.Node]), _sums.Zip(sums, (sum, value) => (_seen[sum], value)).Concat(given));
    }

    private static GlissadeException Refusal(Tensor node, string what) => Refusal(node.Provenance == Provenance.None ? $"the operation {node.Operation.Name}" : $"layer {node.Provenance}", what);

    private static GlissadeException Refusal(string place, string what, Exception? inner = null) =>
        new($"gradients cannot be accumulated: {place} {what}, which a part of it does not know", "accumulation", "a network and a loss that look at each example by itself",
            "train on whole batches, without accumulation, or take layers that look at one example: LayerNorm or GroupNorm in place of BatchNorm", inner);
}
