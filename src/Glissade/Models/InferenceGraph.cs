namespace Glissade;

/// <summary>
/// What a model computes at prediction, in the engine's primitives, for any batch size: from inputs to named outputs, over states and constants that are saved beside it by name. It is captured
/// from a function that builds the formulas at a batch size, goes through JSON, and is built again without the code of the layers. Built at any batch size it gives the bits of the original.
/// Composites stay calls by name with their bodies, so that stabilising, refusals and explain know them again; provenance is kept.
/// </summary>
internal sealed class InferenceGraph
{
    /// <summary>The most nodes a graph may have, with those inside scans.</summary>
    public const int MostNodes = 1_000_000;

    /// <summary>The most operations one upon the other. The engine evaluates longer chains of constants while they are built.</summary>
    public const int MostDepth = Tensor.LongestChain - 2;

    private readonly IReadOnlyDictionary<string, Tensor> _tensors;

    internal InferenceGraph(InferenceGraphNode[] nodes, int[] inputs, (string Name, int Node)[] outputs, Provenance[] places, IReadOnlyDictionary<string, Tensor> tensors, string where) =>
        (Nodes, InputNodes, OutputNodes, Places, _tensors, Where) = (nodes, inputs, outputs, places, tensors, where);

    internal InferenceGraphNode[] Nodes { get; }

    internal int[] InputNodes { get; }

    internal (string Name, int Node)[] OutputNodes { get; }

    internal Provenance[] Places { get; }

    /// <summary>The file it came from, for messages; empty if it was captured.</summary>
    internal string Where { get; }

    /// <summary>The names of the inputs, in order.</summary>
    public IReadOnlyList<string> InputNames => [.. InputNodes.Select(node => ((InferenceGraphNode.Leaf)Nodes[node]).Name)];

    /// <summary>The names of the outputs, in order.</summary>
    public IReadOnlyList<string> OutputNames => [.. OutputNodes.Select(output => output.Name)];

    /// <summary>The states it reads, by their names in the file.</summary>
    public IReadOnlyList<string> StateNames => Named(LeafKind.State);

    /// <summary>The constant arrays it reads, which must be saved beside it: their names and what they are.</summary>
    public IReadOnlyList<(string Name, Tensor Constant)> Constants => [.. Named(LeafKind.Constant).Select(name => (name, _tensors[name]))];

    /// <summary>Captures what a function builds.</summary>
    /// <param name="build">From a batch size to inputs (whose first extent usually is that size) and named outputs. It is called at three sizes; no kernel runs.</param>
    /// <param name="names">The name in the file of every state that the outputs read. Names must differ.</param>
    /// <exception cref="GlissadeException">
    /// The builds differ in more than whole numbers that grow evenly with the batch, or read a state without a name; the message names layer and operation.
    /// </exception>
    public static InferenceGraph Capture(Func<int, (Input[] Inputs, (string Name, Tensor Tensor)[] Outputs)> build, IReadOnlyDictionary<State, string> names)
    {
        (Input[] Inputs, (string Name, Tensor Tensor)[] Outputs)[] builds = [.. InferenceGraphCapture.Batches.ToArray().Select(build)];
        (Input[] inputs, (string Name, Tensor Tensor)[] outputs) = builds[0];
        foreach ((Input[] otherInputs, (string Name, Tensor Tensor)[] otherOutputs) in builds)
        {
            if (otherInputs.Length != inputs.Length || !otherOutputs.Select(output => output.Name).SequenceEqual(outputs.Select(output => output.Name)))
                throw new ArgumentException("The function gives other inputs or outputs at another batch size; give the same ones, in the same order.");
        }

        if (outputs.Length == 0) throw new ArgumentException("There is nothing to save: give at least one output.");
        RequireDistinct(inputs.Select(input => input.Name), "input");
        RequireDistinct(outputs.Select(output => output.Name), "output");
        RequireDistinct(names.Values, "state");
        var capture = new InferenceGraphCapture(names);
        (InferenceGraphNode[] nodes, Func<Tensor, int> number) = capture.Walk([.. builds.Select(one => (Tensor[])[.. one.Inputs, .. one.Outputs.Select(output => output.Tensor)])], inputs);
        return new InferenceGraph(nodes, [.. inputs.Select(number)], [.. outputs.Select(output => (output.Name, number(output.Tensor)))], [.. capture.Places], capture.Tensors, "");
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote, perhaps damaged on the way or written by an enemy.</summary>
    /// <param name="json">The text.</param>
    /// <param name="tensorByName">The state or constant that has a name in the file, or null where there is none. Called once for each name.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="GlissadeException">It is no graph, or none that this version knows.</exception>
    public static InferenceGraph Parse(string json, Func<string, Tensor?> tensorByName, string where = "the model") => new InferenceGraphReader(tensorByName, where).Read(json);

    /// <summary>The graph as JSON; equal graphs give equal texts.</summary>
    public string ToJson() => InferenceGraphWriter.Write(this);

    /// <summary>The formulas at a batch size, over new inputs and over the states and constants it was captured or read with.</summary>
    /// <param name="batch">At least 1.</param>
    /// <exception cref="GlissadeException">Shapes do not fit each other, or a tensor would be absurdly large for what goes into it; the message names layer and operation.</exception>
    public (Input[] Inputs, (string Name, Tensor Tensor)[] Outputs) Build(int batch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        return new InferenceGraphBuilder(this, _tensors, batch).Build();
    }

    /// <summary>The tensors of all nodes at a batch size, by the numbers of the nodes: what <see cref="Build"/> gives is among them.</summary>
    internal Tensor[] BuildAll(int batch) => new InferenceGraphBuilder(this, _tensors, batch).All();

    /// <summary>All nodes, with those inside the steps of scans.</summary>
    internal static IEnumerable<InferenceGraphNode> WithSteps(InferenceGraphNode[] nodes) =>
        nodes.SelectMany(node => node is InferenceGraphNode.Scan scan ? WithSteps(scan.Step.Nodes).Append(node) : [node]);

    private string[] Named(LeafKind kind) =>
        [.. WithSteps(Nodes).OfType<InferenceGraphNode.Leaf>().Where(leaf => leaf.Kind == kind).Select(leaf => leaf.Name).Distinct()];

    private static void RequireDistinct(IEnumerable<string> names, string what)
    {
        var seen = new HashSet<string>();
        foreach (string name in names)
            if (!seen.Add(name)) throw new ArgumentException($"There are two {what}s called '{name}'; give one of them another name.");
    }
}
