namespace Glissade;

/// <summary>
/// Where a node came from: the path of the layer that made it and the formula it is part of. Errors, explain and the
/// profile speak in these words instead of kernel numbers.
/// </summary>
/// <param name="Path">The layer's path, such as <c>encoder/linear1</c>; empty outside any layer.</param>
/// <param name="Formula">The formula as its author wrote it, such as <c>x·W + b</c>; empty when none was given.</param>
public sealed record Provenance(string Path, string Formula)
{
    /// <summary>Outside every layer.</summary>
    public static readonly Provenance None = new("", "");

    [ThreadStatic]
    private static Provenance? s_current;

    /// <summary>What is said of an index out of range, where the formula knows better than the kernel what it is; see <see cref="Tensor.Require"/>. Empty elsewhere.</summary>
    internal string Refusal { get; init; } = "";

    /// <summary>What nodes made on this thread are marked with now.</summary>
    public static Provenance Current => s_current ?? None;

    /// <summary>
    /// Marks the nodes made until the result is disposed: the name is appended to the current path. Meant for <c>using</c>.
    /// </summary>
    public static Scope Enter(string name, string formula = "")
    {
        Provenance outer = Current;
        s_current = new Provenance(outer.Path.Length == 0 ? name : $"{outer.Path}/{name}", formula);
        return new Scope(outer);
    }

    /// <summary>Marks the nodes made until the result is disposed with what is said where their indices are out of range.</summary>
    internal static Scope Refuse(string refusal)
    {
        Provenance outer = Current;
        s_current = outer with { Refusal = refusal };
        return new Scope(outer);
    }

    /// <summary>Marks the nodes made until the result is disposed with another node's provenance (its gradient's, say).</summary>
    internal static Scope Continue(Provenance provenance)
    {
        Provenance outer = Current;
        s_current = provenance;
        return new Scope(outer);
    }

    /// <summary><c>encoder/linear1: x·W + b</c></summary>
    public override string ToString() =>
        Formula.Length == 0 ? Path : Path.Length == 0 ? Formula : $"{Path}: {Formula}";

    /// <summary>Ends a provenance when disposed.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly Provenance _outer;

        internal Scope(Provenance outer) => _outer = outer;

        /// <summary>Goes back to what was current before.</summary>
        public void Dispose() => s_current = _outer;
    }
}
