using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Glissade;

/// <summary>
/// Trains a network: over batches and epochs the cost on the training set falls, and a validation set tells whether the network generalises. A training is a function of (data, seed, code) alone:
/// neither threads, nor vector width, nor an interruption change a bit.
/// </summary>
/// <example>
/// <code>
/// var model = new Sequential(new Linear(784, 128), new ReLU(), new Linear(128, 10));
/// var trainer = new Trainer(model, new CrossEntropy(), new Adam { LearningRate = 1e-3f });
/// History history = trainer.Fit(train, validation, epochs: 10);
/// </code>
/// </example>
public sealed class Trainer
{
    /// <summary>A trainer of a network. What was never set is initialised from <see cref="Seed"/> when the training begins; what was set or trained before goes on from where it is.</summary>
    /// <param name="model">The network; after the training it holds the best weights.</param>
    /// <param name="loss">How wrong a prediction is.</param>
    /// <param name="optimizer">How the weights walk downhill.</param>
    public Trainer(Layer model, Loss loss, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(optimizer);
        (Model, Loss, Optimizer) = (model, loss, optimizer);
    }

    /// <summary>With a loss of one formula, such as <c>(p, t) => (p - t).Square()</c>.</summary>
    /// <inheritdoc cref="Trainer(Layer, Loss, Optimizer)"/>
    public Trainer(Layer model, Func<Tensor, Tensor, Tensor> loss, Optimizer optimizer) : this(model, Loss.From(loss), optimizer)
    {
    }

    /// <summary>The network.</summary>
    public Layer Model { get; }

    /// <summary>The loss.</summary>
    public Loss Loss { get; }

    /// <summary>The optimizer.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Examples a step, or a k-th of them under <see cref="Accumulation"/>; 0, the default, is 64, or all of them for <see cref="GradientDescent"/>. The last batch of an epoch may be shorter: it is trained on like the others.</summary>
    public int BatchSize { get; init; }

    /// <summary>The one seed, of initial weights, order of examples and dropout; 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>How the learning rate changes; null, the default, for not at all.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>How many epochs without improvement are waited for; null, the default, for all that were asked for.</summary>
    public int? Patience { get; init; }

    /// <summary>How much lower the cost must be to count as an improvement; 0 by default.</summary>
    public double MinimumImprovement { get; init; }

    /// <summary>Stops after the epoch whose cost, on the validation set or else on the training set, is at most this; null, the default, for never.</summary>
    public double? StopAtLoss { get; init; }

    /// <summary>Stops after the epoch in whose last step the gradient was at most so long, where hardly anything is left to learn; null, the default, for never. 0 or more.</summary>
    public double? StopAtGradientNorm { get; init; }

    /// <summary>When to stop at the latest; null, the default, for never.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>What is measured after every epoch; null, the default, for what suits the loss.</summary>
    public IReadOnlyList<Metric>? Metrics { get; init; }

    /// <summary>Whether the examples come in another order every epoch; yes by default.</summary>
    public bool Shuffles { get; init; } = true;

    /// <summary>
    /// α of mixup: while training, the network sees λ·x + (1 − λ)·x′ and learns both targets in these shares, x′ being the next example of the batch and λ from Beta(α, α), one a step (Zhang et al. 2018). 0, the default, for none; the paper
    /// has 0.1 to 0.4 for pictures. The cost of training is that of the mixed examples; validation is as without.
    /// </summary>
    public double Mixup { get; init; }

    /// <summary>Applied to the inputs within the compiled step, as pictures of bytes want it; null, the default, for none.</summary>
    public Scaling? InputScale { get; init; }

    /// <summary>The network learns scaled targets while metrics and predictions stay in the target's own unit; null, the default, for none.</summary>
    public Scaling? TargetScale { get; init; }

    /// <summary>Where it runs; the processor by default.</summary>
    public Device Device { get; init; } = Device.Cpu;

    /// <summary>The file of the full state, from which a killed training goes on to the same bits; null, the default, for none.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>How often the full state is written within and between epochs, beside at the end; a second by default. Where writing it takes more than a tenth of that, it is written less often.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Goes on from <see cref="CheckpointPath"/> if that file is there.</summary>
    public bool Resume { get; init; }

    /// <summary>A third set, measured once at the end with the kept weights.</summary>
    public Dataset? Test { get; init; }

