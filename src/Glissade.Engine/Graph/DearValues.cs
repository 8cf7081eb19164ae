using Glissade.Operations;

namespace Glissade;

/// <summary>
/// What a step of a scan computes that is dearer to compute again than to write and to read: its products, each together with what is added to it before anybody else looks. What takes more memory
/// than all that the step is given is forgotten all the same: a long attention goes step by step so that its scores need not be kept.
/// </summary>
internal static class DearValues
{
    /// <summary>Each once, in the order in which they are computed.</summary>
    /// <param name="roots">What the step gives.</param>
    /// <param name="given">What is carried into the step, and its items.</param>
    public static Tensor[] Of(IReadOnlyList<Tensor> roots, IEnumerable<Tensor> given)
    {
        long most = given.Sum(Bytes);
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
            if (!dear.Contains(value) && Bytes(value) <= most) dear.Add(value);
        }

        return [.. dear];
    }

    private static long Bytes(Tensor tensor) => tensor.Count * tensor.Type.Size();
}
