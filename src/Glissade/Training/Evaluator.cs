namespace Glissade;

/// <summary>
/// Loss and predictions over a whole set, with the weights as they are now. The set is cut into parts of a fixed size, so that the same weights and examples give the same digits whoever asks,
/// after an epoch or years later.
/// </summary>
internal sealed class Evaluator
{
    /// <summary>Examples at a time.</summary>
    public const int Part = 256;

    private readonly Func<Input, (Tensor Prediction, Tensor Output)> _network;
    private readonly Wiring _wiring;
    private readonly Device _device;
    private readonly Dictionary<int, Replay> _replays = [];
    private readonly Dataset _data;
    private readonly int[] _examples;

    public Evaluator(Wiring wiring, Device device, Dataset data, Func<Input, (Tensor Prediction, Tensor Output)>? network = null)
    {
        (_wiring, _device, _data) = (wiring, device, data);
        _network = network ?? (x => { Tensor prediction = wiring.Predict(x, Pass.Inference()); return (prediction, wiring.Output(prediction)); });
        _examples = [.. Enumerable.Range(0, data.Count)];
    }

    /// <summary>The cost over the set (NaN without targets), and the predictions beside the targets.</summary>
    public (double Loss, float[] Predictions, int Outputs) Run()
    {
        double numerator = 0, denominator = 0;
        float[] predictions = [];
        int outputs = 0;
        for (int start = 0; start < _data.Count; start += Part)
        {
            ReadOnlySpan<int> examples = _examples.AsSpan(start, Math.Min(Part, _data.Count - start));
            if (!_replays.TryGetValue(examples.Length, out Replay? replay)) _replays[examples.Length] = replay = new Replay(this, examples.Length);
            outputs = replay.Outputs;
            if (predictions.Length == 0) predictions = new float[(long)_data.Count * outputs];
            (double n, double d) = replay.Run(examples, predictions.AsSpan(start * outputs, examples.Length * outputs));
            numerator += n;
            denominator += d;
        }

        return (_wiring.Loss.Finish(numerator / denominator), predictions, outputs);
    }

    /// <summary>Loss and metrics by name.</summary>
    public (double Loss, IReadOnlyDictionary<string, double> Metrics, Outcomes Outcomes) Measure(IReadOnlyList<Metric> metrics)
    {
        (double loss, float[] predictions, int outputs) = Run();
        Outcomes outcomes = OutcomesOf(predictions, outputs);
        return (loss, metrics.ToDictionary(metric => metric.Key, metric => metric.Of(outcomes)), outcomes);
    }

    private Outcomes OutcomesOf(float[] predictions, int outputs)
    {
        DataColumn targets = _data.Targets ?? throw new ArgumentException("The dataset has no targets to compare with.");
        if (_wiring.Classifies(targets))
        {
            var classes = new int[targets.Count];
            for (int i = 0; i < classes.Length; i++) classes[i] = ClassOf(targets, i);
            return Outcomes.OfClasses(predictions, classes, outputs);
        }

        var values = new float[(long)targets.Count * targets.Width];
        for (int i = 0; i < values.Length; i++) values[i] = (float)targets.Number(i / targets.Width, i % targets.Width);
        return Outcomes.OfValues(predictions, values, outputs);
    }

    // Class probabilities as targets count as their most probable class.
    private static int ClassOf(DataColumn targets, int example)
    {
        if (targets.Width == 1) return (int)targets.Number(example, 0);
        int best = 0;
        for (int k = 1; k < targets.Width; k++)
            if (targets.Number(example, k) > targets.Number(example, best)) best = k;
        return best;
    }

    private sealed class Replay
    {
        private readonly DataFeed _x;
        private readonly DataFeed? _y, _weights;
        private readonly Workspace _workspace;
        private readonly Tensor _output;
        private readonly Tensor? _numerator, _denominator;

        public Replay(Evaluator owner, int count)
        {
            Dataset data = owner._data;
            Input x = data.Inputs.Input("x", count);
            (Tensor prediction, Tensor output) = owner._network(x);
            _output = output.Cast(DType.Float32).Reshape(count, checked((int)(output.Count / count)));
            var outputs = new List<Tensor> { _output };
            var inputs = new List<Input> { x };
            _x = data.Inputs.Feed(x);
            if (data.Targets is not null)
            {
                Input y = data.Targets.Input("y", count);
                Input? weights = data.Weights?.Input("weights", count);
                (Tensor numerator, Tensor denominator) = owner._wiring.Loss.Sums(prediction, owner._wiring.Target(y, prediction), weights);
                (_numerator, _denominator) = (numerator.Cast(DType.Float64), denominator.Cast(DType.Float64));
                outputs.AddRange([_numerator, _denominator]);
                inputs.Add(y);
                _y = data.Targets.Feed(y);
                if (weights is not null)
                {
                    inputs.Add(weights);
                    _weights = data.Weights!.Feed(weights);
                }
            }

            _workspace = owner._device.Compile(new Step { Outputs = outputs, Inputs = inputs }).CreateWorkspace();
            Outputs = _output.Shape[1];
        }

        public int Outputs { get; }

        public (double Numerator, double Denominator) Run(ReadOnlySpan<int> examples, Span<float> predictions)
        {
            _x.Set(_workspace, examples);
            _y?.Set(_workspace, examples);
            _weights?.Set(_workspace, examples);
            _workspace.Run();
            _workspace.Read<float>(_output).CopyTo(predictions);
            return _numerator is null ? (double.NaN, double.NaN) : (_workspace.Read<double>(_numerator)[0], _workspace.Read<double>(_denominator!)[0]);
        }
    }
}
