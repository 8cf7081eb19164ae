using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>
/// What is computed again where it is needed, because that costs less than writing it and reading it again: a few operations over leaves of which at most one is large (a moment times its decay,
/// a target minus one), and the mask of a rectifier, which its result tells as well.
/// </summary>
internal sealed class Recomputation(Func<Tensor, View> viewOf)
{
    /// <summary>Operations that cost less than writing a number and reading it again.</summary>
    private const int Heaviest = 6;

    private readonly Dictionary<Tensor, Cost> _deferred = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, Tensor> _rectified = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether a node is left to its users; if so, it is remembered as not placed.</summary>
    public bool Defers(Tensor node)
    {
        if (node.Operation is Elementwise { Code: LoopCode.Select }) Note(node);
        if (Of(node) is not { } cost) return false;
        _deferred[node] = cost;
        return true;
    }

    /// <summary>Whether a node is still left to its users.</summary>
    public bool IsDeferred(Tensor node) => _deferred.ContainsKey(node);

    /// <summary>Takes a node back that is needed in memory after all; whether it was deferred.</summary>
    public bool Settles(Tensor node) => _deferred.Remove(node);

    /// <summary>Whether an operand is read element by element, as its base would be computed.</summary>
    public bool IsRead(Tensor input)
    {
        View view = viewOf(input);
        return view.IsContiguous(input.Shape) && input.Shape.Where(extent => extent != 1).SequenceEqual(view.Base.Shape.Where(extent => extent != 1));
    }

    /// <summary>The max(x, 0) whose mask x ≤ 0 this is: max(x, 0) ≤ 0 is the same mask, for NaN too.</summary>
    public Tensor? RectifiedBy(Tensor mask) => _rectified.GetValueOrDefault(mask);

    public static LoopCode CodeOf(Tensor node) => node.Operation is Elementwise elementwise ? elementwise.Code : LoopCode.Cast;

    // x ≤ 0 ? 0 : x
    private void Note(Tensor select)
    {
        Tensor mask = select.Inputs[0];
        if (mask.Operation is Elementwise { Code: LoopCode.LessOrEqual } && ReferenceEquals(mask.Inputs[0], select.Inputs[2]) && IsZero(mask.Inputs[1]) && IsZero(select.Inputs[1]))
            _rectified.TryAdd(mask, select);
    }

    // −0 ≤ 0 as well, and 0 is no less than −0.
    private bool IsZero(Tensor tensor) => viewOf(tensor).Base is Constant { Number: 0 };

    private Cost? Of(Tensor node)
    {
        int weight = LoopUnit.Weight(CodeOf(node), node.Type);
        Tensor? read = null;
        if (node.Count == 1) return null;
        foreach (Tensor input in node.Inputs)
        {
            Tensor source = viewOf(input).Base;
            if (source.Count == 1) continue;
            Tensor? large = null;
            if (_deferred.TryGetValue(source, out Cost? inner) && IsRead(input)) (weight, large) = (weight + inner.Weight, inner.Read);
            else if (source.Operation is Leaf || source.SettledValues is not null) large = source;
            else return null;
            if (read is not null && large is not null && !ReferenceEquals(read, large)) return null;
            read ??= large;
        }

        return weight <= Heaviest ? new Cost(weight, read) : null;
    }

    /// <summary>Operations for one element, and the large tensor that they read, once or more.</summary>
    private sealed record Cost(int Weight, Tensor? Read);
}
