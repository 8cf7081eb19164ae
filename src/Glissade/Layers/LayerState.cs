namespace Glissade;

/// <summary>A parameter or buffer of a network, with its place in it.</summary>
/// <param name="Path">Where it stands, such as <c>linear1/weight</c>: the name under which it is saved, and the key of its initial values.</param>
/// <param name="State">The parameter or buffer.</param>
/// <param name="Initializer">What it begins as.</param>
/// <param name="Fan">How many inputs and outputs it connects.</param>
public sealed record LayerState(string Path, State State, Initializer Initializer, Fan Fan)
{
    /// <summary>Sets the initial values of some states, each a function of (seed, path) alone.</summary>
    internal static void Initialize(IReadOnlyList<LayerState> states, int seed)
    {
        if (states.Count == 0) return;
        var step = new Step { Updates = [.. states.Select(state => (state.State, state.Initializer.Values(state.State.Shape, state.Fan, new InitialRandom(seed, state.Path)).Cast(state.State.Type)))] };
        Device.Cpu.Compile(step).CreateWorkspace().Run();
        foreach (LayerState state in states) state.State.MarkGiven();
    }
}
