using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>
/// The order in which nodes are placed. Of a node's operands, those behind more kernels come first: what is cheap (a moment times its decay) is then placed beside the product that it is
/// added to instead of being written out before. New values of states come from the loss backwards, each after the last kernel that reads the old one: a weight is updated while its gradient
/// and the layer's activations are still in the caches, and in place. Numbers that hold for a whole channel or feature, such as a trained factor divided by a deviation, come before everything:
/// the kernel that they are repeated for can then take them up in its epilogue.
/// </summary>
internal sealed class PlacementOrder
{
    /// <summary>More numbers than these are a matrix of weights, which had better be worked out shortly before it is read.</summary>
    private const int MostNumbers = 1 << 12;

    private readonly Dictionary<Tensor, int> _depth = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, List<Tensor>> _users = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _given = new(ReferenceEqualityComparer.Instance);

    private PlacementOrder(IReadOnlyList<Tensor> order)
    {
        foreach (Tensor node in order)
        {
            int depth = 0;
            if (node is Input || Array.Exists(node.Inputs, _given.Contains)) _given.Add(node);
            foreach (Tensor input in node.Inputs)
            {
                depth = Math.Max(depth, _depth[input]);
                if (!_users.TryGetValue(input, out List<Tensor>? users)) _users[input] = users = [];
                users.Add(node);
            }

            _depth[node] = depth + (IsKernel(node) ? 1 : 0);
        }
    }

    /// <summary>All nodes, every one after its inputs.</summary>
    /// <param name="outputs">The step's results.</param>
    /// <param name="updates">What it writes.</param>
    /// <param name="repeated">Becomes those nodes that are small, known before any input, and repeated for something larger: they belong into memory.</param>
    public static List<Tensor> Of(IReadOnlyList<Tensor> outputs, IReadOnlyList<(State State, Tensor Value)> updates, out HashSet<Tensor> repeated)
    {
        Tensor[] roots = [.. outputs, .. updates.Select(update => update.Value)];
        List<Tensor> all = GraphWalk.Topological(roots);
        var order = new PlacementOrder(all);
        repeated = order.Repeated(all);

        // A number of the step, such as a rate corrected by the step's number, is known before any kernel, and many of them want it.
        IEnumerable<Tensor> numbers = all.Where(node => node.Count == 1 && order._depth[node] == 0).Concat(all.Where(repeated.Contains));
        // A weight and its moments are equally deep and come out of the same kernel: all who read any of them go before.
        var equallyDeep = new SortedDictionary<int, (List<Tensor> Readers, List<Tensor> Values)>();
        foreach ((State state, Tensor value) in updates)
        {
            int depth = order._depth[value];
            if (!equallyDeep.TryGetValue(depth, out (List<Tensor> Readers, List<Tensor> Values) group)) equallyDeep[depth] = group = ([], []);
            group.Readers.AddRange(order.ReadersOf(state, depth));
            group.Values.Add(value);
        }

        List<Tensor> fromTheLoss = [];
        foreach ((List<Tensor> readers, List<Tensor> values) in equallyDeep.Values) fromTheLoss.AddRange([.. readers.OrderBy(node => order._depth[node]), .. values]);
        return GraphWalk.Topological([.. numbers, .. outputs.OrderBy(output => order._depth[output]), .. fromTheLoss], order.DeepestFirst);
    }

    // From the last node to the first, so that users are known before what they use.
    private HashSet<Tensor> Repeated(List<Tensor> order)
    {
        HashSet<Tensor> repeated = new(ReferenceEqualityComparer.Instance), broadcast = new(ReferenceEqualityComparer.Instance);
        for (int i = order.Count - 1; i >= 0; i--)
        {
            Tensor node = order[i];
            if (!_users.TryGetValue(node, out List<Tensor>? users)) continue;
            if (!users.Exists(user => user.Operation is Broadcast ? user.Count > node.Count : user.Operation is Reshape or Permute && broadcast.Contains(user))) continue;
            broadcast.Add(node);
            if (node.Operation is Elementwise or Cast && node.Count is > 1 and <= MostNumbers && _depth[node] == 0 && !_given.Contains(node)) repeated.Add(node);
        }

        return repeated;
    }

    private Tensor[] DeepestFirst(Tensor node)
    {
        bool inOrder = true;
        for (int i = 1; i < node.Inputs.Length; i++) inOrder &= _depth[node.Inputs[i - 1]] >= _depth[node.Inputs[i]];
        return inOrder ? node.Inputs : [.. node.Inputs.OrderByDescending(input => _depth[input])];
    }

    // Who reads a state: kernels, perhaps through what is computed from it alone and left to them; and what is computed from a kernel's result, and then there for all who want it, before the new
    // value is known.
    private List<Tensor> ReadersOf(State state, int depth)
    {
        var found = new List<Tensor>();
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<Tensor>([state]);
        while (stack.TryPop(out Tensor? node))
        {
            foreach (Tensor user in _users.GetValueOrDefault(node) ?? [])
            {
                if (!seen.Add(user)) continue;
                if (IsKernel(user) || (user.Operation is Elementwise or Cast && _depth[user] > 0 && _depth[user] < depth)) found.Add(user);
                else stack.Push(user);
            }
        }

        return found;
    }

    // Everything else joins the kernel of one of its operands or of its user.
    private static bool IsKernel(Tensor node) => node.Operation is not (Leaf or Elementwise or Cast or Iota or Detach or AllReduceSum or Broadcast or Permute or Slice or Reshape or ScanResult);
}
