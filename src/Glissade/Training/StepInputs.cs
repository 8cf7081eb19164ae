namespace Glissade;

/// <summary>What goes into the plan of a step, or of a part of one.</summary>
internal sealed record StepInputs
{
    public Input? X { get; init; }

    public Input? Y { get; init; }

    /// <summary>One weight an example; null where there are none.</summary>
    public Input? Weights { get; init; }

    /// <summary>The learning rate, float32.</summary>
    public Input? Rate { get; init; }

    /// <summary>The number of the step from 1, float32, as optimizers count.</summary>
    public Input? Number { get; init; }

    public Input? Seed { get; init; }

    /// <summary>The number of the step from 0, int32, as random numbers count.</summary>
    public Input? Step { get; init; }

    /// <summary>The place of the first example within the step.</summary>
    public Input? First { get; init; }

    /// <summary>Those that there are.</summary>
    public Input[] All => [.. new[] { X, Y, Weights, Rate, Number, Seed, Step, First }.OfType<Input>()];
}

/// <summary>The way of examples and scalars into a workspace.</summary>
internal sealed class StepFeed(StepInputs inputs, Dataset data, int seed)
{
    private readonly DataFeed? _x = inputs.X is null ? null : data.Inputs.Feed(inputs.X), _y = inputs.Y is null ? null : data.Targets!.Feed(inputs.Y),
        _weights = inputs.Weights is null ? null : data.Weights!.Feed(inputs.Weights);

    /// <summary>Sets all inputs.</summary>
    /// <param name="workspace">Of the plan that has the inputs.</param>
    /// <param name="examples">Which examples.</param>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="first">The place of the first of them within the step.</param>
    public void Set(Workspace workspace, ReadOnlySpan<int> examples, long step, double rate, int first = 0)
    {
        _x?.Set(workspace, examples);
        _y?.Set(workspace, examples);
        _weights?.Set(workspace, examples);
        if (inputs.Rate is not null) workspace.Set(inputs.Rate, (float)rate);
        if (inputs.Seed is not null) workspace.Set(inputs.Seed, seed);
        if (inputs.First is not null) workspace.Set(inputs.First, first);
        SetNumber(workspace, step);
    }

    /// <summary>Sets the number of the next step, from 0: all that changes when the same examples come again.</summary>
    public void SetNumber(Workspace workspace, long step)
    {
        if (inputs.Number is not null) workspace.Set(inputs.Number, (float)(step + 1));
        if (inputs.Step is not null) workspace.Set(inputs.Step, unchecked((int)step));
    }
}
