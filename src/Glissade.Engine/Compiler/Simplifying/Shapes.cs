using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>Shape operations that cancel, join, or can be pushed to where they cost nothing.</summary>
internal static class Shapes
{
    /// <summary>Two shape operations as one, or as none.</summary>
    public static Tensor? Join(Tensor node)
    {
        Tensor input = node.Inputs[0];
        switch (node.Operation)
        {
            case Reshape when node.Shape.Equals(input.Shape):
            case Broadcast when node.Shape.Equals(input.Shape):
                return input;
            case Reshape when input.Operation is Reshape:
                return input.Inputs[0].Reshape(node.Shape);
            case Reshape when Constants.NumberOf(input) is { } number:
                return Constants.Filled(number, node.Shape, node.Type);
            case Broadcast when input.Operation is Broadcast:
                return input.Inputs[0].BroadcastTo(node.Shape);
            case Permute permute when permute.Axes.SequenceEqual(Enumerable.Range(0, node.Rank)):
                return input;
            case Permute permute when input.Operation is Permute inner:
                return input.Inputs[0].Permute([.. permute.Axes.Select(axis => inner.Axes[axis])]);
            default:
                return null;
        }
    }

    /// <summary>What is done to repeated elements is done before they are repeated.</summary>
    public static Tensor? BelowBroadcast(Tensor node)
    {
        if (node.Inputs.Length == 0 || node.Count == 0) return null;
        Shape common = Shape.Scalar;
        bool repeats = false;
        foreach (Tensor input in node.Inputs)
        {
            Tensor source = input.Operation is Broadcast ? input.Inputs[0] : input;
            repeats |= !ReferenceEquals(source, input);
            common = Shape.Broadcast(common, source.Shape);
        }

        if (!repeats || common.Count >= node.Count) return null;
        Tensor[] sources = [.. node.Inputs.Select(input => (input.Operation is Broadcast ? input.Inputs[0] : input).BroadcastTo(common))];
        return Tensor.Apply(node.Operation, sources).BroadcastTo(node.Shape);
    }

    /// <summary>
    /// A reshape of what is computed element by element becomes reshapes of the operands, where those are free, so that the loop that needs the new shape can do the computing.
    /// Not where somebody else wants the old shape: then it is in memory anyway.
    /// </summary>
    public static Tensor? PushReshape(Tensor node, Func<Tensor, bool> isShared, Func<Tensor, Tensor> settle)
    {
        Tensor input = node.Inputs[0];
        if (input.Operation is not (Elementwise or Cast) || isShared(input)) return null;
        foreach (Tensor operand in input.Inputs)
        {
            bool free = Constants.NumberOf(operand) is not null || operand.Operation is not (Broadcast or Permute or Slice or Elementwise or Cast or Iota);
            if (!free) return null;
        }

        return Tensor.Apply(input.Operation, [.. input.Inputs.Select(operand => settle(operand.Reshape(node.Shape)))]);
    }

    /// <summary>
    /// Zeros around the elements are put there in the order in which they are wanted: fewer elements are turned, often for nothing. Not where somebody else wants the old order.
    /// </summary>
    public static Tensor? PushPermute(Tensor node, Permute permute, Func<Tensor, bool> isShared, Func<Tensor, Tensor> settle)
    {
        Tensor input = node.Inputs[0];
        if (input.Operation is not Pad pad || isShared(input)) return null;
        Shape Turned(Shape shape) => new([.. permute.Axes.Select(axis => shape[axis])]);
        return Tensor.Apply(new Pad(Turned(pad.Before), Turned(pad.After), Turned(pad.Between), pad.Value), settle(input.Inputs[0].Permute([.. permute.Axes])));
    }
}
