using Glissade.Operations;

namespace Glissade;

/// <summary>The walk from the roots back to the leaves over a graph of primitives, adding up what every use of a node contributes.</summary>
internal static class Backpropagation
{
    public static Tensor?[] Run(IReadOnlyList<(Tensor Root, Tensor Upstream)> roots, IReadOnlyList<Tensor> leaves)
    {
        List<Tensor> order = GraphWalk.Topological(roots.Select(root => root.Root));
        HashSet<Tensor> active = Depending(order, leaves);
        var gradients = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        var scans = new Dictionary<Tensor, Tensor?[]>(ReferenceEqualityComparer.Instance);

        foreach ((Tensor root, Tensor upstream) in roots)
            if (active.Contains(root)) Accumulate(gradients, root, upstream);

        for (int i = order.Count - 1; i >= 0; i--)
        {
            Tensor node = order[i];
            if (!active.Contains(node)) continue;
            Tensor?[] contributions;
            using (Provenance.Continue(node.Provenance))
            {
                if (node.Operation is Scan)
                {
                    if (!scans.TryGetValue(node, out Tensor?[]? results)) continue;
                    contributions = ScanGradient.Of(node, results);
                }
                else if (!gradients.TryGetValue(node, out Tensor? upstream))
                {
                    continue;
                }
                else if (node.Operation is ScanResult result)
                {
                    Tensor scan = node.Inputs[0];
                    if (!scans.TryGetValue(scan, out Tensor?[]? results)) scans[scan] = results = new Tensor?[((Scan)scan.Operation).Results];
                    results[result.Index] = results[result.Index] is { } earlier ? earlier + upstream : upstream;
                    continue;
                }
                else
                {
                    contributions = node.Operation.Derivative(node, upstream);
                }
            }

            for (int input = 0; input < contributions.Length; input++)
                if (contributions[input] is { } contribution && active.Contains(node.Inputs[input])) Accumulate(gradients, node.Inputs[input], contribution);
        }

        return [.. leaves.Select(leaf => gradients.GetValueOrDefault(leaf))];
    }

    private static void Accumulate(Dictionary<Tensor, Tensor> gradients, Tensor node, Tensor contribution) =>
        gradients[node] = gradients.TryGetValue(node, out Tensor? sum) ? sum + contribution : contribution;

    private static HashSet<Tensor> Depending(List<Tensor> order, IReadOnlyList<Tensor> leaves)
    {
        var depending = new HashSet<Tensor>(leaves, ReferenceEqualityComparer.Instance);
        foreach (Tensor node in order)
            if (node.Operation is not Detach && node.Inputs.Any(depending.Contains)) depending.Add(node);
        return depending;
    }
}
