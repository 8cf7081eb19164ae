namespace Glissade;

/// <summary>
/// Something given from outside (a file, a table, an option, a model) cannot be used. Says what happened, where, what was expected and what to do: the tool prints these as its four lines.
/// </summary>
/// <param name="message">What happened, as a sentence without a full stop: <c>the target 'price' has gaps</c>.</param>
/// <param name="where">The file, row and column, or the layer and operation.</param>
/// <param name="expected">What would have been fine.</param>
/// <param name="remedy">What to do about it; where possible the very line to type.</param>
/// <param name="inner">The cause, where there is one.</param>
public sealed class GlissadeException(string message, string where = "", string expected = "", string remedy = "", Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The file, row and column, or the layer and operation; empty when there is no place to name.</summary>
    public string Where { get; } = where;

    /// <summary>What would have been fine; empty when the message says it.</summary>
    public string Expected { get; } = expected;

    /// <summary>What to do about it; empty when nothing can be advised.</summary>
    public string Remedy { get; } = remedy;

    /// <summary>Whether the work failed (diverged, disk full: exit code 1) rather than its input being wrong (exit code 2).</summary>
    public bool IsFailure { get; init; }

    /// <summary>All lines: <c>message</c>, <c>  where:</c>, <c>  expected:</c>, <c>  try:</c>; empty ones are left out.</summary>
    public string Describe() => string.Join('\n', Lines());

    private IEnumerable<string> Lines()
    {
        yield return Message;
        if (Where.Length > 0) yield return $"  where: {Where}";
        if (Expected.Length > 0) yield return $"  expected: {Expected}";
        if (Remedy.Length > 0) yield return $"  try: {Remedy}";
    }
}
