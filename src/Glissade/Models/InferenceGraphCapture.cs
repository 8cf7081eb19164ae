using System.Runtime.InteropServices;
using Glissade.Operations;

namespace Glissade;

/// <summary>
/// Walks three builds of one model, of different batch sizes, side by side: they must have the same nodes in the same places, and every number in them must be a + b·N, found from two builds
/// and verified by the third.
/// </summary>
internal sealed class InferenceGraphCapture(IReadOnlyDictionary<State, string> names)
{
    // Primes that are hardly anybody's layer width, so that no extent equals the batch by chance; small, so that extents times the batch stay countable.
    private static readonly int[] s_batches = [11, 13, 37];

    private readonly HashSet<string> _taken = [.. names.Values];
    private readonly Dictionary<Tensor, string> _constantNames = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Provenance, int> _placeNumbers = [];

    /// <summary>Layers and formulas that nodes came from.</summary>
    public List<Provenance> Places { get; } = [];

    /// <summary>States and constants by the names they have in the file.</summary>
    public Dictionary<string, Tensor> Tensors { get; } = [];

    /// <summary>Arrays to be saved beside the graph.</summary>
    public List<(string Name, Tensor Constant)> Constants { get; } = [];

    /// <summary>The batch sizes that a model is built at to be captured.</summary>
    public static ReadOnlySpan<int> Batches => s_batches;

    /// <summary>The nodes below some roots, which are given for each of the builds; the roots' numbers come with them.</summary>
    /// <param name="roots">[build][root]</param>
    /// <param name="inputs">The inputs of the first build that may be used.</param>
    public (InferenceGraphNode[] Nodes, Func<Tensor, int> Number) Walk(Tensor[][] roots, IReadOnlyCollection<Tensor> inputs)
    {
        List<Tensor>[] orders = [.. roots.Select(all => GraphWalk.Topological(all, GraphWalk.InputsAndBody))];
        var numbers = new Dictionary<Tensor, int>[orders.Length];
        for (int build = 0; build < orders.Length; build++)
        {
            numbers[build] = new(ReferenceEqualityComparer.Instance);
            foreach (Tensor node in orders[build]) numbers[build].Add(node, numbers[build].Count);
        }

        var nodes = new List<InferenceGraphNode>();
        for (int i = 0; i < orders.Min(order => order.Count); i++)
        {
            int at = i;
            Tensor[] same = [.. orders.Select(order => order[at])];
            for (int build = 1; build < same.Length; build++)
            {
                IEnumerable<int> below = GraphWalk.InputsAndBody(same[build]).Select(input => numbers[build][input]);
                if (!below.SequenceEqual(GraphWalk.InputsAndBody(same[0]).Select(input => numbers[0][input])) || same[build].Type != same[0].Type || same[build].IsExact != same[0].IsExact)
                    throw Differs(same[0], "is put together in another way");
            }

            if (same[0] is Input && !inputs.Contains(same[0], ReferenceEqualityComparer.Instance))
                throw Refusal(same[0], $"the model reads the input '{((Input)same[0]).Name}', which is not among its inputs", "every input that the outputs need", "add it to the inputs");
            nodes.Add(Merge(same, [.. same[0].Inputs.Select(input => numbers[0][input])], body => numbers[0][body]));
        }

        if (orders.Any(order => order.Count != nodes.Count)) throw Differs(orders[0][^1], "has another number of parts");
        if (roots[0].FirstOrDefault(root => root.Depth > InferenceGraph.MostDepth) is { } deep)
            throw Refusal(deep, $"{deep.Depth} operations stand one upon the other", $"at most {InferenceGraph.MostDepth}", "make the model shallower; loops belong in a Scan");
        if (nodes.Count > InferenceGraph.MostNodes) throw Refusal(orders[0][^1], $"the model has {nodes.Count} operations", $"at most {InferenceGraph.MostNodes}", "make it smaller; loops belong in a Scan");
        return ([.. nodes], node => numbers[0][node]);
    }

