namespace Glissade;

/// <summary>
/// The training step of one network: forward pass, loss, gradients and the optimizer's update as one compiled plan for each batch size. The plans share states and moments.
/// </summary>
internal sealed class TrainingStep
{
    private readonly Wiring _wiring;
    private readonly Optimizer _optimizer;
    private readonly Device _device;
    private readonly Dataset _data;
    private readonly LayerState[] _states;
    private readonly Parameter[] _parameters;
    private readonly Input _rate = new("learning_rate"), _number = new("step_number"), _seed = new("seed", DType.Int32), _step = new("step", DType.Int32), _first = new("first_example", DType.Int32);
    private readonly OptimizerPass _moments;
    private readonly Dictionary<(int Batch, bool WithNorm), Replay> _replays = [];
    private readonly int _seedValue;

    public TrainingStep(Wiring wiring, Optimizer optimizer, Device device, Dataset data, int seed)
    {
        (_wiring, _optimizer, _device, _data, _seedValue) = (wiring, optimizer, device, data, seed);
        _states = [.. wiring.Model.States()];
        _parameters = [.. _states.Select(state => state.State).OfType<Parameter>()];
        _moments = new OptimizerPass(_rate, _number, _states) { GradientsAreFormulas = true };
    }

    /// <summary>All that a step writes: parameters, buffers and the optimizer's moments, by name. Complete once a plan was made.</summary>
    public IReadOnlyList<(string Name, State State)> States =>
        [.. _states.Select(state => (state.Path, state.State)), .. _moments.Buffers.Select(pair => (pair.Key, (State)pair.Value))];

    /// <summary>The averages of weights that the optimizer keeps. Complete once a plan was made.</summary>
    public IReadOnlyList<(Parameter Parameter, Buffer Average)> Averages => _moments.Averages;

    /// <summary>Temporary memory of the plan for a batch size, in bytes.</summary>
    public long PeakBytes(int batch) => For(batch, withNorm: false).PeakBytes;

    /// <summary>One step over some examples.</summary>
    /// <param name="examples">Which examples.</param>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="withNorm">Whether the length of the gradient is wanted: one more output, which changes no bit of the rest.</param>
    /// <returns>Σ values·weights, Σ weights, and the length of the gradient (NaN unless asked for).</returns>
    public (double Numerator, double Denominator, double Norm) Run(ReadOnlySpan<int> examples, long step, double rate, bool withNorm = false) =>
        For(examples.Length, withNorm).Run(examples, step, rate);

    /// <summary>The formulas of a step, for those who look inside.</summary>
    /// <param name="batch">Examples.</param>
    /// <param name="withNorm">With the length of the gradient.</param>
    /// <param name="training">Whether the network is built as it trains; otherwise as it predicts, without dropout.</param>
    public StepGraph Build(int batch, bool withNorm = false, bool training = true)
    {
        DataColumn targets = _data.Targets ?? throw new ArgumentException("The dataset has no targets to learn from.");
        Input x = _data.Inputs.Input("x", batch), y = targets.Input("y", batch);
        Input? weights = _data.Weights?.Input("weights", batch);
        Pass pass = training ? Pass.ForTraining(_seed, _step, _first) : Pass.Inference();
        Tensor prediction = _wiring.Predict(x, pass);
        Tensor target = _wiring.Target(y, prediction);
        (Tensor numerator, Tensor denominator) = _wiring.Loss.Sums(prediction, target, weights);
        Tensor cost = _wiring.Loss.Finish(numerator / denominator);
        Tensor[] gradients = GradientsOf(cost);
        _moments.Rebuild();
        _optimizer.Step([.. _parameters.Zip(gradients)], _moments);
        Tensor? norm = withNorm ? gradients.Aggregate(Tensor.Scalar(0, DType.Float64), (sum, gradient) => sum + gradient.Cast(DType.Float64).Square().Sum()).SquareRoot() : null;
        return new StepGraph(x, y, weights, prediction, target, numerator.Cast(DType.Float64), denominator.Cast(DType.Float64), cost, norm,
            [.. _parameters.Zip(gradients)], [.. pass.Updates, .. _moments.Updates], pass.Trace)
        { IsMarkedByTraining = pass.IsMarkedByTraining };
    }

    /// <summary>All inputs of a built step: given whether or not the compiled plan still needs them.</summary>
    public IReadOnlyList<Input> InputsOf(StepGraph graph) =>
        graph.Weights is null ? [graph.X, graph.Y, _rate, _number, _seed, _step, _first] : [graph.X, graph.Y, graph.Weights, _rate, _number, _seed, _step, _first];

