namespace Glissade;

/// <summary>
/// One example worked out: the forward pass, the loss with its formula filled in, every gradient from the last layer to the first, and what one step of the optimizer on this example alone would make
/// of the weights. The numbers are those that the compiled training step computes, to the last bit; what that step never computes is marked <see cref="ExplainedTensor.IsByFormula"/>.
/// </summary>
public sealed record Explanation
{
    /// <summary>Which example, counted from 0 in the data that was given; a caller that numbers rows in another way puts its own number here.</summary>
    public long Row { get; init; }

    /// <summary>The network in words.</summary>
    public string Network { get; init; } = "";

    /// <summary>How to read it: whether dropout is on, where the optimizer's state comes from.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The values as they stand in the data, and what preprocessing made of them; empty where the network takes the data as they are.</summary>
    public IReadOnlyList<RawValue> Raw { get; init; } = [];

    /// <summary>The example as the data holds it after preprocessing.</summary>
    public required ExplainedTensor Input { get; init; }

    /// <summary>The same as the first layer sees it, scaled within the compiled step; null if it is not scaled.</summary>
    public ExplainedTensor? ScaledInput { get; init; }

    /// <summary>The layers in the order of computation. Containers that only chain their layers are left out.</summary>
    public IReadOnlyList<ExplainedLayer> Layers { get; init; } = [];

    /// <summary>What the network gives, as the loss takes it.</summary>
    public required ExplainedTensor Prediction { get; init; }

    /// <summary>What a person sees of it: probabilities, or numbers in the target's own unit.</summary>
    public required ExplainedTensor Output { get; init; }

    /// <summary>What it should have given, as the loss takes it: a class index, or numbers (scaled if the network predicts scaled targets).</summary>
    public required ExplainedTensor Target { get; init; }

    /// <summary>The names of the classes, in the order of their indices; empty if they have none.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The loss.</summary>
    public required ExplainedLoss Loss { get; init; }

    /// <summary>The length of the gradient over all weights: √Σ g².</summary>
    public double GradientNorm { get; init; }

    /// <summary>The weights with the largest |gradient| over the whole network, the largest first.</summary>
    public IReadOnlyList<ExplainedWeight> Weights { get; init; } = [];

    /// <summary>The optimizer's step.</summary>
    public required ExplainedStep Step { get; init; }

    /// <summary>Σ gradient·change over all weights: how much the loss would change if it were a plane.</summary>
    public double FirstOrder { get; init; }

    /// <summary>The loss of the example with the new weights, evaluated anew.</summary>
    public double LossAfter { get; init; }
}

/// <summary>A value as it stands in the data.</summary>
/// <param name="Name">The column.</param>
/// <param name="Text">The value as it is written there; empty for a gap.</param>
/// <param name="Transform">What preprocessing did, in words, such as <c>(x − 5.84) / 0.83</c>.</param>
/// <param name="Features">The numbers that the network gets for it.</param>
public sealed record RawValue(string Name, string Text, string Transform, IReadOnlyList<double> Features);

/// <summary>A formula with its numbers filled in.</summary>
/// <param name="Name">What is computed, such as <c>z[2]</c>.</param>
/// <param name="Formula">How, in symbols; may be empty.</param>
/// <param name="Numbers">The same with the numbers; may be empty. Long sums name their largest terms and the number of those left out.</param>
/// <param name="Value">What comes out: the engine's own number where the step has it; steps on the way within an optimizer, such as m̂, are computed from its numbers.</param>
public sealed record WorkedLine(string Name, string Formula, string Numbers, double Value);

/// <summary>One layer, forward and backward.</summary>
public sealed record ExplainedLayer
{
    /// <summary>Where it stands in the network, such as <c>linear1</c>; empty if it is the whole network.</summary>
    public string Path { get; init; } = "";

    /// <summary>Kind and arguments, such as <c>Linear(4, 16)</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Its formula, such as <c>x·W + b</c>.</summary>
    public string Formula { get; init; } = "";

    /// <summary>What goes in.</summary>
    public required ExplainedTensor Input { get; init; }

    /// <summary>What comes out.</summary>
    public required ExplainedTensor Output { get; init; }

    /// <summary>Some elements of the output worked out.</summary>
    public IReadOnlyList<WorkedLine> Forward { get; init; } = [];