    /// <summary>What is trained, in words for events: the task, the target, and the rows held back or left out.</summary>
    public RunStarted Description { get; init; } = new();

    /// <summary>
    /// Called, with the model holding the best weights so far, before the full state is written and once at the end: the place to save the model.
    /// The argument is what the metrics of those weights were; null before the first epoch has ended.
    /// </summary>
    public Action<EpochFinished?>? SaveBest { get; init; }

    /// <summary>Trains, and returns when it is done.</summary>
    /// <param name="train">What to learn from.</param>
    /// <param name="validation">What tells whether the network generalises, and which weights are kept; null for none: then those of the epoch with the lowest training cost are.</param>
    /// <param name="epochs">How often the training set is gone through; 1 or more.</param>
    /// <param name="observer">Hears every event, on this thread.</param>
    /// <param name="cancellationToken">Ends the training after the step that is under way; the best weights and the state are kept.</param>
    /// <exception cref="GlissadeException">The data does not suit the network or the loss.</exception>
    /// <exception cref="ShapeException">Shapes do not fit; the message names the layer.</exception>
    public History Fit(Dataset train, Dataset? validation = null, int epochs = 10, Action<RunEvent>? observer = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        return new TrainingRun(this, train, validation, epochs, observer, cancellationToken).Execute();
    }

    /// <summary>Trains on another thread, and gives the events as they come. Whoever stops listening ends the training after the step that is under way.</summary>
    /// <inheritdoc cref="Fit"/>
    public async IAsyncEnumerable<RunEvent> FitAsync(Dataset train, Dataset? validation = null, int epochs = 10, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<RunEvent> events = Channel.CreateUnbounded<RunEvent>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        Task training = Task.Factory.StartNew(() =>
        {
            try
            {
                Fit(train, validation, epochs, runEvent => events.Writer.TryWrite(runEvent), left.Token);
                events.Writer.Complete();
            }
            catch (Exception e)
            {
                events.Writer.Complete(e);
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        try
        {
            // The token ends the training, whose last events are still wanted: so it does not end the reading.
            await foreach (RunEvent runEvent in events.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false)) yield return runEvent;
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false);
            await training.ConfigureAwait(false);
        }
    }

    /// <summary>Loss and metrics of the network as it is now, over a whole set.</summary>
    /// <returns>The cost under <c>loss</c>, and the metrics by name.</returns>
    public IReadOnlyDictionary<string, double> Evaluate(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        Model.InitializeMissing(Seed);
        return Measures.Of(new Evaluator(Wire(), Device, data).Measure(MetricsFor(data)));
    }

    /// <summary>Saves the network as it is now as a model file: <see cref="Model.Load"/> predicts from it without the code of the layers. Equal models give equal bytes.</summary>
    /// <param name="path">The file; written whole or not at all.</param>
    /// <param name="like">Data of the kind it was trained on: the shape and type of an input, the names of the classes.</param>
    /// <param name="description">What else the file says; from the data if null.</param>
    /// <exception cref="GlissadeException">The file cannot be written, or a layer cannot be saved.</exception>
    public void Save(string path, Dataset like, ModelDescription? description = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(like);
        ModelFile.Write(path, this, like, description ?? new ModelDescription());
    }

    internal Wiring Wire() => new(Model, Loss, InputScale, TargetScale) { Mixup = Mixup };

    internal IReadOnlyList<Metric> MetricsFor(Dataset data) =>
        Metrics ?? MetricChecks.Usual(data.Targets is not null && Wire().Classifies(data.Targets));

    /// <summary>Examples of a step.</summary>
    internal int BatchSizeFor(Dataset train) => (int)Math.Min(train.Count, (long)PartSizeFor(train) * Parts);

    /// <summary>Examples that are taken at once: all of a step's, unless gradients are accumulated.</summary>
    internal int PartSizeFor(Dataset train) =>
        Math.Min(train.Count, BatchSize > 0 ? BatchSize : Innermost(Optimizer) is GradientDescent ? (train.Count + Parts - 1) / Parts : 64);

    private static Optimizer Innermost(Optimizer optimizer) => optimizer is OptimizerWrapper wrapper ? Innermost(wrapper.Inner) : optimizer;

    private int Parts => Optimizer is Accumulation { Steps: var steps } ? steps : 1;
}
