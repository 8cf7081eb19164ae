namespace Glissade;

/// <summary>A parameter or buffer of a network, with its place in it.</summary>
/// <param name="Path">Where it stands, such as <c>linear1/weight</c>: the name under which it is saved, and the key of its initial values.</param>
/// <param name="State">The parameter or buffer.</param>
/// <param name="Initializer">What it begins as.</param>
/// <param name="Fan">How many inputs and outputs it connects.</param>
public sealed record LayerState(string Path, State State, Initializer Initializer, Fan Fan)
{
    /// <summary>Sets the initial value, a function of (seed, path) alone.</summary>
    internal void Initialize(int seed) => State.Assign(Initializer.Values(State.Shape, Fan, new InitialRandom(seed, Path)).Cast(State.Type));
}
