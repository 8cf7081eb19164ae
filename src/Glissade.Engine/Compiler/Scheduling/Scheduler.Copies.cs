using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>What kernels want in contiguous memory.</summary>
internal sealed partial class Scheduler
{
    private readonly Dictionary<Tensor, Dictionary<string, Whole>> _copies = new(ReferenceEqualityComparer.Instance);

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
        CopyTo(view, shape, copy);
        return known[lies] = new Whole(copy.Index, shape, type);
    }
}
