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

    /// <summary>
    /// This step with its inputs filled in: those that the formulas mention, whether or not the compiler still needs them, so that what a caller has to give does not depend on it.
    /// </summary>
    /// <exception cref="ShapeException">An update's shape or type differs from its state's.</exception>
    /// <exception cref="ArgumentException">A state is updated twice, there is nothing to compute, or an input is used that is not listed.</exception>
    internal Step Verified()
    {
        if (Outputs.Count + Updates.Count == 0) throw new ArgumentException("A step needs at least one output or update.");
        if (Outputs.Any(output => output is null) || Updates.Any(update => update.State is null || update.Value is null) || Inputs.Any(input => input is null))
            throw new ArgumentException("An output, update or input of the step is null; take it out or give it a tensor.");
        var written = new HashSet<State>(ReferenceEqualityComparer.Instance);
        foreach ((State state, Tensor value) in Updates)
        {
            RequireSame(state, value);
            if (!written.Add(state)) throw new ArgumentException($"'{state.Name}' is updated twice in one step; add the updates up first.");
        }

        Input[] used = [.. GraphWalk.Topological(Outputs.Concat(Updates.Select(update => update.Value)), GraphWalk.InputsAndBody).OfType<Input>()];
        if (Inputs.Count == 0) return new Step { Outputs = Outputs, Updates = Updates, Inputs = used };
        foreach (Input input in used)
        {
            if (!Inputs.Contains(input, ReferenceEqualityComparer.Instance))
                throw new ArgumentException($"The step's formulas use the input '{input.Name}', which is not among its inputs; add it, or leave Inputs empty.");
        }

        return this;
    }

    internal static void RequireSame(State state, Tensor value)
    {
        if (!state.Shape.Equals(value.Shape) || state.Type != value.Type)
            throw new ShapeException($"'{state.Name}' is {state.Type.Name()} {state.Shape}; the new value is {value.Type.Name()} {value.Shape}. It must have the same type and shape: "
                + (state.Type == value.Type ? "reshape, broadcast or sum it first." : $"cast it first, as in x.Cast(DType.{state.Type})."));
    }
}