    private InferenceGraphNode Merge(Tensor[] same, int[] inputs, Func<Tensor, int> number)
    {
        Tensor first = same[0];
        int place = PlaceOf(first.Provenance);
        bool exact = first.IsExact;
        if (Array.Exists(same, node => node.GetType() != first.GetType() || node.Operation.GetType() != first.Operation.GetType() || node.Operation.Name != first.Operation.Name))
            throw Differs(first, "is another operation");
        switch (first)
        {
            case Input input:
                if (Array.Exists(same, node => ((Input)node).Name != input.Name)) throw Differs(first, "is another input");
                return new InferenceGraphNode.Leaf(input.Name, LeafKind.Input, input.Type, Merge(first, [.. same.Select(node => Affine.Of(node.Shape.Extents))], "shape"), place, exact);
            case State state:
                if (Array.Exists(same, node => !ReferenceEquals(node, state))) throw Differs(first, "is another state");
                if (!names.TryGetValue(state, out string? name))
                    throw Refusal(first, $"the model reads the state '{state.Name}', which is not saved with it", "parameters and buffers of the model's own layers", "make it a parameter or buffer of a layer");
                Tensors[name] = state;
                return new InferenceGraphNode.Leaf(name, LeafKind.State, state.Type, Affine.Of(state.Shape.Extents), place, exact);
            case Constant { Number: { } value }:
                double?[] values = [.. same.Select(node => ((Constant)node).Number)];
                if (Array.TrueForAll(values, other => other is { } number && BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits(value)))
                    return new InferenceGraphNode.Scalar(value, first.Type, place, exact);
                if (first.Type != DType.Int32 || values.Contains(null)) throw Differs(first, "is another number");
                return new InferenceGraphNode.Count(Merge(first, [.. values.Select(other => new Affine((long)other!.Value, 0))]), place, exact);
            case Constant:
                return ConstantOf(same, place, exact);
        }

        // A detached constant expression that somebody looked at has forgotten what it was computed from.
        if (Array.Exists(same, node => node.SettledValues is not null)) return ConstantOf(same, place, exact);
        switch (first.Operation)
        {
            case CompositeCall call:
                Affine axis = Merge(first, [.. same.Select(node => new Affine(((CompositeCall)node.Operation).Axis, 0))]);
                return new InferenceGraphNode.Call(call.CompositeName, inputs, axis, number(call.Body), place, exact);
            case Scan scan:
                Scan[] scans = [.. same.Select(node => (Scan)node.Operation)];
                if (Array.Exists(scans, other => other.Reverse != scan.Reverse)) throw Differs(first, "goes the other way");
                return new InferenceGraphNode.Scan(inputs, Merge(first, [.. scans.Select(other => new Affine(other.Length, 0))]), scan.Reverse, StepOf(first, scans), place, exact);
            default:
                var row = InferenceGraphOperation.Of(first.Operation);
                return new InferenceGraphNode.Applied(row, inputs, Merge(first, [.. same.Select(node => row.Write(node.Operation))]), place, exact);
        }
    }

    private InferenceGraphStep StepOf(Tensor node, Scan[] scans)
    {
        ScanBody[] bodies = [.. scans.Select(scan => scan.Body)];
        if (Array.Exists(bodies, body => body.Carries.Length != bodies[0].Carries.Length || body.Items.Length != bodies[0].Items.Length
            || body.Invariants.Length != bodies[0].Invariants.Length || body.Emitted.Length != bodies[0].Emitted.Length)) throw Differs(node, "has another step");
        Tensor[] placeholders = [.. bodies[0].Carries, .. bodies[0].Items, .. bodies[0].Invariants];
        (InferenceGraphNode[] nodes, Func<Tensor, int> number) = Walk([.. bodies.Select(body => (Tensor[])[.. body.Carries, .. body.Items, .. body.Invariants, .. body.Next, .. body.Emitted])], placeholders);
        int[] Numbers(Tensor[] tensors) => [.. tensors.Select(number)];
        // The same placeholders in the same order is what the walk over all roots has verified.
        return new InferenceGraphStep(nodes, Numbers(bodies[0].Carries), Numbers(bodies[0].Items), Numbers(bodies[0].Invariants), Numbers(bodies[0].Next), Numbers(bodies[0].Emitted));
    }