    /// <summary>∂L/∂output; null if the loss does not depend on it smoothly.</summary>
    public ExplainedTensor? OutputGradient { get; init; }

    /// <summary>∂L/∂input; null if the loss does not depend on it smoothly. The training step itself does not need that of the first layer.</summary>
    public ExplainedTensor? InputGradient { get; init; }

    /// <summary>The layer's own parameters with their gradients and new values.</summary>
    public IReadOnlyList<ExplainedParameter> Parameters { get; init; } = [];

    /// <summary>Some of the gradients worked out by the chain rule.</summary>
    public IReadOnlyList<WorkedLine> Backward { get; init; } = [];
}

/// <summary>A parameter before and after the step.</summary>
/// <param name="Path">Such as <c>linear1/weight</c>.</param>
/// <param name="Value">Before.</param>
/// <param name="Gradient">∂L/∂value.</param>
/// <param name="NewValue">After.</param>
/// <param name="States">What the optimizer keeps for it, before and after, by name such as <c>moment1</c>.</param>
public sealed record ExplainedParameter(string Path, ExplainedTensor Value, ExplainedTensor Gradient, ExplainedTensor NewValue, IReadOnlyList<ExplainedState> States);

/// <summary>A tensor of the optimizer's state.</summary>
/// <param name="Name">Such as <c>moment1</c>.</param>
/// <param name="Before">Before the step.</param>
/// <param name="After">After it.</param>
public sealed record ExplainedState(string Name, ExplainedTensor Before, ExplainedTensor After);

/// <summary>The loss of the example.</summary>
public sealed record ExplainedLoss
{
    /// <summary>As the catalogue writes it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its formula in symbols; empty for a loss that the catalogue does not have.</summary>
    public string Formula { get; init; } = "";

    /// <summary>The loss.</summary>
    public double Value { get; init; }

    /// <summary>The values that are averaged (or, for classes, the one).</summary>
    public required ExplainedTensor Values { get; init; }

    /// <summary>The formula filled in.</summary>
    public IReadOnlyList<WorkedLine> Lines { get; init; } = [];

    /// <summary>∂L/∂prediction; null if the loss does not depend on it smoothly.</summary>
    public ExplainedTensor? Gradient { get; init; }

    /// <summary>Its formula filled in for the elements that matter most.</summary>
    public IReadOnlyList<WorkedLine> GradientLines { get; init; } = [];
}

/// <summary>One weight, and what the step makes of it.</summary>
public sealed record ExplainedWeight
{
    /// <summary>The parameter, such as <c>linear1/weight</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>Its place in the parameter.</summary>
    public IReadOnlyList<int> Index { get; init; } = [];

    /// <summary>Before the step.</summary>
    public double Value { get; init; }

    /// <summary>∂L/∂weight.</summary>
    public double Gradient { get; init; }

    /// <summary>After the step.</summary>
    public double NewValue { get; init; }

    /// <summary>New value − value.</summary>
    public double Change => NewValue - Value;

    /// <summary>Gradient·change: how much the loss would change if this weight alone took its step and the loss were a line.</summary>
    public double FirstOrder => Gradient * Change;

    /// <summary>What the optimizer keeps for this weight, before and after.</summary>
    public IReadOnlyList<ExplainedNumber> States { get; init; } = [];
}

/// <summary>A number of the optimizer's state.</summary>
/// <param name="Name">Such as <c>moment1</c>.</param>
/// <param name="Before">Before the step.</param>
/// <param name="After">After it.</param>
public sealed record ExplainedNumber(string Name, double Before, double After);

/// <summary>The optimizer's step.</summary>
public sealed record ExplainedStep
{
    /// <summary>The optimizer as the catalogue writes it.</summary>
    public string Optimizer { get; init; } = "";

    /// <summary>Its formulas in symbols; empty for an optimizer that the catalogue does not have.</summary>
    public IReadOnlyList<string> Formulas { get; init; } = [];

    /// <summary>The number of the step, from 1: how many the training has taken, and one.</summary>
    public long Number { get; init; }

    /// <summary>The learning rate of this step.</summary>
    public double LearningRate { get; init; }

    /// <summary>The formulas filled in for the weight with the largest gradient.</summary>
    public IReadOnlyList<WorkedLine> Lines { get; init; } = [];
}
