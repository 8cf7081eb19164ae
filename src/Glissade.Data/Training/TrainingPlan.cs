using System.Globalization;

namespace Glissade;

/// <summary>
/// A training from a file of data: read, split, preprocessed, the network and all else chosen, nothing trained yet. What the tool's <c>train</c> does.
/// </summary>
/// <example>
/// <code>
/// TrainingPlan plan = TrainingPlan.Create(new TrainingOptions { Data = "iris.csv", Target = "species", Output = "runs/iris" });
/// foreach (Guess guess in plan.Guesses) Console.WriteLine(guess);
/// TrainingResult result = plan.Run();
/// </code>
/// </example>
public sealed class TrainingPlan
{
    private readonly Prepared _prepared;
    private readonly Lazy<Task<string>> _hash;
    private readonly Layer _network;
    private readonly Loss _loss;
    private readonly Optimizer _optimizer;
    private readonly Schedule? _schedule;
    private readonly string _said;

    private TrainingPlan(TrainingData data, Preparation preparation, Prepared prepared)
    {
        (Data, _prepared) = (data, prepared);
        TrainingOptions options = preparation.Options;
        (_loss, int outputs, Layer? end) = NetworkChoice.Loss(options, prepared);
        bool isPreset = options.Model is "linear" or "mlp";
        _network = Presets.Network(options.Model!, prepared.Train.InputShape, prepared.Train.InputType, outputs, options.Hidden ?? [], options.Activation ?? "relu", options.Dropout ?? 0,
            isPreset ? end : null);
        _optimizer = NetworkChoice.Optimizer(options);
        _schedule = Catalog.Schedules.Parse(options.Schedule!) is var schedule and not ConstantSchedule { Value: 1 } ? schedule : null;
        Options = options with { LearningRate = options.LearningRate ?? double.Parse(_optimizer.LearningRate.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) };
        (Guesses, Warnings) = (preparation.Guesses, preparation.Warnings);
        _hash = new Lazy<Task<string>>(() => System.Threading.Tasks.Task.Run(() => DataHash.Of(data)));
        // What decides the result, and nothing of this machine or this folder: equal runs give equal files.
        _said = (Options with { Data = "", Output = null, Resume = false, Threads = null, MaxTime = null }).ToConfiguration();
    }

    /// <summary>The data.</summary>
    public TrainingData Data { get; }

    /// <summary>The options with all that was chosen filled in.</summary>
    public TrainingOptions Options { get; }

    /// <summary>What was chosen without being told, and why.</summary>
    public IReadOnlyList<Guess> Guesses { get; }

    /// <summary>What a person should know of the data.</summary>
    public IReadOnlyList<Warning> Warnings { get; }

    /// <summary>Reads the data and chooses what the options leave open.</summary>
    /// <exception cref="GlissadeException">The data or an option cannot be used.</exception>
    public static TrainingPlan Create(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        WarmUp.Begin();
        // What the data do not decide is looked at first: a wrong name must not wait for a large file.
        if (options.Loss is { } loss) Catalog.Losses.Parse(loss, "--loss");
        if (options.Optimizer is { } optimizer) Catalog.Optimizers.Parse(optimizer, "--optimizer");
        if (options.Schedule is { } schedule) Catalog.Schedules.Parse(schedule, "--schedule");
        foreach (string metric in options.Metrics) Catalog.Metrics.Parse(metric, "--metrics");
        if (options.Activation is { } activation) Catalog.Activations.Parse(activation, "--activation");
        if (options.Model is { } model) Presets.Require(model);
        TrainingData data = TrainingData.Read(options.Data);
        var preparation = new Preparation(options);
        Prepared prepared = preparation.Prepare(data);
        NetworkChoice.Resolve(preparation, prepared);
        return new TrainingPlan(data, preparation, prepared);
    }

