using Glissade.Operations;

namespace Glissade;

/// <summary>
/// What a formula computes that is dearer to compute again than to write and to read: its products, each together with what is added to it before anybody else looks.
/// </summary>
internal static class DearValues
{
    /// <summary>Each once, in the order in which they are computed.</summary>
    public static Tensor[] Of(IReadOnlyList<Tensor> roots)
    {
        List<Tensor> order = GraphWalk.Topological(roots, GraphWalk.InputsAndBody);
        var users = new Dictionary<Tensor, HashSet<Tensor>>(ReferenceEqualityComparer.Instance);
        foreach (Tensor node in order)
        {
            foreach (Tensor input in GraphWalk.InputsAndBody(node))
            {
                if (!users.TryGetValue(input, out HashSet<Tensor>? all)) users[input] = all = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                all.Add(node);
            }
        }

        var dear = new List<Tensor>();
        foreach (Tensor node in order)
        {
            if (node.Operation is not (MatrixProduct or Convolution)) continue;
            Tensor value = node;
            while (users.TryGetValue(value, out HashSet<Tensor>? all) && all.Count == 1 && all.Single() is { Operation: Elementwise { Code: LoopCode.Add } } sum && sum.Shape.Equals(value.Shape)) value = sum;
            if (!dear.Contains(value)) dear.Add(value);
        }

        return [.. dear];
    }
}
