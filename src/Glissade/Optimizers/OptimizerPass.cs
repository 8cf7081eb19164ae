namespace Glissade;

/// <summary>What an optimizer may ask for while its step is built into a graph. One lives as long as the training: it owns the moments.</summary>
public sealed class OptimizerPass
{
    private readonly Dictionary<State, string> _paths;
    private readonly SortedDictionary<string, Buffer> _buffers = new(StringComparer.Ordinal);
    private readonly List<(State State, Tensor Value)> _updates = [];
    private readonly Dictionary<Parameter, Buffer> _averages = new(ReferenceEqualityComparer.Instance as IEqualityComparer<Parameter>);
    private readonly Dictionary<State, string> _averaged = new(ReferenceEqualityComparer.Instance as IEqualityComparer<State>);
    private readonly Dictionary<State, string> _fixed = new(ReferenceEqualityComparer.Instance as IEqualityComparer<State>);
    private readonly HashSet<State> _written = new(ReferenceEqualityComparer.Instance as IEqualityComparer<State>);
    private readonly List<(Parameter Parameter, Func<Buffer, Tensor, Tensor> Next)> _followers = [];

    /// <param name="learningRate">The rate of this step, a float32 scalar.</param>
    /// <param name="step">The number of the step, from 1, a float32 scalar.</param>
    /// <param name="parameters">The parameters with their paths.</param>
    public OptimizerPass(Tensor learningRate, Tensor step, IEnumerable<LayerState> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        (LearningRate, StepNumber) = (learningRate, step);
        _paths = parameters.ToDictionary(state => state.State, state => state.Path, ReferenceEqualityComparer.Instance as IEqualityComparer<State>);
    }

    /// <summary>The rate of this step, schedule included: a scalar.</summary>
    public Tensor LearningRate { get; private set; }

    /// <summary>The number of the step, from 1: a float32 scalar.</summary>
    public Tensor StepNumber { get; }

    /// <summary>
    /// Whether the gradients that <see cref="Optimizer.Step"/> is given are whole formulas of the parameters, as <see cref="Gradient"/> makes them, and no numbers that came from elsewhere or were added up before. The trainer says so; whoever
    /// makes a pass says it himself. <see cref="GradientsAt"/> needs it.
    /// </summary>
    public bool GradientsAreFormulas { get; init; }

    /// <summary>The updates asked for.</summary>
    public IReadOnlyList<(State State, Tensor Value)> Updates
    {
        get
        {
            Settle();
            return _updates;
        }
    }

    /// <summary>The optimizer's own state, by name: <c>linear1/weight.moment1</c>.</summary>
    public IReadOnlyDictionary<string, Buffer> Buffers => _buffers;

    /// <summary>The path of a parameter, or its name if the model does not own it.</summary>
    public string PathOf(Parameter parameter) => _paths.GetValueOrDefault(parameter, parameter.Name);

    /// <summary>A value the optimizer keeps for a parameter from step to step; 0 at first. Asked for again (for another batch size), it is the same one.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="name">What it is, such as <c>moment1</c>.</param>
    /// <param name="shape">Its shape; the parameter's if null.</param>
    /// <param name="type">Its type; the parameter's if null. Sums that grow from step to step want float64.</param>
    public Buffer Buffer(Parameter parameter, string name, Shape? shape = null, DType? type = null)
    {
        string key = $"{PathOf(parameter)}.{name}";
        if (!_buffers.TryGetValue(key, out Buffer? buffer)) _buffers[key] = buffer = new Buffer(key, shape ?? parameter.Shape, type ?? parameter.Type);
        return buffer;
    }

    /// <summary>
    /// The buffer <c>average</c> of a parameter, which is to stand in its place whenever the network is looked at: by evaluation, among the best weights, in the model file. The rule writes it at every step, from the first on.
    /// </summary>
    /// <exception cref="GlissadeException">Another rule keeps one for the same parameter.</exception>
    public Buffer Average(Parameter parameter) => Average(parameter, "a rule");

    /// <summary>The same, with the name of the rule for the message.</summary>
    internal Buffer Average(Parameter parameter, string rule)
    {
        Claim(parameter, rule);
        return _averages[parameter] = Buffer(parameter, "average");
    }

    /// <summary>Keeps an average of what a parameter finally becomes in this step, whatever wraps the rule that asks.</summary>
    /// <param name="parameter">The parameter; one that is not stepped has no average.</param>
    /// <param name="rule">The name of the rule.</param>
    /// <param name="next">The new average, from the old one and the parameter's new value.</param>
    internal void Follow(Parameter parameter, string rule, Func<Buffer, Tensor, Tensor> next)
    {
        Claim(parameter, rule);
        _followers.Add((parameter, next));
    }

