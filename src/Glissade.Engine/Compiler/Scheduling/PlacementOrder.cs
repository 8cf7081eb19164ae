using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>
/// The order in which nodes are placed. Of a node's operands, those behind more kernels come first: what is cheap (a moment times its decay) is then placed beside the product that it is
/// added to instead of being written out before. New values of states come from the loss backwards, each after the last kernel that reads the old one: a weight is updated while its gradient
/// and the layer's activations are still in the caches, and in place.
/// </summary>
internal sealed class PlacementOrder
{
    private readonly Dictionary<Tensor, int> _depth = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, List<Tensor>> _users = new(ReferenceEqualityComparer.Instance);

    private PlacementOrder(IReadOnlyList<Tensor> order)
    {
        foreach (Tensor node in order)
        {
            int depth = 0;
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
    public static List<Tensor> Of(IReadOnlyList<Tensor> outputs, IReadOnlyList<(State State, Tensor Value)> updates)
    {
        Tensor[] roots = [.. outputs, .. updates.Select(update => update.Value)];
        List<Tensor> all = GraphWalk.Topological(roots);
        var order = new PlacementOrder(all);
        // A number of the step, such as a rate corrected by the step's number, is known before any kernel, and many of them want it.
        IEnumerable<Tensor> numbers = all.Where(node => node.Count == 1 && order._depth[node] == 0);
        // A weight and its moments are equally deep and come out of the same kernel: all who read any of them go before.
        var equallyDeep = new SortedDictionary<int, (List<Tensor> Readers, List<Tensor> Values)>();
        foreach ((State state, Tensor value) in updates)
        {
            if (!equallyDeep.TryGetValue(order._depth[value], out (List<Tensor> Readers, List<Tensor> Values) group)) equallyDeep[order._depth[value]] = group = ([], []);
            group.Readers.AddRange(order.KernelsThatRead(state));
            group.Values.Add(value);
        }

        List<Tensor> fromTheLoss = [];
        foreach ((List<Tensor> readers, List<Tensor> values) in equallyDeep.Values) fromTheLoss.AddRange([.. readers.OrderBy(node => order._depth[node]), .. values]);
        return GraphWalk.Topological([.. numbers, .. outputs.OrderBy(output => order._depth[output]), .. fromTheLoss], order.DeepestFirst);
    }

    private Tensor[] DeepestFirst(Tensor node)
    {
        bool inOrder = true;
        for (int i = 1; i < node.Inputs.Length; i++) inOrder &= _depth[node.Inputs[i - 1]] >= _depth[node.Inputs[i]];
        return inOrder ? node.Inputs : [.. node.Inputs.OrderByDescending(input => _depth[input])];
    }

    // Kernels that read a state, perhaps through what is computed from it on the way.
    private List<Tensor> KernelsThatRead(State state)
    {
        var found = new List<Tensor>();
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<Tensor>([state]);
        while (stack.TryPop(out Tensor? node))
        {
            foreach (Tensor user in _users.GetValueOrDefault(node) ?? [])
            {
                if (!seen.Add(user)) continue;
                if (IsKernel(user)) found.Add(user);
                else stack.Push(user);
            }
        }

        return found;
    }

    // Everything else joins the kernel of one of its operands or of its user.
    private static bool IsKernel(Tensor node) => node.Operation is not (Leaf or Elementwise or Cast or Iota or Detach or AllReduceSum or Broadcast or Permute or Slice or Reshape or ScanResult);
}
