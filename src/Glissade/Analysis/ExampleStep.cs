using Glissade.Compiler;

namespace Glissade;

/// <summary>
/// The training step over one example with its inner nodes as outputs, run once without writing anything. Inner gradients are those of the step itself: the walk back from the stabilised loss passes
/// through the same nodes. What stabilising took out of the step is computed as it is written, and told apart.
/// </summary>
internal sealed class ExampleStep
{
    private readonly Dictionary<Tensor, Tensor> _wide = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, double[]> _values = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, Tensor?> _gradients = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _removed = new(ReferenceEqualityComparer.Instance), _bypassed = new(ReferenceEqualityComparer.Instance);
    private readonly TrainingStep _step;
    private readonly Device _device;
    private readonly Func<double, double> _finish;

    /// <summary>Builds and runs it.</summary>
    /// <param name="wiring">Network, loss and scales.</param>
    /// <param name="step">The step, over a dataset of one example.</param>
    /// <param name="graph">Its formulas at batch one.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="number">How many steps were taken before.</param>
    /// <param name="rate">The learning rate.</param>
    public ExampleStep(Wiring wiring, TrainingStep step, StepGraph graph, Device device, long number, double rate)
    {
        (_step, _device, _finish, Graph) = (step, device, wiring.Loss.Finish, graph);
        Output = wiring.Output(graph.Prediction);
        LossValues = wiring.Loss.Terms(graph.Prediction, wiring.Loss.Seen(graph.Target, graph.Prediction)).Values;
        Tensor[] inner = [.. ((Tensor[])[graph.Prediction, .. graph.Trace.SelectMany(trace => (Tensor[])[trace.Input, trace.Output])]).Distinct(ReferenceEqualityComparer.Instance).Cast<Tensor>()];
        Differentiate(inner);
        FindRemoved([.. inner, Output]);
        Tensor[] wanted =
        [
            graph.X, graph.Target, graph.Numerator, graph.Denominator, Output, LossValues, .. inner, .. _gradients.Values.OfType<Tensor>(),
            .. graph.Gradients.Select(pair => pair.Gradient), .. graph.Updates.Select(update => update.Value),
        ];
        Workspace workspace = Run(wanted, step.InputsOf(graph), number, rate);
        foreach (Tensor tensor in wanted) _values[tensor] = workspace.Read<double>(Wide(tensor)).ToArray();
        if (_values[graph.Denominator][0] == 0)
            throw new GlissadeException("the row counts for nothing in the loss", "", "a row whose class the loss neither ignores nor weighs 0", $"choose another row, or a loss without that rule instead of {wiring.Loss}");
        Loss = wiring.Loss.Finish(_values[graph.Numerator][0] / _values[graph.Denominator][0]);
        LossAfter = Downhill(number, rate);
    }

    /// <summary>The formulas.</summary>
    public StepGraph Graph { get; }

    /// <summary>What a person sees of the prediction.</summary>
    public Tensor Output { get; }

    /// <summary>The loss before the mean.</summary>
    public Tensor LossValues { get; }

    /// <summary>The loss.</summary>
    public double Loss { get; }

    /// <summary>The loss with the weights that the step would leave.</summary>
    public double LossAfter { get; }

    /// <summary>The numbers of a tensor of the step.</summary>
    public double[] ValuesOf(Tensor tensor) => _values[tensor];

    /// <summary>A tensor of the step, explained. The first axis is the example's, and left out.</summary>
    public ExplainedTensor Explain(Tensor tensor) =>
        ExplainedTensor.Of(_values[tensor], tensor.Rank > 0 && tensor.Shape[0] == 1 ? tensor.Shape.Without(0) : tensor.Shape, tensor.Type, _removed.Contains(tensor));

    /// <summary>The numbers of ∂L of a tensor between the layers; null where there is none.</summary>
    public double[]? GradientOf(Tensor tensor) => _gradients.GetValueOrDefault(tensor) is { } gradient ? _values[gradient] : null;

    /// <summary>Whether the stabilised loss goes round a tensor between the layers.</summary>
    public bool IsBypassed(Tensor tensor) => _bypassed.Contains(tensor);

