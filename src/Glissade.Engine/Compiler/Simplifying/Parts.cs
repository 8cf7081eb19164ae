using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>
/// A sum of parts with zeros around them, each at another place: what the derivative makes of the gates that a recurrent layer cuts its products into, or of queries, keys and values. Nothing is added
/// there; the parts are put side by side.
/// </summary>
internal static class Parts
{
    private const int Most = 64;

    /// <summary>The parts one after the other, if they fill the whole.</summary>
    public static Tensor? Join(Tensor node, Elementwise operation, Func<Tensor, Tensor> settle)
    {
        if (operation.Code != LoopCode.Add || !node.Type.IsFloat()) return null;
        var parts = new List<Tensor>();
        var stack = new Stack<Tensor>([node]);
        int axis = -1;
        while (stack.TryPop(out Tensor? term))
        {
            if (term.Operation is Elementwise { Code: LoopCode.Add } && parts.Count + stack.Count < Most)
            {
                foreach (Tensor input in term.Inputs) stack.Push(input);
                continue;
            }

            if (AxisOf(term) is not (>= 0 and var along) || (axis >= 0 && along != axis)) return null;
            axis = along;
            parts.Add(term);
        }

        parts.Sort((a, b) => Begin(a, axis).CompareTo(Begin(b, axis)));
        int end = 0;
        foreach (Tensor part in parts)
        {
            if (Begin(part, axis) != end) return null;
            end += part.Inputs[0].Shape[axis];
        }

        // A zero around another part is added to each, which −0 does not survive.
        return end == node.Shape[axis] ? Tensor.Apply(new Concatenate(axis), [.. parts.Select(part => settle(part.Inputs[0] + 0))]) : null;
    }

    // The one axis along which zeros stand before or after the elements, none between; −1 if it is not so.
    private static int AxisOf(Tensor term)
    {
        if (term.Operation is not Pad { Value: 0 } pad || double.IsNegative(pad.Value) || pad.Between.Any(between => between != 0) || term.Inputs[0].Count == 0) return -1;
        int axis = -1;
        for (int i = 0; i < term.Rank; i++)
        {
            if (pad.Before[i] == 0 && pad.After[i] == 0) continue;
            if (axis >= 0) return -1;
            axis = i;
        }

        return axis;
    }

    private static int Begin(Tensor part, int axis) => ((Pad)part.Operation).Before[axis];
}
