namespace Glissade;

/// <summary>
/// One forward pass as it is built into a graph: what a layer may ask for beside its input. Containers hand it on to their children.
/// </summary>
public sealed class Pass
{
    private readonly Tensor? _seed, _step, _firstExample;
    private readonly List<(State State, Tensor Value)> _updates = [];
    private readonly List<LayerTrace> _trace = [];
    private readonly Dictionary<string, int> _streams = [];

    private Pass(bool training, Tensor? seed, Tensor? step, Tensor? firstExample) =>
        (Training, _seed, _step, _firstExample) = (training, seed, step, firstExample);

    /// <summary>A pass that predicts: no dropout, no updates.</summary>
    public static Pass Inference() => new(false, null, null, null);

    /// <summary>A pass that trains.</summary>
    /// <param name="seed">The run's seed, an int32 scalar.</param>
    /// <param name="step">The number of the step, an int32 scalar.</param>
    /// <param name="firstExample">The place of the batch's first example, an int32 scalar: masks belong to examples, not to batches.</param>
    public static Pass ForTraining(Tensor seed, Tensor step, Tensor firstExample)
    {
        ArgumentNullException.ThrowIfNull(seed);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(firstExample);
        return new Pass(true, seed, step, firstExample);
    }

    /// <summary>Whether the network is being trained; dropout and batch statistics depend on it.</summary>
    public bool Training { get; }

    /// <summary>The new values of buffers that layers have asked for.</summary>
    public IReadOnlyList<(State State, Tensor Value)> Updates => _updates;

    /// <summary>Whether a layer asked for what exists in training alone, random numbers or updates: the network then computes something else when it predicts.</summary>
    internal bool IsMarkedByTraining => _streams.Count > 0 || _updates.Count > 0;

    /// <summary>What went in and out of each layer so far, in the order of computation.</summary>
    internal IReadOnlyList<LayerTrace> Trace => _trace;

    /// <summary>
    /// Uniform random numbers in [0, 1), a function of (seed, the layer's path, <paramref name="name"/>) counted by (step, example).
    /// Asked for twice under one path, the second stream is another one.
    /// </summary>
    /// <param name="name">What they are for, such as <c>mask</c>.</param>
    /// <param name="shape">The shape; its first axis is the example.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="InvalidOperationException">The pass does not train.</exception>
    public Tensor Random(string name, Shape shape, DType type = DType.Float32) => Stream(name).Uniform(shape, type);

    /// <summary>What <see cref="Random"/> draws from, for a layer that draws in parts.</summary>
    internal PassStream Stream(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!Training) throw new InvalidOperationException($"Random numbers ('{name}') exist in training alone; ask pass.Training first.");
        string path = Provenance.Current.Path is { Length: > 0 } layer ? $"{layer}/{name}" : name;
        int uses = _streams.GetValueOrDefault(path);
        _streams[path] = uses + 1;
        return new PassStream(uses == 0 ? path : $"{path}#{uses}", _seed!, _step!, _firstExample!);
    }

    /// <summary>Asks that a buffer take a new value at the end of the step. Ignored when the pass does not train.</summary>
    public void Update(Buffer buffer, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(value);
        if (Training) _updates.Add((buffer, value));
    }

    /// <summary>The new value that a buffer was given in this pass so far; null if none was.</summary>
    internal Tensor? Updated(Buffer buffer) => _updates.Find(update => ReferenceEquals(update.State, buffer)).Value;

    /// <summary>
    /// Builds a part of the pass in which some tensors stand for others: those take their places in all that it gives and writes. What its layers noted is dropped, for it would be in
    /// words, such as x·W, that are not true of the others.
    /// </summary>
    internal Tensor Replacing(Func<Tensor> part, params (Tensor From, Tensor To)[] pairs)
    {
        int notes = _trace.Count, updates = _updates.Count;
        Tensor made = part();
        Tensor[] replaced = GraphWalk.Substitute(_updates.Skip(updates).Select(update => update.Value).Prepend(made), pairs);
        for (int i = 1; i < replaced.Length; i++) _updates[updates + i - 1] = (_updates[updates + i - 1].State, replaced[i]);
        _trace.RemoveRange(notes, _trace.Count - notes);
        return replaced[0];
    }

    internal void Note(Layer layer, Tensor input, Tensor output) => _trace.Add(new LayerTrace(Provenance.Current.Path, layer, input, output));
}

/// <summary>What went in and out of one layer.</summary>
internal sealed record LayerTrace(string Path, Layer Layer, Tensor Input, Tensor Output);
