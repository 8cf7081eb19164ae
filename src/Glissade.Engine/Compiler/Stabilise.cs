namespace Glissade.Compiler;

/// <summary>
/// The named numeric rescues, applied to formulas before they are differentiated: what is right on paper and fails in floating point is replaced by what is right in both.
/// A rule looks at a node and what it is made of, never at who uses it, so that looking at a part of a formula changes nothing.
/// </summary>
internal static class Stabilise
{
    /// <summary>The node, or what takes its place.</summary>
    public static Tensor Node(Tensor node) => node;
}