    /// <summary>Trains. With <see cref="TrainingOptions.Output"/> everything is kept in that folder, from which a killed or cancelled training goes on; without it nothing is written.</summary>
    /// <param name="observer">Hears every event, on this thread.</param>
    /// <param name="cancellationToken">Ends the training after the step that is under way; the best model and the state are kept.</param>
    /// <exception cref="GlissadeException">The folder cannot be written, or holds the state of another training.</exception>
    public TrainingResult Run(Action<RunEvent>? observer = null, CancellationToken cancellationToken = default)
    {
        RunFolder? folder = Options.Output is { } output ? RunFolder.At(output) : null;
        Trainer? saving = null;
        Trainer trainer = new(_network, _loss, _optimizer)
        {
            BatchSize = Options.BatchSize!.Value,
            Seed = Options.Seed,
            Schedule = _schedule,
            Patience = Options.Patience > 0 ? Options.Patience : null,
            Mixup = Options.Mixup ?? 0,
            StopAtLoss = Options.StopAtLoss,
            StopAtGradientNorm = Options.StopAtGradientNorm,
            TimeLimit = Options.MaxTime,
            Metrics = Options.Metrics.Count > 0 ? [.. Options.Metrics.Select(Catalog.Metrics.Parse)] : null,
            InputScale = _prepared.InputScale,
            TargetScale = NetworkChoice.TargetScale(_loss, _prepared),
            Device = Options.Threads is { } threads ? Device.CreateCpu(new CpuOptions { Threads = threads }) : Device.Cpu,
            CheckpointPath = folder?.State,
            Resume = Options.Resume,
            Test = _prepared.Test,
            Description = new RunStarted { Task = Options.Task, Target = _prepared.Target, Rows = _prepared.Rows },
            SaveBest = folder is null ? null : best => Save(saving!, folder.Model, best is null ? new Dictionary<string, double>() : Measures.Of(best.ValidationLoss, best.Metrics), new Dictionary<string, double>()),
        };
        saving = trainer;
        // What cannot be trained must leave no folder behind.
        RunChecks.Check(trainer, trainer.Wire(), _prepared.Train, _prepared.Validation);
        folder?.Open(Options.Resume);
        folder?.Write(Options);
        if (folder is not null) _ = _hash.Value;
        using FileStream? events = folder?.OpenEvents();
        History history = trainer.Fit(_prepared.Train, _prepared.Validation, Options.Epochs!.Value, Tell, cancellationToken);
        // The file says at the end what the test gave, too.
        if (folder is not null && history.Finish.BestEpoch > 0) Save(trainer, folder.Model, history.Finish.Validation, history.Finish.Test);
        RunFinished finish = history.Finish with { Model = folder?.Model ?? "" };
        Say(finish);
        return new TrainingResult(trainer, _prepared, history with { Finish = finish }, folder);

        void Tell(RunEvent runEvent)
        {
            // The end is told when all files are written.
            if (runEvent is RunFinished) return;
            Say(runEvent);
            if (runEvent is not RunStarted) return;
            foreach (Warning warning in Warnings) Say(warning);
        }

        void Say(RunEvent runEvent)
        {
            if (events is not null && runEvent is not (Progress or EpochFinished { IsReplay: true }))
            {
                // One write a line: a kill leaves whole lines, or at most one half.
                events.Write(System.Text.Encoding.UTF8.GetBytes(RunEventJson.Write(runEvent) + "\n"));
                events.Flush();
            }

            observer?.Invoke(runEvent);
        }
    }

    private void Save(Trainer trainer, string path, IReadOnlyDictionary<string, double> validation, IReadOnlyDictionary<string, double> test) => trainer.Save(path, _prepared.Train, new ModelDescription
    {
        Task = Options.Task,
        Target = _prepared.Target,
        Labels = _prepared.Labels,
        Table = _prepared.Table,
        Validation = validation,
        Test = test,
        Records = new Dictionary<string, string>
        {
            ["data"] = Data.Name,
            ["data_sha256"] = _hash.Value.GetAwaiter().GetResult(),
            ["rows"] = $"{_prepared.Train.Count} train, {_prepared.Validation?.Count ?? 0} validation, {_prepared.Test?.Count ?? 0} test",
            ["keys"] = OptionText.Join(_prepared.Keys),
            ["options"] = _said,
        },
    });
}
