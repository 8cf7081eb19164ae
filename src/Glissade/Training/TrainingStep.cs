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
    private readonly int _seedValue, _part;
    private StepFeed? _numberFeed;
    private AccumulatedStep? _inParts;

    /// <param name="wiring">Network, loss and scales.</param>
    /// <param name="optimizer">How the weights walk.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="data">The examples.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="part">The most examples that are taken at once; 0 for any number. A step over more of them takes them in parts.</param>
    public TrainingStep(Wiring wiring, Optimizer optimizer, Device device, Dataset data, int seed, int part = 0)
    {
        (_wiring, _optimizer, _device, _data, _seedValue, _part) = (wiring, optimizer, device, data, seed, part);
        _states = [.. wiring.Model.States()];
        _parameters = [.. _states.Select(state => state.State).OfType<Parameter>()];
        _moments = new OptimizerPass(_rate, _number, _states) { GradientsAreFormulas = true };
    }

    /// <summary>All that a step writes: parameters, buffers and the optimizer's moments, by name. Complete once a plan was made.</summary>
    public IReadOnlyList<(string Name, State State)> States =>
        [.. _states.Select(state => (state.Path, state.State)), .. _moments.Buffers.Select(pair => (pair.Key, (State)pair.Value))];

    /// <summary>The averages of weights that the optimizer keeps. Complete once a plan was made.</summary>
    public IReadOnlyList<(Parameter Parameter, Buffer Average)> Averages => _moments.Averages;

    /// <summary>Temporary memory of the plans for a batch size, in bytes.</summary>
    public long PeakBytes(int batch) => TakesParts(batch) ? InParts(batch).PeakBytes : For(batch, withNorm: false).PeakBytes;

    /// <summary>One step over some examples.</summary>
    /// <param name="examples">Which examples.</param>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="withNorm">Whether the length of the gradient is wanted: one more output, which changes no bit of the rest.</param>
    /// <returns>Σ values·weights, Σ weights, and the length of the gradient (NaN unless asked for).</returns>
    public (double Numerator, double Denominator, double Norm) Run(ReadOnlySpan<int> examples, long step, double rate, bool withNorm = false) =>
        TakesParts(examples.Length) ? InParts(examples.Length).Run(examples, step, rate, withNorm) : For(examples.Length, withNorm).Run(examples, step, rate);

    /// <summary>The formulas of a step, for those who look inside.</summary>
    /// <param name="batch">Examples.</param>
    /// <param name="withNorm">With the length of the gradient.</param>
    /// <param name="training">Whether the network is built as it trains; otherwise as it predicts, without dropout.</param>
    public StepGraph Build(int batch, bool withNorm = false, bool training = true)
    {
        (Input x, Input y, Input? weights) = Examples(batch);
        Pass pass = training ? Pass.ForTraining(_seed, _step, _first) : Pass.Inference();
        Mixup? mixup = training && batch > 1 && _wiring.Mixup > 0 ? new Mixup(_wiring.Mixup, _seed, _step) : null;
        Tensor prediction = _wiring.Predict(x, pass, mixup);
        Tensor target = _wiring.Target(y, prediction);
        (Tensor numerator, Tensor denominator) = mixup?.Sums(_wiring.Loss, prediction, target, weights) ?? _wiring.Loss.Sums(prediction, target, weights);
        StepEnd end = End(numerator, denominator, Sums(numerator, denominator), pass.Updates, withNorm);
        return new StepGraph(x, y, weights, prediction, target, numerator.Cast(DType.Float64), denominator.Cast(DType.Float64), end.Cost, end.Norm, end.Gradients, end.Updates, pass.Trace)
        { IsMarkedByTraining = pass.IsMarkedByTraining };
    }

    /// <summary>What a part of a batch adds up, and the updates of layers: everything that the end of a step is made of.</summary>
    public StepSums BuildSums(int batch)
    {
        (Input x, Input y, Input? weights) = Examples(batch);
        Pass pass = Pass.ForTraining(_seed, _step, _first);
        Tensor prediction = _wiring.Predict(x, pass);
        (Tensor numerator, Tensor? denominator, long items) = _wiring.Loss.SumsOrCount(prediction, _wiring.Target(y, prediction), weights);
        return new StepSums(new StepInputs { X = x, Y = y, Weights = weights, Seed = _seed, Step = _step, First = _first }, numerator, denominator, items / batch, Sums(numerator, denominator), pass.Updates);
    }

    /// <summary>The end of a step, where no example is seen any more: the one division, and the optimizer's update.</summary>
    /// <param name="numerator">Σ values·weights.</param>
    /// <param name="denominator">Σ weights.</param>
    /// <param name="sums">The gradient of the numerator, for each parameter.</param>
    /// <param name="layers">What layers write.</param>
    /// <param name="withNorm">With the length of the gradient.</param>
    public StepEnd End(Tensor numerator, Tensor denominator, Tensor[] sums, IEnumerable<(State State, Tensor Value)> layers, bool withNorm)
    {
        Tensor cost = _wiring.Loss.Finish(numerator / denominator), slope = Gradient.Of(cost, numerator)[0];
        var gradients = new (Parameter Parameter, Tensor Gradient)[sums.Length];
        for (int i = 0; i < gradients.Length; i++) gradients[i] = (_parameters[i], sums[i] * OptimizerPass.As(slope, _parameters[i]));
        _moments.Rebuild(_optimizer);
        _optimizer.Step(gradients, _moments);
        Tensor? norm = withNorm ? gradients.Aggregate(Tensor.Scalar(0, DType.Float64), (sum, pair) => sum + pair.Gradient.Cast(DType.Float64).Square().Sum()).SquareRoot() : null;
        return new StepEnd(cost, norm, gradients, [.. layers, .. _moments.Updates]);
    }

    /// <summary>The scalars that the end of a step takes.</summary>
    public StepInputs EndInputs => new() { Rate = _rate, Number = _number, Seed = _seed, Step = _step, First = _first };

    /// <summary>The way of examples into plans over some inputs.</summary>
    public StepFeed FeedOf(StepInputs inputs) => new(inputs, _data, _seedValue);

    /// <summary>All inputs of a built step: given whether or not the compiled plan still needs them.</summary>
    public IReadOnlyList<Input> InputsOf(StepGraph graph) => Inputs(graph).All;

    /// <summary>Sets the inputs of a workspace of a plan over a built step: once, for those who look inside.</summary>
    public void Feed(StepGraph graph, Workspace workspace, ReadOnlySpan<int> examples, long step, double rate) =>
        FeedOf(Inputs(graph)).Set(workspace, examples, step, rate);

    /// <summary>Sets the number of the next step, from 0, in a workspace that was fed: all that changes when the same examples come again.</summary>
    public void SetNumber(Workspace workspace, long step)
    {
        _numberFeed ??= FeedOf(new StepInputs { Number = _number, Step = _step });
        _numberFeed.SetNumber(workspace, step);
    }

    private (Input X, Input Y, Input? Weights) Examples(int batch)
    {
        DataColumn targets = _data.Targets ?? throw new ArgumentException("The dataset has no targets to learn from.");
        return (_data.Inputs.Input("x", batch), targets.Input("y", batch), _data.Weights?.Input("weights", batch));
    }

    private StepInputs Inputs(StepGraph graph) => EndInputs with { X = graph.X, Y = graph.Y, Weights = graph.Weights };

    // The gradient of the sum, which is divided once, at the end: a batch that comes in parts has the same bits. Without a path from the loss a parameter would silently stay as it is.
    private Tensor[] Sums(Tensor numerator, Tensor? denominator)
    {
        var reached = new HashSet<Tensor>(GraphWalk.Topological([numerator], GraphWalk.InputsAndBody), ReferenceEqualityComparer.Instance);
        foreach (LayerState state in _states)
        {
            if (state.State is Parameter && !reached.Contains(state.State))
                throw new InvalidOperationException($"The parameter '{state.Path}' belongs to the model, but the loss does not depend on it. Use it in Forward, or do not add it.");
        }

        var owned = new HashSet<Tensor>(_parameters, ReferenceEqualityComparer.Instance);
        foreach (Parameter stranger in reached.OfType<Parameter>().Where(parameter => !owned.Contains(parameter)))
            throw new InvalidOperationException($"The loss depends on the parameter '{stranger.Name}', which no layer of the model owns. Create it with AddParameter in the layer's constructor, so that it is trained and saved.");
        if (denominator is not null && GraphWalk.Topological([denominator], GraphWalk.InputsAndBody).OfType<Parameter>().FirstOrDefault() is { } weighing)
            throw new InvalidOperationException($"The weights of {_wiring.Loss} depend on the parameter '{weighing.Name}'. Weights say what counts, and are no part of what is learned: detach them, as in weights.Detach().");
        return Gradient.Of(numerator, _parameters);
    }

    private bool TakesParts(int batch) => _part > 0 && batch > _part;

    // The first step is the longest: only an epoch's last may be shorter.
    private AccumulatedStep InParts(int batch) => _inParts ??= new AccumulatedStep(this, _device, _part, batch, _states);

    private Replay For(int batch, bool withNorm)
    {
        if (!_replays.TryGetValue((batch, withNorm), out Replay? replay)) _replays[(batch, withNorm)] = replay = new Replay(this, batch, withNorm);
        return replay;
    }

    /// <summary>A plan for one batch size, with its memory.</summary>
    private sealed class Replay
    {
        private readonly StepGraph _graph;
        private readonly Plan _plan;
        private readonly Workspace _workspace;
        private readonly StepFeed _feed;

        public Replay(TrainingStep owner, int batch, bool withNorm)
        {
            _graph = owner.Build(batch, withNorm);
            Tensor[] outputs = _graph.Norm is null ? [_graph.Numerator, _graph.Denominator] : [_graph.Numerator, _graph.Denominator, _graph.Norm];
            _plan = owner._device.Compile(new Step { Outputs = outputs, Updates = _graph.Updates, Inputs = owner.InputsOf(_graph) });
            _workspace = _plan.CreateWorkspace();
            _feed = owner.FeedOf(owner.Inputs(_graph));
        }

        public long PeakBytes => _plan.PeakBytes;

        public (double Numerator, double Denominator, double Norm) Run(ReadOnlySpan<int> examples, long step, double rate)
        {
            _feed.Set(_workspace, examples, step, rate);
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

/// <summary>What examples add up to in a step.</summary>
/// <param name="Inputs">What it takes.</param>
/// <param name="Numerator">Σ values·weights.</param>
/// <param name="Denominator">Σ weights; null where every item counts as 1.</param>
/// <param name="ItemsOfExample">How many items an example has.</param>
/// <param name="Gradients">The gradient of the numerator, for each parameter.</param>
/// <param name="Updates">What layers write.</param>
internal sealed record StepSums(StepInputs Inputs, Tensor Numerator, Tensor? Denominator, long ItemsOfExample, Tensor[] Gradients, IReadOnlyList<(State State, Tensor Value)> Updates);

/// <summary>What a step does once its sums are there.</summary>
/// <param name="Cost">The cost of the batch.</param>
/// <param name="Norm">The length of the gradient, if it was asked for.</param>
/// <param name="Gradients">The gradient of the cost.</param>
/// <param name="Updates">What is written.</param>
internal sealed record StepEnd(Tensor Cost, Tensor? Norm, IReadOnlyList<(Parameter Parameter, Tensor Gradient)> Gradients, IReadOnlyList<(State State, Tensor Value)> Updates);
