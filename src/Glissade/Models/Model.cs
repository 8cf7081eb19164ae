using System.Numerics;

namespace Glissade;

/// <summary>
/// A trained network as it is shipped: loaded from its file without the code of its layers, it predicts. Any number of threads may use one model at once; a prediction allocates nothing
/// once each thread that predicts at the same time has made its first.
/// </summary>
/// <example>
/// <code>
/// Model model = Model.Load("model.safetensors");
/// Prediction flower = model.Predict([5.1, 3.5, 1.4, 0.2]);
/// Predictor&lt;House&gt; houses = model.Bind&lt;House&gt;(house => house.Number("area", h => h.Area).Text("city", h => h.City));
/// double price = houses.Predict(new House(120, "Ulm")).Value;
/// </code>
/// </example>
public sealed class Model
{
    private readonly ModelContents _contents;
    private readonly ModelPool _pool;
    private readonly BatchPlans _batches;
    private readonly Device _device;

    internal Model(ModelContents contents, Device device)
    {
        (_contents, _device) = (contents, device);
        _pool = new ModelPool(contents, device);
        _batches = new BatchPlans(x => Network(x).Output, device);
    }

    /// <summary>Loads a model.</summary>
    /// <param name="path">The file that a training wrote.</param>
    /// <param name="device">Where it predicts; the processor if null.</param>
    /// <exception cref="GlissadeException">The file is missing, damaged, or no model; nothing of it is then kept.</exception>
    public static Model Load(string path, Device? device = null) => new(ModelReader.Read(path), device ?? Device.Cpu);

    /// <summary><c>regression</c>, <c>binary</c> or <c>multiclass</c>.</summary>
    public string Task => _contents.Task;

    /// <summary>What it predicts, such as the target column's name; empty if it was not said.</summary>
    public string Target => _contents.Target;

    /// <summary>The names of the classes, in the order of their indices; empty for regression or where they have none.</summary>
    public IReadOnlyList<string> Labels => _contents.Labels;

    /// <summary>The columns it takes, in order; empty if it takes the network's inputs as they are.</summary>
    public IReadOnlyList<InputColumn> Columns => _contents.Table?.Columns ?? [];

    /// <summary>What is made of the columns; null if the network takes its inputs as they are.</summary>
    public TablePreprocessing? Preprocessing => _contents.Table;

    /// <summary>The shape of one input of the network.</summary>
    public Shape InputShape => _contents.InputShape;

    /// <summary>The type of the network's inputs.</summary>
    public DType InputType => _contents.InputType;

    /// <summary>How many numbers it gives for an example: one a class, one for two classes, or one a predicted number.</summary>
    public int Outputs => _pool.Outputs;

    /// <summary>How many trained numbers it has.</summary>
    public long ParameterCount => _contents.States.Values.OfType<Parameter>().Sum(state => state.Count);

    /// <summary>The layers as they were trained.</summary>
    public IReadOnlyList<LayerSummary> Layers => _contents.Layers;

    /// <summary>The loss it was trained with, in words.</summary>
    public string Loss => _contents.LossText;

    /// <summary>The optimizer it was trained with, in words.</summary>
    public string Optimizer => _contents.OptimizerText;

    /// <summary>Loss and metrics over the validation part, as the training measured them.</summary>
    public IReadOnlyDictionary<string, double> Validation => _contents.Validation;

    /// <summary>Loss and metrics over the test part, as the training measured them.</summary>
    public IReadOnlyDictionary<string, double> Test => _contents.Test;

    /// <summary>Further notes that were saved with it, by name: the split, the data's hash, the training.</summary>
    public IReadOnlyDictionary<string, string> Records => _contents.Records;

    /// <summary>The version of Glissade that wrote it.</summary>
    public string Version => _contents.Version;

    internal ModelContents Contents => _contents;

    /// <summary>Predicts one example from its numbers: the columns' in their order (NaN is a gap), or the network's inputs.</summary>
    /// <typeparam name="T">float, double, int or byte.</typeparam>
    /// <exception cref="GlissadeException">The count differs, or a column holds texts.</exception>
    public Prediction Predict<T>(ReadOnlySpan<T> values) where T : unmanaged, INumber<T>
    {
        ModelSlot slot = _pool.Take();
        try
        {
            slot.SetNumbers(values);
            return Run(slot);
        }
        finally
        {
            _pool.Give(slot);
        }
    }

    /// <inheritdoc cref="Predict{T}(ReadOnlySpan{T})"/>
    public Prediction Predict(params ReadOnlySpan<double> values) => Predict<double>(values);

    /// <summary>Predicts one example and gives all its outputs: the probability of every class, or every predicted number.</summary>
    /// <param name="values">As for <see cref="Predict{T}(ReadOnlySpan{T})"/>.</param>
    /// <param name="outputs">[<see cref="Outputs"/>].</param>
    public Prediction Predict<T>(ReadOnlySpan<T> values, Span<float> outputs) where T : unmanaged, INumber<T>
    {
        ModelSlot slot = _pool.Take();
        try
        {
            slot.SetNumbers(values);
            Prediction prediction = Run(slot);
            slot.Outputs.CopyTo(outputs);
            return prediction;
        }
        finally
        {
            _pool.Give(slot);
        }
    }

