using Glissade.Operations;

namespace Glissade;

/// <summary>
/// A named function with a body of primitives, such as Softmax. The compiler's stabilising rules, refusals, explain and the profile
/// match the name; whoever does not know the name uses the body.
/// </summary>
public static class Composite
{
    /// <summary>Names an expression: the result behaves as <paramref name="body"/> and is known as <paramref name="name"/> of <paramref name="arguments"/>.</summary>
    /// <param name="name">What it is called, such as <c>Softmax</c>.</param>
    /// <param name="arguments">The tensors it is a function of; the body may use these and constants only.</param>
    /// <param name="body">The expression in primitives and other composites.</param>
    /// <param name="axis">The axis it works along, where it has one; part of its identity.</param>
    public static Tensor Define(string name, ReadOnlySpan<Tensor> arguments, Tensor body, int axis = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        // The call itself may always be recognised, whoever wrote its body.
        using var recognisable = ExactScope.Open(false);
        return Tensor.Apply(new CompositeCall(name, axis, body), arguments.ToArray());
    }

    /// <summary>Whether a tensor is a call of this composite.</summary>
    public static bool Is(Tensor tensor, string name) => tensor.Operation is CompositeCall call && call.Name == name;
}
