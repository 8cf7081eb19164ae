namespace Glissade;

/// <summary>
/// What a plan computes: outputs to look at and updates to write, over inputs given at every run. All expressions read the states as they were when the step began.
/// </summary>
public sealed class Step
{
    /// <summary>The results, in the order given.</summary>
    public IReadOnlyList<Tensor> Outputs { get; init; } = [];

    /// <summary>The new value of each state that the step writes.</summary>
    public IReadOnlyList<(State State, Tensor Value)> Updates { get; init; } = [];

    /// <summary>The inputs that must be given; those the expressions use, if left empty.</summary>
    public IReadOnlyList<Input> Inputs { get; init; } = [];

    /// <summary>Checks that updates fit their states and that no state is written twice.</summary>
    /// <exception cref="ShapeException">An update's shape or type differs from its state's.</exception>
    /// <exception cref="ArgumentException">A state is updated twice, or there is nothing to compute.</exception>
    internal void Verify()
    {
        if (Outputs.Count + Updates.Count == 0) throw new ArgumentException("A step needs at least one output or update.");
        var written = new HashSet<State>(ReferenceEqualityComparer.Instance);
        foreach ((State state, Tensor value) in Updates)
        {
            RequireSame(state, value);
            if (!written.Add(state)) throw new ArgumentException($"'{state.Name}' is updated twice in one step; add the updates up first.");
        }
    }

    internal static void RequireSame(State state, Tensor value)
    {
        if (!state.Shape.Equals(value.Shape) || state.Type != value.Type)
            throw new ShapeException($"'{state.Name}' is {state.Type.Name()} {state.Shape}; the new value is {value.Type.Name()} {value.Shape}.");
    }
}