    /// <summary>Predicts one row from its values by column: numbers of any .NET type, texts, or null for a gap. Further entries are not looked at.</summary>
    /// <exception cref="GlissadeException">A column is missing, or a value does not fit its column; the message names it.</exception>
    public Prediction Predict(IReadOnlyDictionary<string, object?> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        ModelSlot slot = _pool.Take();
        try
        {
            slot.SetRow(row);
            return Run(slot);
        }
        finally
        {
            _pool.Give(slot);
        }
    }

    /// <summary>Says once where a record keeps the model's columns; the result predicts records.</summary>
    /// <exception cref="GlissadeException">A column stays unbound, is unknown, or is bound as the wrong kind.</exception>
    public Predictor<T> Bind<T>(Action<RecordBinding<T>> bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var binding = new RecordBinding<T>(_contents.Table ?? throw new GlissadeException("the model takes no columns", "", "a model trained on a table", "give its inputs as a span"));
        bind(binding);
        return new Predictor<T>(this, binding.Complete());
    }

    /// <summary>Predicts all examples of a set of network inputs, 256 at a time. Any number of threads may ask at the same time; what was compiled for a size of set is kept.</summary>
    /// <returns>Row-major [examples, <see cref="Outputs"/>]. Which examples stand beside each other changes no bit.</returns>
    public float[] Predict(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        RequireInputs(data);
        return _batches.Predict(data.Inputs);
    }

    /// <summary>Loss and metrics over a set, to the digit what the training measured on the same examples.</summary>
    /// <param name="data">Network inputs with targets: class indices in the order of <see cref="Labels"/>, or numbers in the target's own unit.</param>
    /// <param name="metrics">What to measure; what suits the task if null.</param>
    /// <exception cref="GlissadeException">The model was trained with a loss of its own code, or the data does not suit it.</exception>
    public ModelEvaluation Evaluate(Dataset data, IReadOnlyList<Metric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        RequireInputs(data);
        Loss loss = _contents.Loss ?? throw new GlissadeException($"the model was trained with the loss {_contents.LossText}, which the catalogue does not have", "", "a loss of the catalogue", "evaluate with the trainer that has the loss");
        Wiring wiring = _contents.Wiring(loss);
        (Input[] _, (string _, Tensor Tensor)[] outputs) = _contents.Graph.Build(1);
        TargetChecks.Check(loss, data, outputs[0].Tensor.Shape, "given");
        TargetChecks.CheckKept(loss, data, "given");
        bool classifies = wiring.Classifies(data.Targets!);
        metrics ??= MetricChecks.Usual(classifies);
        MetricChecks.Require(metrics, classifies, Outputs);
        (double cost, IReadOnlyDictionary<string, double> values, Outcomes outcomes) = new Evaluator(wiring, _device, data, Network).Measure(metrics);
        return new ModelEvaluation(cost, values, outcomes);
    }

    internal Prediction Predict<TRecord>(TRecord record, BoundColumns<TRecord> columns)
    {
        ModelSlot slot = _pool.Take();
        try
        {
            slot.SetRecord(record, columns);
            return Run(slot);
        }
        finally
        {
            _pool.Give(slot);
        }
    }

    private Prediction Run(ModelSlot slot)
    {
        ReadOnlySpan<float> outputs = slot.Run();
        if (_contents.Task == "regression") return new Prediction(outputs[0], "", double.NaN);
        int best = 0;
        if (outputs.Length == 1)
        {
            best = outputs[0] > 0.5f ? 1 : 0;
            return new Prediction(best, Label(best), best == 1 ? outputs[0] : 1.0 - outputs[0]);
        }

        for (int k = 1; k < outputs.Length; k++)
            if (outputs[k] > outputs[best]) best = k;
        return new Prediction(best, Label(best), outputs[best]);
    }

    private string Label(int index) => index < Labels.Count ? Labels[index] : "";

    private (Tensor Prediction, Tensor Output) Network(Input x)
    {
        (Input[] inputs, (string Name, Tensor Tensor)[] outputs) = _contents.Graph.Build(x.Shape[0]);
        Tensor[] built = GraphWalk.Substitute(outputs.Select(output => output.Tensor), [(inputs[0], x)]);
        return (built[0], built[1]);
    }

    private void RequireInputs(Dataset data)
    {
        if (data.InputType == InputType && data.InputShape.Equals(InputShape)) return;
        throw new GlissadeException($"an example is {data.InputType.Name()} {data.InputShape}", "", $"{InputType.Name()} {InputShape}, as the model was trained", "prepare the data as for the training");
    }
}

/// <summary>How good a model is on a set.</summary>
/// <param name="Loss">The cost.</param>
/// <param name="Metrics">The metrics, by name.</param>
/// <param name="Outcomes">Every prediction beside its target.</param>
public sealed record ModelEvaluation(double Loss, IReadOnlyDictionary<string, double> Metrics, Outcomes Outcomes);
