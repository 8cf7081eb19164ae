namespace Glissade;

/// <summary>
/// A number that chooses (a class, a word, a row) and is outside what there is to choose from, met while a plan runs: <see cref="Workspace.Run"/> throws it, and what evaluates. The
/// message says which layer or operation met which number where, and which are allowed.
/// </summary>
public sealed class IndexException(string message) : ArgumentException(message);