    /// <summary>∂L of a tensor between the layers, explained; null where there is none.</summary>
    public ExplainedTensor? ExplainGradient(Tensor tensor) => _gradients.GetValueOrDefault(tensor) is not { } gradient ? null
        : Explain(gradient) with { IsByFormula = _bypassed.Contains(tensor) };

    // One walk back for all nodes that the stabilised loss passes through: cutting the formula at one of them would give the gradient of another formula.
    private void Differentiate(Tensor[] inner)
    {
        Tensor[] prepared = Prepare.Together([Graph.Cost, .. inner]);
        Tensor cost = prepared[0];
        var reached = new HashSet<Tensor>(GraphWalk.Topological([cost]), ReferenceEqualityComparer.Instance);
        Tensor one = Tensor.Ones(cost.Shape, cost.Type);
        Tensor?[] gradients;
        using (ExactScope.Open()) gradients = Backpropagation.Run([(cost, one)], prepared[1..]);
        for (int i = 0; i < inner.Length; i++)
        {
            if (!inner[i].Type.IsFloat()) continue;
            if (reached.Contains(prepared[i + 1])) _gradients[inner[i]] = gradients[i];
            else if (Gradient.Of([(Graph.Cost, one)], [inner[i]])[0] is { } byFormula)
            {
                _gradients[inner[i]] = byFormula;
                _bypassed.Add(inner[i]);
            }
        }
    }

    // After merging equal expressions, whatever the step computes is one of its nodes.
    private void FindRemoved(Tensor[] inner)
    {
        Tensor[] ends = [Graph.Numerator, Graph.Denominator, .. Graph.Updates.Select(update => update.Value)];
        Tensor[] simple = Simplify.Apply(Prepare.Together([.. ends, .. inner]));
        var computed = new HashSet<Tensor>(GraphWalk.Topological(simple[..ends.Length]), ReferenceEqualityComparer.Instance);
        for (int i = 0; i < inner.Length; i++)
            if (!computed.Contains(simple[ends.Length + i])) _removed.Add(inner[i]);
    }

    // The states stay as they are: inputs of the new values take their places.
    private double Downhill(long number, double rate)
    {
        var places = new List<(State State, Input Input, Tensor Value)>();
        foreach ((Parameter parameter, _) in Graph.Gradients)
            if (Graph.Updates.FirstOrDefault(update => ReferenceEquals(update.State, parameter)).Value is { } value) places.Add((parameter, new Input($"new {places.Count}", parameter.Shape, parameter.Type), value));
        Tensor[] after = GraphWalk.Substitute([Graph.Numerator, Graph.Denominator], places.Select(place => ((Tensor)place.State, (Tensor)place.Input)));
        Workspace workspace = _device.Compile(new Step { Outputs = [.. after.Select(Wide)], Inputs = [.. _step.InputsOf(Graph), .. places.Select(place => place.Input)] }).CreateWorkspace();
        _step.Feed(Graph, workspace, [0], number, rate);
        foreach ((State state, Input input, Tensor value) in places)
        {
            if (state.Type == DType.Float64) workspace.Set<double>(input, _values[value]);
            else workspace.Set<float>(input, Array.ConvertAll(_values[value], number => (float)number));
        }

        workspace.Run();
        return _finish(workspace.Read<double>(Wide(after[0]))[0] / workspace.Read<double>(Wide(after[1]))[0]);
    }

    private Workspace Run(Tensor[] wanted, IReadOnlyList<Input> inputs, long number, double rate)
    {
        Tensor[] outputs = [.. wanted.Select(Wide).Distinct(ReferenceEqualityComparer.Instance).Cast<Tensor>()];
        Workspace workspace = _device.Compile(new Step { Outputs = outputs, Inputs = inputs }).CreateWorkspace();
        _step.Feed(Graph, workspace, [0], number, rate);
        workspace.Run();
        return workspace;
    }

    // As float64, so that one way of reading serves all types; widening changes no value.
    private Tensor Wide(Tensor tensor)
    {
        if (!_wide.TryGetValue(tensor, out Tensor? wide)) _wide[tensor] = wide = tensor.Type == DType.Float64 ? tensor : tensor.Cast(DType.Float64);
        return wide;
    }
}
