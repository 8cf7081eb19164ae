namespace Glissade;

/// <summary>What an optimizer may ask for while its step is built into a graph. One lives as long as the training: it owns the moments.</summary>
public sealed class OptimizerPass
{
    private readonly Dictionary<State, string> _paths;
    private readonly SortedDictionary<string, Buffer> _buffers = new(StringComparer.Ordinal);
    private readonly List<(State State, Tensor Value)> _updates = [];
    private readonly Dictionary<Parameter, Buffer> _averages = new(ReferenceEqualityComparer.Instance as IEqualityComparer<Parameter>);

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

    /// <summary>The updates asked for.</summary>
    public IReadOnlyList<(State State, Tensor Value)> Updates => _updates;

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
    public Buffer Average(Parameter parameter)
    {
        Buffer average = Buffer(parameter, "average");
        _averages[parameter] = average;
        return average;
    }

    /// <summary>The averages that rules keep.</summary>
    internal IReadOnlyList<(Parameter Parameter, Buffer Average)> Averages => [.. _averages.Select(pair => (pair.Key, pair.Value))];

    /// <summary>Asks that a parameter or buffer take a new value at the end of the step.</summary>
    public void Update(State state, Tensor value) => _updates.Add((state, value));

    /// <summary>Changes the new value that a state was given in this step, as wrappers do.</summary>
    internal void Amend(State state, Func<Tensor, Tensor> change)
    {
        int index = _updates.FindIndex(update => ReferenceEquals(update.State, state));
        // A parameter that was not stepped, because it is frozen, is none of a wrapper's business.
        if (index >= 0) _updates[index] = (state, change(_updates[index].Value));
    }

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
    }
}
