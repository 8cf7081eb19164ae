using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade;

/// <summary>
/// Reverse-mode differentiation, graph in and graph out: gradients are tensors like any other and can be differentiated again.
/// </summary>
public static class Gradient
{
    /// <summary>The gradient of a scalar with respect to each of the targets, shaped as the target.</summary>
    /// <param name="scalar">One float element: a loss.</param>
    /// <param name="targets">Parameters, or any tensors that the scalar is computed from.</param>
    /// <exception cref="ShapeException"><paramref name="scalar"/> has not exactly one element, or is no float.</exception>
    /// <exception cref="ArgumentException">The scalar does not depend on a target; the message names it.</exception>
    public static Tensor[] Of(Tensor scalar, params ReadOnlySpan<Tensor> targets)
    {
        if (scalar.Count != 1 || !scalar.Type.IsFloat())
            throw new ShapeException($"Only a float with one element has a gradient; got {scalar.Type.Name()} {scalar.Shape}. Sum or average it first.");
        Tensor[] all = targets.ToArray();
        Tensor?[] gradients = Of([(scalar, Tensor.Ones(scalar.Shape, scalar.Type))], all);
        for (int i = 0; i < all.Length; i++)
        {
            if (!all[i].Type.IsFloat())
                throw new ArgumentException($"Only floats have a gradient; {Describe(all[i])}, target {i}, is {all[i].Type.Name()}. Take it with respect to the float that comes before the cast.");
            if (gradients[i] is null)
                throw new ArgumentException($"The scalar does not depend smoothly on {Describe(all[i])}, target {i}. Is it part of the formula, and not behind a Detach or a comparison?");
        }

        return gradients!;
    }

    /// <summary>
    /// Gradients of Σ root·upstream; null for a target that no root depends on. A target that is no leaf is treated as one, so that no rewrite reaches through it.
    /// </summary>
    internal static Tensor?[] Of(IReadOnlyList<(Tensor Root, Tensor Upstream)> roots, IReadOnlyList<Tensor> targets)
    {
        var placeholders = new List<(Tensor Target, Tensor Placeholder)>();
        foreach (Tensor target in targets.Distinct())
            if (target.Operation is not Leaf) placeholders.Add((target, new Input($"target {placeholders.Count}", target.Shape, target.Type)));

        Tensor[] cut = GraphWalk.Substitute(roots.Select(root => root.Root), placeholders);
        Tensor[] leaves = [.. targets.Select(target => placeholders.Find(pair => ReferenceEquals(pair.Target, target)).Placeholder ?? target)];
        Tensor[] prepared = Prepare.Apply(cut);
        var upstream = new (Tensor Root, Tensor Upstream)[prepared.Length];
        for (int i = 0; i < upstream.Length; i++) upstream[i] = (prepared[i], roots[i].Upstream);
        Tensor?[] gradients;
        using (ExactScope.Open())
            gradients = Backpropagation.Run(upstream, leaves);
        if (placeholders.Count == 0) return gradients;

        Tensor[] found = [.. gradients.OfType<Tensor>()];
        var originals = new (Tensor From, Tensor To)[placeholders.Count];
        for (int i = 0; i < originals.Length; i++) originals[i] = (placeholders[i].Placeholder, placeholders[i].Target);
        var back = new Queue<Tensor>(GraphWalk.Substitute(found, originals));
        return [.. gradients.Select(gradient => gradient is null ? null : back.Dequeue())];
    }

    private static string Describe(Tensor tensor) => tensor switch
    {
        State state => $"'{state.Name}'",
        Input input => $"the input '{input.Name}'",
        Constant => $"the constant of shape {tensor.Shape}",
        _ => $"the {tensor.Operation.Name} of shape {tensor.Shape}{(tensor.Provenance == Provenance.None ? "" : $" in {tensor.Provenance}")}",
    };
}
