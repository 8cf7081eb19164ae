using Glissade.Operations;

namespace Glissade;

/// <summary>Makes tensors of a saved graph at one batch size. Nothing is computed: only the rules for shapes run, and they refuse what does not fit.</summary>
internal sealed class InferenceGraphBuilder(InferenceGraph graph, IReadOnlyDictionary<string, Tensor> tensors, int batch)
{
    // Beyond this many elements, and this many times what goes in, a tensor is a file's boast and no model's need.
    private const long FreeElements = 1L << 26, MostGrowth = 1024;

    private long _mostElements;

    public (Input[] Inputs, (string Name, Tensor Tensor)[] Outputs) Build()
    {
        Tensor[] made = All();
        foreach ((string name, int number) in graph.OutputNodes)
            Guarded(graph.Nodes[number], () => NoScan(made[number]));
        return ([.. graph.InputNodes.Select(number => (Input)made[number])], [.. graph.OutputNodes.Select(output => (output.Name, made[output.Node]))]);
    }

    /// <summary>Every node, by its number.</summary>
    public Tensor[] All()
    {
        double given = tensors.Values.Sum(tensor => (double)tensor.Count);
        foreach (int number in graph.InputNodes) given += Guarded(graph.Nodes[number], () => CountOf((InferenceGraphNode.Leaf)graph.Nodes[number]));
        _mostElements = (long)Math.Min(1L << 40, Math.Max(FreeElements, given * MostGrowth));
        return Make(graph.Nodes);
    }

    // An input's data are not in the file, so nothing else bounds what it says.
    private long CountOf(InferenceGraphNode.Leaf input)
    {
        Shape shape = Affine.ShapeAt(input.Shape, batch);
        InferenceGraphGuards.Require(shape.Count <= FreeElements * batch, $"{shape} is more than anybody's {batch} examples.");
        return shape.Count;
    }

    private Tensor[] Make(InferenceGraphNode[] nodes)
    {
        var made = new Tensor[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            InferenceGraphNode node = nodes[i];
            using (Provenance.Continue(graph.Places.Length == 0 ? Provenance.None : graph.Places[node.Place]))
            using (ExactScope.Open(node.IsExact))
                made[i] = Guarded(node, () => Make(node, made));
        }

        return made;
    }

    private Tensor Make(InferenceGraphNode node, Tensor[] made)
    {
        Tensor result = node switch
        {
            InferenceGraphNode.Leaf { Kind: LeafKind.Input } leaf => new Input(leaf.Name, Affine.ShapeAt(leaf.Shape, batch), leaf.Type),
            InferenceGraphNode.Leaf leaf => tensors[leaf.Name],
            InferenceGraphNode.Scalar scalar => Constant.Of(scalar.Value, scalar.Type),
            InferenceGraphNode.Count count => Constant.Of(count.Value.At(batch), DType.Int32),
            InferenceGraphNode.Call call => Apply(call, made),
            InferenceGraphNode.Scan scan => Apply(scan, made),
            _ => Apply((InferenceGraphNode.Applied)node, made),
        };
        InferenceGraphGuards.Require(result.Count <= _mostElements, $"{result.Type.Name()} {result.Shape} is out of all proportion to what goes into the graph.");
        InferenceGraphGuards.Require(result.Rank <= InferenceGraphGuards.MostAxes, $"{result.Shape} has more than {InferenceGraphGuards.MostAxes} axes.");
        InferenceGraphGuards.Require(result.Depth <= InferenceGraph.MostDepth, $"More than {InferenceGraph.MostDepth} operations stand one upon the other.");
        return result;
    }

    private Tensor Apply(InferenceGraphNode.Applied node, Tensor[] made)
    {
        Tensor[] inputs = [.. node.Inputs.Select(input => made[input])];
        if (node.Operation.Type != typeof(ScanResult)) inputs = [.. inputs.Select(NoScan)];
        return Tensor.Apply(node.Operation.Read(node.Attributes, batch, inputs), inputs);
    }

    private Tensor Apply(InferenceGraphNode.Call node, Tensor[] made)
    {
        Tensor[] arguments = [.. node.Inputs.Select(input => NoScan(made[input]))];
        Tensor body = NoScan(made[node.Body]);
        int axis = node.Axis.At(batch);
        InferenceGraphGuards.Call(node.Name, axis, arguments, body);
        return Tensor.Apply(new CompositeCall(node.Name, axis, body), arguments);
    }

    private Tensor Apply(InferenceGraphNode.Scan node, Tensor[] made)
    {
        InferenceGraphStep step = node.Step;
        Tensor[] inputs = [.. node.Inputs.Select(input => NoScan(made[input]))];
        InferenceGraphGuards.Require(inputs.Length == step.Carries.Length + step.Items.Length + step.Invariants.Length, $"A scan with such a step does not take {inputs.Length} inputs.");
        Tensor[] inner = Make(step.Nodes);
        Input[] Placeholders(int[] numbers) => [.. numbers.Select(number => (Input)inner[number])];
        Tensor[] Results(int[] numbers) => [.. numbers.Select(number => NoScan(inner[number]))];
        var body = new ScanBody(Placeholders(step.Carries), Placeholders(step.Items), Placeholders(step.Invariants), Results(step.Next), Results(step.Emitted));
        int length = node.Length.At(batch);
        InferenceGraphGuards.Require(length >= 0, $"A scan cannot have the length {length}.");
        return Tensor.Apply(new Scan(body, length, node.Reverse), inputs);
    }

    // A scan is a tuple, which only its results may read.
    private static Tensor NoScan(Tensor tensor)
    {
        InferenceGraphGuards.Require(tensor.Operation is not Scan, "A scan is read by its results alone.");
        return tensor;
    }

    private T Guarded<T>(InferenceGraphNode node, Func<T> make)
    {
        try
        {
            return make();
        }
        // ShapeException is one; a scalar that its type cannot hold another.
        catch (ArgumentException failure)
        {
            string what = node switch
            {
                InferenceGraphNode.Leaf leaf => $"the {leaf.Kind.ToString().ToLowerInvariant()} '{leaf.Name}'",
                InferenceGraphNode.Scalar or InferenceGraphNode.Count => "a scalar",
                InferenceGraphNode.Call call => $"the composite {call.Name}",
                InferenceGraphNode.Scan => "the operation Scan",
                _ => $"the operation {((InferenceGraphNode.Applied)node).Operation.Name}",
            };
            string place = graph.Places.Length == 0 ? "" : graph.Places[node.Place].ToString();
            string[] where = [graph.Where, place.Length == 0 ? "" : $"layer {place}", what];
            throw new GlissadeException($"the graph does not fit together at a batch of {batch}: {failure.Message.TrimEnd('.')}", string.Join(", ", where.Where(part => part.Length > 0)),
                "operations whose inputs fit them", "save the model again or use another copy; the file is damaged", failure);
        }
    }
}
