using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>
/// From formulas to primitives: stabilises a graph, then puts the bodies of composites in place of their calls. The result depends on nothing but the node, which remembers it.
/// </summary>
internal static class Prepare
{
    /// <summary>The roots, stabilised and in primitives.</summary>
    public static Tensor[] Apply(IReadOnlyList<Tensor> roots)
    {
        Tensor[] missing = [.. roots.Where(root => root.Prepared is null)];
        if (missing.Length > 0)
        {
            Tensor[] primitives = Together(missing);
            for (int i = 0; i < missing.Length; i++) missing[i].Prepared = primitives[i];
        }

        return [.. roots.Select(root => root.Prepared!)];
    }

    /// <summary>The roots, stabilised and in primitives, all made in one walk: a node that one root is made of and another root is, is one node afterwards. For those who look inside.</summary>
    public static Tensor[] Together(IReadOnlyList<Tensor> roots) => Expand(GraphWalk.Rewrite(roots, static (_, node) => Stabilise.Node(node)));

    /// <summary>The roots in primitives, every formula taken as it stands. Only for measuring what stabilising is worth.</summary>
    public static Tensor[] Literally(IReadOnlyList<Tensor> roots) => Expand([.. roots]);

    private static Tensor[] Expand(Tensor[] roots)
    {
        // A call needs only its body: what it names as arguments may have no other use.
        var done = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (Tensor node in GraphWalk.Topological(roots, static node => node.Operation is CompositeCall call ? [call.Body] : node.Inputs))
        {
            done[node] = node.Operation is CompositeCall call ? done[call.Body]
                : node.Inputs.All(input => ReferenceEquals(done[input], input)) ? node
                : node.Over([.. node.Inputs.Select(input => done[input])]);
        }

        return [.. roots.Select(root => done[root])];
    }
}
