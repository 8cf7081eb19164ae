using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>What kernels want in contiguous memory, and what is put together of parts.</summary>
internal sealed partial class Scheduler
{
    private readonly Dictionary<Tensor, Dictionary<string, Whole>> _copies = new(ReferenceEqualityComparer.Instance);

    // What loops compute for it, they write into the whole at once.
    private bool TryConcatenate(Tensor node)
    {
        long[] strides = node.Shape.Strides();
        var parts = new List<(LoopUnit Unit, Tensor Base, Fit Fit)>();
        foreach (Tensor input in node.Inputs)
        {
            View view = _views[input];
            Settle(view.Base);
            if (UnitOf(view.Base) is not (>= 0 and var at) || Units[at].Loop is not { } unit || !unit.Holds(view.Base) || ReferenceEquals(unit.Before, view.Base)) return false;
            if (!unit.HasRoomForAccess(parts.Count(part => part.Unit == unit)) || unit.Fit(input.Shape, false) is not { } fit || !unit.IsHere(view, fit) || fit.Over(strides) is null) return false;
            parts.Add((unit, view.Base, fit));
        }

        if (parts.Count == 0) return false;
        BufferSpec whole = NewBuffer(node, BufferKind.Temporary);
        int axis = ((Concatenate)node.Operation).Axis;
        long offset = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            (LoopUnit unit, Tensor value, Fit fit) = parts[i];
            unit.Store(unit.ValueOf(value), whole, fit.Over(strides)!, offset);
            offset += node.Inputs[i].Shape[axis] * strides[axis];
        }

        _unitOf[node] = parts.Max(part => part.Unit.Index);
        return true;
    }

    private Whole Contiguous(Tensor input)
    {
        View view = _views[input];
        if (view.IsContiguous(input.Shape)) return new Whole(BufferOf(view.Base).Index, input.Shape, input.Type);
        return Copied(view, input.Shape, input.Type);
    }

    // Two who want the same copy get one.
    private Whole Copied(View view, Shape shape, DType type)
    {
        Settle(view.Base);
        string lies = $"{view.Offset}: {shape} {string.Join(',', view.Strides)}";
        if (!_copies.TryGetValue(view.Base, out Dictionary<string, Whole>? known)) _copies[view.Base] = known = [];
        if (known.TryGetValue(lies, out Whole? whole)) return whole;
        BufferSpec copy = NewBuffer(null, BufferKind.Temporary, type, shape.Count);
        if (!TryStoreAs(view, shape, copy)) CopyTo(view, shape, copy);
        return known[lies] = new Whole(copy.Index, shape, type);
    }

    // What nobody has asked for in its own order yet, and a loop computes, that loop writes in the order in which it is wanted. Rows stay rows.
    private bool TryStoreAs(View view, Shape shape, BufferSpec target)
    {
        Tensor value = view.Base;
        if (view.Offset != 0 || shape.Count != value.Count || shape.Count == 0 || shape.Rank != value.Rank || _buffers.ContainsKey(value)) return false;
        if (UnitOf(value) is not (>= 0 and var at) || Units[at].Loop is not { } unit || !unit.Holds(value) || !unit.HasRoomForAccess(0) || unit.Fit(value.Shape, false) is not { } fit) return false;
        long[] own = value.Shape.Strides(), wanted = shape.Strides(), strides = new long[own.Length];
        for (int axis = 0; axis < own.Length; axis++)
        {
            int place = Enumerable.Range(0, own.Length).FirstOrDefault(i => view.Strides[i] == own[axis] && shape[i] == value.Shape[axis], -1);
            if (place < 0) return false;
            strides[axis] = wanted[place];
        }

        if (strides[^1] != 1 || fit.Over(strides) is not { } over) return false;
        unit.Store(unit.ValueOf(value), target, over);
        return true;
    }
}