    /// <summary>
    /// The gradients as they are where the parameters have other values: the same formulas, over the same examples and with the same random numbers, so that masks of dropout are those of the gradients themselves. Nothing is written twice: running
    /// statistics are those of the network at the parameters themselves.
    /// </summary>
    /// <param name="gradients">The parameters with their gradients.</param>
    /// <param name="values">What takes the place of each parameter; it may itself be made of the gradients.</param>
    /// <exception cref="GlissadeException">The gradients are no formulas, or nobody said that they are.</exception>
    public IReadOnlyList<(Parameter Parameter, Tensor Gradient)> GradientsAt(IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients, IReadOnlyList<Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        ArgumentNullException.ThrowIfNull(values);
        if (gradients.Count != values.Count) throw new ArgumentException($"There are {gradients.Count} parameters and {values.Count} values; there must be as many.");
        if (Outermost is Accumulation)
        {
            throw new GlissadeException("the gradient is wanted at other weights, where the examples of earlier parts of the batch are not known any more", "the optimizer", "accumulation around rules that take one gradient a step",
                "sam without accumulation, or another rule inside it");
        }

        if (!GradientsAreFormulas)
        {
            throw new GlissadeException("the gradients are wanted at other values of the parameters, and this pass does not say that they are formulas which can be moved", "the optimizer",
                "gradients made by Gradient.Of in the same step", "new OptimizerPass(…) { GradientsAreFormulas = true }");
        }

        for (int i = 0; i < values.Count; i++) Step.RequireSame(gradients[i].Parameter, values[i]);
        Tensor[] moved = GraphWalk.Substitute(gradients.Select(pair => pair.Gradient), gradients.Zip(values, (pair, value) => ((Tensor)pair.Parameter, value)));
        return [.. gradients.Zip(moved, (pair, gradient) => (pair.Parameter, gradient))];
    }

    /// <summary>The averages that rules keep.</summary>
    internal IReadOnlyList<(Parameter Parameter, Buffer Average)> Averages => [.. _averages.Select(pair => (pair.Key, pair.Value))];

    /// <summary>Asks that a parameter or buffer take a new value at the end of the step.</summary>
    /// <exception cref="GlissadeException">It was asked for already: two rules, one inside the other, keep the same state.</exception>
    public void Update(State state, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!_written.Add(state))
        {
            throw new GlissadeException($"'{state.Name}' is written twice in one step, by two rules that keep the same state", "the optimizer", "each state written by one rule",
                "do not put an optimizer of one name inside another of that name");
        }

        _updates.Add((state, value));
    }

    /// <summary>Changes the new value that a parameter was given in this step, as wrappers do.</summary>
    internal void Amend(Parameter parameter, string wrapper, Func<Tensor, Tensor> change)
    {
        if (_fixed.TryGetValue(parameter, out string? rule))
        {
            throw new GlissadeException($"{wrapper} cannot change the weights that {rule} steps: it makes them anew of its own state at every step, and the change would be lost", "the optimizer",
                $"{rule} without {wrapper} around it", $"leave out {wrapper}, or take another optimizer inside it");
        }

        int index = _updates.FindIndex(update => ReferenceEquals(update.State, parameter));
        // A parameter that was not stepped, because it is frozen, is none of a wrapper's business.
        if (index >= 0) _updates[index] = (parameter, change(_updates[index].Value));
    }

    /// <summary>Says that a rule makes a parameter anew of its own state at every step, so that no wrapper can change it.</summary>
    internal void Fix(Parameter parameter, string rule) => _fixed[parameter] = rule;

    /// <summary>Lets an optimizer step some parameters, its rate being this pass' times a factor.</summary>
    internal void StepAt(double factor, Optimizer optimizer, IReadOnlyList<(Parameter Parameter, Tensor Gradient)> gradients)
    {
        if (gradients.Count == 0) return;
        Tensor rate = LearningRate;
        if (factor != 1) LearningRate = Moments.Rate(this) * factor;
        optimizer.Step(gradients, this);
        LearningRate = rate;
    }

    /// <summary>A scalar of the type of a parameter, such as the learning rate.</summary>
    public static Tensor As(Tensor scalar, Parameter parameter) => scalar.Type == parameter.Type ? scalar : scalar.Cast(parameter.Type);

    /// <summary>The optimizer that the trainer asks for the step, which others may stand in; null outside of a trainer.</summary>
    internal Optimizer? Outermost { get; private set; }

    /// <summary>Forgets the updates of the last build; the buffers stay.</summary>
    internal void Rebuild(Optimizer outermost)
    {
        _updates.Clear();
        Outermost = outermost;
        _written.Clear();
        _averaged.Clear();
        _fixed.Clear();
        _followers.Clear();
    }

    // Two averages of one parameter would have one name, and evaluation could look at one of them only.
    private void Claim(Parameter parameter, string rule)
    {
        if (_averaged.TryAdd(parameter, rule)) return;
        string other = _averaged[parameter], both = rule == other ? $"two rules named {rule}" : $"{rule} and {other}";
        throw new GlissadeException($"{both} each keep an average of '{PathOf(parameter)}', and only one can take its place", "the optimizer", "one average for each parameter", "leave out one of them");
    }

    // Averages are of what the parameters have become when all wrappers are done.
    private void Settle()
    {
        foreach ((Parameter parameter, Func<Buffer, Tensor, Tensor> next) in _followers)
        {
            int index = _updates.FindIndex(update => ReferenceEquals(update.State, parameter));
            if (index < 0) continue;
            Buffer average = _averages[parameter] = Buffer(parameter, "average");
            Update(average, next(average, _updates[index].Value));
        }

        _followers.Clear();
    }
}
