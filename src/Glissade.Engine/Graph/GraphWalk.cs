using Glissade.Operations;

namespace Glissade;

/// <summary>Orders and rewrites graphs without recursion, so that no depth overflows the stack.</summary>
internal static class GraphWalk
{
    /// <summary>All nodes that the roots need, every node after its inputs; the order depends on the graph alone.</summary>
    /// <param name="roots">Where to begin.</param>
    /// <param name="inputsOf">What a node needs; its inputs unless given.</param>
    public static List<Tensor> Topological(IEnumerable<Tensor> roots, Func<Tensor, IReadOnlyList<Tensor>>? inputsOf = null)
    {
        inputsOf ??= static node => node.Inputs;
        var order = new List<Tensor>();
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<(Tensor Node, IReadOnlyList<Tensor> Inputs, int Next)>();
        foreach (Tensor root in roots)
        {
            if (!seen.Add(root)) continue;
            stack.Push((root, inputsOf(root), 0));
            while (stack.TryPop(out var frame))
            {
                (Tensor node, IReadOnlyList<Tensor> inputs, int next) = frame;
                while (next < inputs.Count && !seen.Add(inputs[next])) next++;
                if (next == inputs.Count)
                {
                    order.Add(node);
                    continue;
                }

                stack.Push((node, inputs, next + 1));
                stack.Push((inputs[next], inputsOf(inputs[next]), 0));
            }
        }

        return order;
    }

    /// <summary>Inputs, and for a composite its body too.</summary>
    public static IReadOnlyList<Tensor> InputsAndBody(Tensor node) =>
        node.Operation is CompositeCall call ? [.. node.Inputs, call.Body] : node.Inputs;

    /// <summary>
    /// Rewrites a graph from the leaves up. The rule gets every node over its already rewritten inputs and gives what takes its place (itself, to keep it).
    /// </summary>
    public static Tensor[] Rewrite(IEnumerable<Tensor> roots, Func<Tensor, Tensor, Tensor> rule, Dictionary<Tensor, Tensor>? known = null)
    {
        Dictionary<Tensor, Tensor> done = known ?? new(ReferenceEqualityComparer.Instance);
        Tensor[] all = [.. roots];
        foreach (Tensor node in Topological(all, node => done.ContainsKey(node) ? [] : InputsAndBody(node)))
            if (!done.ContainsKey(node)) done[node] = rule(node, Over(node, done));
        return [.. all.Select(root => done[root])];
    }

    private static Tensor Over(Tensor node, Dictionary<Tensor, Tensor> done)
    {
        Operation operation = node.Operation;
        bool changed = false;
        if (operation is CompositeCall call && done[call.Body] is var body && !ReferenceEquals(body, call.Body))
        {
            operation = call with { Body = body };
            changed = true;
        }

        foreach (Tensor input in node.Inputs) changed |= !ReferenceEquals(done[input], input);
        return changed ? node.Over([.. node.Inputs.Select(input => done[input])], operation) : node;
    }

    /// <summary>The roots with some nodes replaced by others.</summary>
    public static Tensor[] Substitute(IEnumerable<Tensor> roots, IEnumerable<(Tensor From, Tensor To)> pairs)
    {
        var known = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach ((Tensor from, Tensor to) in pairs) known[from] = to;
        return Rewrite(roots, static (_, node) => node, known);
    }
}