    /// <summary>Sets the inputs of a workspace of a plan over a built step: once, for those who look inside.</summary>
    public void Feed(StepGraph graph, Workspace workspace, ReadOnlySpan<int> examples, long step, double rate) =>
        new Feeds(_data, graph).Set(this, workspace, examples, step, rate);

    /// <summary>Sets the number of the next step, from 0, in a workspace that was fed: all that changes when the same examples come again.</summary>
    public void SetNumber(Workspace workspace, long step)
    {
        workspace.Set(_number, (float)(step + 1));
        workspace.Set(_step, unchecked((int)step));
    }

    // Without a path from the loss a parameter would silently stay as it is.
    private Tensor[] GradientsOf(Tensor cost)
    {
        var reached = new HashSet<Tensor>(GraphWalk.Topological([cost], GraphWalk.InputsAndBody), ReferenceEqualityComparer.Instance);
        foreach (LayerState state in _states)
        {
            if (state.State is Parameter && !reached.Contains(state.State))
                throw new InvalidOperationException($"The parameter '{state.Path}' belongs to the model, but the loss does not depend on it. Use it in Forward, or do not add it.");
        }

        var owned = new HashSet<Tensor>(_parameters, ReferenceEqualityComparer.Instance);
        foreach (Parameter stranger in reached.OfType<Parameter>().Where(parameter => !owned.Contains(parameter)))
            throw new InvalidOperationException($"The loss depends on the parameter '{stranger.Name}', which no layer of the model owns. Create it with AddParameter in the layer's constructor, so that it is trained and saved.");
        return Gradient.Of(cost, _parameters);
    }

    private Replay For(int batch, bool withNorm)
    {
        if (!_replays.TryGetValue((batch, withNorm), out Replay? replay)) _replays[(batch, withNorm)] = replay = new Replay(this, batch, withNorm);
        return replay;
    }

    /// <summary>The way of a batch into a workspace.</summary>
    private sealed class Feeds(Dataset data, StepGraph graph)
    {
        private readonly DataFeed _x = data.Inputs.Feed(graph.X), _y = data.Targets!.Feed(graph.Y);
        private readonly DataFeed? _weights = graph.Weights is null ? null : data.Weights!.Feed(graph.Weights);

        public void Set(TrainingStep owner, Workspace workspace, ReadOnlySpan<int> examples, long step, double rate)
        {
            _x.Set(workspace, examples);
            _y.Set(workspace, examples);
            _weights?.Set(workspace, examples);
            workspace.Set(owner._rate, (float)rate);
            owner.SetNumber(workspace, step);
            workspace.Set(owner._seed, owner._seedValue);
            workspace.Set(owner._first, 0);
        }
    }

    /// <summary>A plan for one batch size, with its memory.</summary>
    private sealed class Replay
    {
        private readonly TrainingStep _owner;
        private readonly StepGraph _graph;
        private readonly Plan _plan;
        private readonly Workspace _workspace;
        private readonly Feeds _feeds;

        public Replay(TrainingStep owner, int batch, bool withNorm)
        {
            _owner = owner;
            _graph = owner.Build(batch, withNorm);
            Tensor[] outputs = _graph.Norm is null ? [_graph.Numerator, _graph.Denominator] : [_graph.Numerator, _graph.Denominator, _graph.Norm];
            _plan = owner._device.Compile(new Step { Outputs = outputs, Updates = _graph.Updates, Inputs = owner.InputsOf(_graph) });
            _workspace = _plan.CreateWorkspace();
            _feeds = new Feeds(owner._data, _graph);
        }

        public long PeakBytes => _plan.PeakBytes;

        public (double Numerator, double Denominator, double Norm) Run(ReadOnlySpan<int> examples, long step, double rate)
        {
            _feeds.Set(_owner, _workspace, examples, step, rate);
            _workspace.Run();
            return (_workspace.Read<double>(_graph.Numerator)[0], _workspace.Read<double>(_graph.Denominator)[0],
                _graph.Norm is null ? double.NaN : _workspace.Read<double>(_graph.Norm)[0]);
        }
    }
}

/// <summary>The formulas of one training step.</summary>
internal sealed record StepGraph(
    Input X, Input Y, Input? Weights, Tensor Prediction, Tensor Target, Tensor Numerator, Tensor Denominator, Tensor Cost, Tensor? Norm,
    IReadOnlyList<(Parameter Parameter, Tensor Gradient)> Gradients, IReadOnlyList<(State State, Tensor Value)> Updates, IReadOnlyList<LayerTrace> Trace)
{
    /// <summary>Whether a layer asked for random numbers or wrote a buffer.</summary>
    public bool IsMarkedByTraining { get; init; }
}
