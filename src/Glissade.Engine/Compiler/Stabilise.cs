using Glissade.Compiler.Stabilising;

namespace Glissade.Compiler;

/// <summary>
/// The named numeric rescues, applied to formulas before they are differentiated: what is right on paper and fails in floating point is replaced by what is right in both.
/// A rule looks at a node and what it is made of, never at who uses it, so that looking at a part of a formula changes nothing. What rules write is exact or a
/// composite's call: rules recognise the calls and touch nothing else of it, so that every graph is stabilised in one walk and a second walk changes nothing.
/// </summary>
internal static class Stabilise
{
    /// <summary>The rules; the first that fits a node rewrites it.</summary>
    public static readonly IReadOnlyList<Rule> Rules =
    [
        .. Complements.Rules,
        .. Quotients.Rules,
        .. Lengths.Rules,
        .. Logarithms.Rules,
        .. Sums.Rules,
        .. Products.Rules,
    ];

    /// <summary>The node, or what takes its place.</summary>
    public static Tensor Node(Tensor node)
    {
        if (node.IsExact || node.Inputs.Length == 0 || !node.Type.IsFloat()) return node;
        using (Provenance.Continue(node.Provenance))
        using (ExactScope.Open())
        {
            foreach (Rule rule in Rules)
            {
                if (rule.Apply(node) is not { } better) continue;
                return better.Shape.Equals(node.Shape) && better.Type == node.Type ? better
                    : throw new InvalidOperationException($"The rule '{rule.Name}' made {better.Type.Name()} {better.Shape} of {node.Type.Name()} {node.Shape}.");
            }
        }

        return node;
    }
}

/// <summary>One numeric rescue.</summary>
/// <param name="Name">What it is called in explanations and tests.</param>
/// <param name="Summary">The formula as written and what it becomes.</param>
/// <param name="Apply">What takes a node's place, or null where the rule does not fit.</param>
internal sealed record Rule(string Name, string Summary, Func<Tensor, Tensor?> Apply);