    private InferenceGraphNode.Leaf ConstantOf(Tensor[] same, int place, bool exact)
    {
        Tensor first = same[0];
        foreach (Tensor other in same)
        {
            if (!other.Shape.Equals(first.Shape) || !SameBytes(Values(other), Values(first)))
            {
                throw Refusal(first, $"the constant {first.Type.Name()} {first.Shape} depends on the batch size", "constants that are the same for every batch",
                    "compute it from the input's shape with operations such as Iota and BroadcastTo");
            }
        }

        if (!_constantNames.TryGetValue(first, out string? name))
        {
            int number = Constants.Count;
            while (!_taken.Add(name = $"constant/{number}")) number++;
            _constantNames.Add(first, name);
            Tensors.Add(name, first);
            Constants.Add((name, first));
        }

        return new InferenceGraphNode.Leaf(name, LeafKind.Constant, first.Type, Affine.Of(first.Shape.Extents), place, exact);
    }

    private static Storage Values(Tensor tensor) => tensor is Constant constant ? constant.Storage
        : tensor.SettledValues ?? throw Differs(tensor, "is no constant");

    private static bool SameBytes(Storage a, Storage b)
    {
        if (ReferenceEquals(a, b)) return true;
        const int chunk = 1 << 28;
        for (long start = 0; start < a.Bytes; start += chunk)
        {
            int count = (int)Math.Min(chunk, a.Bytes - start);
            if (a.Bytes != b.Bytes || !a.Span<byte>(start, count).SequenceEqual(b.Span<byte>(start, count))) return false;
        }

        return a.Bytes == b.Bytes;
    }

    private static InferenceGraphAttribute[] Merge(Tensor node, InferenceGraphAttribute[][] builds)
    {
        var merged = new InferenceGraphAttribute[builds[0].Length];
        for (int i = 0; i < merged.Length; i++)
        {
            int at = i;
            InferenceGraphAttribute[] same = [.. builds.Select(attributes => attributes[at])];
            merged[i] = same[0] switch
            {
                InferenceGraphAttribute.Whole whole => whole with { Value = Merge(node, [.. same.Select(attribute => ((InferenceGraphAttribute.Whole)attribute).Value)], whole.Name) },
                InferenceGraphAttribute.Wholes wholes => wholes with { Values = Merge(node, [.. same.Select(attribute => ((InferenceGraphAttribute.Wholes)attribute).Values)], wholes.Name) },
                var other => Array.TrueForAll(same, other.Equals) ? other : throw Differs(node, $"has another '{other.Name}'"),
            };
        }

        return merged;
    }

    private static Affine[] Merge(Tensor node, Affine[][] builds, string what)
    {
        if (Array.Exists(builds, numbers => numbers.Length != builds[0].Length)) throw Differs(node, $"has another '{what}'");
        return [.. Enumerable.Range(0, builds[0].Length).Select(i => Merge(node, [.. builds.Select(numbers => numbers[i])], what))];
    }

    private static Affine Merge(Tensor node, Affine[] values, string what = "number")
    {
        long rise = values[1].A - values[0].A, run = s_batches[1] - s_batches[0], slope = rise / run;
        var line = new Affine(values[0].A - slope * s_batches[0], slope);
        if (rise % run == 0 && line.A + line.B * s_batches[2] == values[2].A) return line;
        throw Refusal(node, $"the '{what}' of {Name(node)} is {values[0].A}, {values[1].A} and {values[2].A} at batches of {s_batches[0]}, {s_batches[1]} and {s_batches[2]}",
            "a fixed number, or one that grows evenly with the batch", "write the layer so that examples do not depend on how many there are");
    }

    private int PlaceOf(Provenance provenance)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_placeNumbers, provenance, out bool exists);
        if (exists) return number;
        Places.Add(provenance);
        return number = Places.Count - 1;
    }

    private static GlissadeException Differs(Tensor node, string how) =>
        Refusal(node, $"{Name(node)} {how} at another batch size", "the same operations for every batch size", "write the layer without asking for the number of examples");

    private static GlissadeException Refusal(Tensor node, string what, string expected, string remedy)
    {
        string place = node.Provenance.ToString();
        return new GlissadeException($"the model cannot be saved: {what}", place.Length == 0 ? Name(node) : $"layer {place}, {Name(node)}", expected, remedy);
    }

    private static string Name(Tensor node) => node switch
    {
        Input input => $"the input '{input.Name}'",
        State state => $"the state '{state.Name}'",
        Constant => "a constant",
        _ => $"the operation {node.Operation.Name}",
    };
}
