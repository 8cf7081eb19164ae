namespace Glissade;

/// <summary>
/// A training step whose batch is taken in parts: for each part a plan that lets the sums go on, then one that divides and updates. Nothing but those sums is kept in between, and no checkpoint falls
/// between two parts.
/// </summary>
internal sealed class AccumulatedStep
{
    private readonly TrainingStep _step;
    private readonly Device _device;
    private readonly int _part;
    private readonly BatchSums _sums;
    private readonly RunningSum[] _running;
    private readonly StepSums _like;
    private readonly Dictionary<(int Examples, bool IsFirst), PartReplay> _parts = [];
    private readonly Dictionary<(int Examples, bool WithNorm), EndReplay> _ends = [];

    /// <param name="step">Where the formulas come from.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="part">Examples of a part.</param>
    /// <param name="whole">Examples of the longest batch.</param>
    /// <param name="states">Parameters and buffers with their paths.</param>
    public AccumulatedStep(TrainingStep step, Device device, int part, int whole, IEnumerable<LayerState> states)
    {
        (_step, _device, _part) = (step, device, part);
        StepSums? like = null;
        _sums = BatchSums.Of(batch =>
        {
            StepSums built = like = step.BuildSums(batch);
            // In primitives, as gradients are: what they share is one node.
            Tensor[] prepared = Compiler.Prepare.Apply([built.Numerator, .. built.Denominator is null ? Array.Empty<Tensor>() : [built.Denominator], .. built.Updates.Select(update => update.Value)]);
            return (built.Inputs.All, [.. prepared.Concat(built.Gradients).Select((tensor, i) => ($"{i}", tensor))]);
        }, states.ToDictionary(state => state.State, state => state.Path, ReferenceEqualityComparer.Instance as IEqualityComparer<State>));
        _like = like!;
        _running = _sums.Running(part, whole);
        PeakBytes = Part(part, isFirst: false).PeakBytes + End(whole, withNorm: false).PeakBytes + _running.Sum(sum => sum.Kept.Storage.Bytes);
    }

    /// <summary>Temporary memory and sums, in bytes.</summary>
    public long PeakBytes { get; }

    /// <inheritdoc cref="TrainingStep.Run"/>
    public (double Numerator, double Denominator, double Norm) Run(ReadOnlySpan<int> examples, long step, double rate, bool withNorm)
    {
        for (int first = 0; first < examples.Length; first += _part)
        {
            ReadOnlySpan<int> some = examples.Slice(first, Math.Min(_part, examples.Length - first));
            Part(some.Length, first == 0).Run(some, step, first);
        }

        return End(examples.Length, withNorm).Run(step, rate);
    }

    private PartReplay Part(int examples, bool isFirst)
    {
        if (!_parts.TryGetValue((examples, isFirst), out PartReplay? replay)) _parts[(examples, isFirst)] = replay = new PartReplay(this, examples, isFirst);
        return replay;
    }

    private EndReplay End(int examples, bool withNorm)
    {
        if (!_ends.TryGetValue((examples, withNorm), out EndReplay? replay)) _ends[(examples, withNorm)] = replay = new EndReplay(this, examples, withNorm);
        return replay;
    }

    /// <summary>A plan that lets the sums go on.</summary>
    private sealed class PartReplay
    {
        private readonly Plan _plan;
        private readonly Workspace _workspace;
        private readonly StepFeed _feed;

        public PartReplay(AccumulatedStep owner, int examples, bool isFirst)
        {
            (Input[] inputs, Tensor[] sums) = owner._sums.Part(examples);
            _plan = owner._device.Compile(new Step { Inputs = inputs, Updates = [.. owner._running.Zip(sums, (running, sum) => ((State)running.Kept, isFirst ? running.First(sum) : running.Next(sum)))] });
            _workspace = _plan.CreateWorkspace();
            Input? Named(string name) => Array.Find(inputs, input => input.Name == name);
            _feed = owner._step.FeedOf(new StepInputs { X = Named("x"), Y = Named("y"), Weights = Named("weights"), Seed = Named("seed"), Step = Named("step"), First = Named("first_example") });
        }

        public long PeakBytes => _plan.PeakBytes;

        public void Run(ReadOnlySpan<int> examples, long step, int first)
        {
            _feed.Set(_workspace, examples, step, 0, first);
            _workspace.Run();
        }
    }

    /// <summary>A plan that makes the step of the sums.</summary>
    private sealed class EndReplay
    {
        private readonly Plan _plan;
        private readonly Workspace _workspace;
        private readonly StepFeed _feed;
        private readonly Tensor _numerator, _denominator;
        private readonly Tensor? _norm;

        public EndReplay(AccumulatedStep owner, int examples, bool withNorm)
        {
            StepInputs inputs = owner._step.EndInputs;
            Tensor[] after = owner._sums.After([.. owner._running.Select(sum => sum.Value(examples))], inputs.All);
            StepSums like = owner._like;
            int layers = like.Denominator is null ? 1 : 2, gradients = layers + like.Updates.Count;
            Tensor numerator = after[0], denominator = like.Denominator is null ? Loss.Items(like.ItemsOfExample * examples, numerator.Type) : after[1];
            StepEnd end = owner._step.End(numerator, denominator, after[gradients..], like.Updates.Select(update => update.State).Zip(after[layers..gradients]), withNorm);
            (_numerator, _denominator, _norm) = (numerator.Cast(DType.Float64), denominator.Cast(DType.Float64), end.Norm);
            _plan = owner._device.Compile(new Step { Inputs = inputs.All, Outputs = _norm is null ? [_numerator, _denominator] : [_numerator, _denominator, _norm], Updates = end.Updates });
            _workspace = _plan.CreateWorkspace();
            _feed = owner._step.FeedOf(inputs);
        }

        public long PeakBytes => _plan.PeakBytes;

        public (double Numerator, double Denominator, double Norm) Run(long step, double rate)
        {
            _feed.Set(_workspace, [], step, rate);
            _workspace.Run();
            return (_workspace.Read<double>(_numerator)[0], _workspace.Read<double>(_denominator)[0], _norm is null ? double.NaN : _workspace.Read<double>(_norm)[0]);
        }
    }
}
