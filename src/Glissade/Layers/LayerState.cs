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
        Dictionary<State, LayerState> begun = new(ReferenceEqualityComparer.Instance);
        Dictionary<State, Tensor> values = new(ReferenceEqualityComparer.Instance);
        foreach (LayerState state in states) begun[state.State] = state;
        Device.Cpu.Compile(new Step { Updates = [.. states.Select(state => (state.State, First(state.State)))] }).CreateWorkspace().Run();
        foreach (LayerState state in states) state.State.MarkGiven();

        // What begins as a formula of another state sees that one's first values, or the ones it has where it keeps them.
        Tensor First(State state)
        {
            if (!begun.TryGetValue(state, out LayerState? own)) return state;
            if (!values.TryGetValue(state, out Tensor? first))
                values[state] = first = own.Initializer.Values(state.Shape, own.Fan, new InitialRandom(seed, own.Path, First)).Cast(state.Type);
            return first;
        }
    }
}
