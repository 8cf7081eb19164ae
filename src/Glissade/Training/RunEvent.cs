namespace Glissade;

/// <summary>What a training says while it runs: immutable, versioned records. The terminal, the log, JSON lines and reports are observers of one stream of them.</summary>
public abstract record RunEvent
{
    /// <summary>The name in JSON, such as <c>epoch_finished</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The version of the record's fields; readers ignore what they do not know.</summary>
    public int Version => 1;
}

/// <summary>A training begins, or goes on.</summary>
public sealed record RunStarted : RunEvent
{
    /// <inheritdoc/>
    public override string Name => "run_started";

    /// <summary><c>regression</c>, <c>binary</c> or <c>multiclass</c>.</summary>
    public string Task { get; init; } = "";

    /// <summary>What is predicted.</summary>
    public string Target { get; init; } = "";

    /// <summary>All examples, held back ones included.</summary>
    public long Rows { get; init; }

    /// <summary>Examples to train on.</summary>
    public long TrainRows { get; init; }

    /// <summary>Examples to validate on.</summary>
    public long ValidationRows { get; init; }

    /// <summary>Examples to test on at the end.</summary>
    public long TestRows { get; init; }

    /// <summary>Trained numbers.</summary>
    public long Parameters { get; init; }

    /// <summary>Memory of one training step as planned, in bytes: states, batch and intermediates.</summary>
    public long PeakBytes { get; init; }

    /// <summary>The layers with their shapes.</summary>
    public IReadOnlyList<LayerSummary> Layers { get; init; } = [];

    /// <summary>The loss, with its arguments.</summary>
    public string Loss { get; init; } = "";

    /// <summary>The optimizer, with its arguments.</summary>
    public string Optimizer { get; init; } = "";

    /// <summary>The one seed.</summary>
    public int Seed { get; init; }

    /// <summary>Examples a batch.</summary>
    public int BatchSize { get; init; }

    /// <summary>Epochs planned.</summary>
    public int Epochs { get; init; }

    /// <summary>The epoch (from 1) that begins now: above 1 when a training goes on.</summary>
    public int FirstEpoch { get; init; } = 1;

    /// <summary>The cost of always predicting the training part's mean or its majority's frequencies, over the validation part (the training part if there is none): the line to beat. NaN if unknown.</summary>
    public double BaselineLoss { get; init; } = double.NaN;

    /// <summary>The metrics of that trivial prediction, by name.</summary>
    public IReadOnlyDictionary<string, double> Baseline { get; init; } = new Dictionary<string, double>();
}

/// <summary>A layer as printed: path, kind, shape of what it gives for one example, trained numbers.</summary>
public sealed record LayerSummary(string Path, string Layer, string Output, long Parameters);

/// <summary>Where a training stands within an epoch: a throttled snapshot, at most ten a second, and only for watching. Not part of the record of a run.</summary>
public sealed record Progress : RunEvent
{
    /// <inheritdoc/>
    public override string Name => "progress";

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; init; }

    /// <summary>Epochs planned.</summary>
    public int Epochs { get; init; }

    /// <summary>Steps done in this epoch.</summary>
    public int Batch { get; init; }

    /// <summary>Steps of an epoch.</summary>
    public int Batches { get; init; }

    /// <summary>Training cost so far in this epoch.</summary>
    public double TrainLoss { get; init; }

    /// <summary>The rate of the last step.</summary>
    public double LearningRate { get; init; }

    /// <summary>Examples trained on in a second, over the last moments.</summary>
    public double ExamplesPerSecond { get; init; }

    /// <summary>Seconds since the training began or went on.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds left, if all planned epochs are run; NaN while unknown.</summary>
    public double SecondsLeft { get; init; } = double.NaN;
}

/// <summary>An epoch has ended.</summary>
public sealed record EpochFinished : RunEvent
{
    /// <inheritdoc/>
    public override string Name => "epoch_finished";

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; init; }

    /// <summary>Steps since the beginning of the training.</summary>
    public long Step { get; init; }

    /// <summary>The cost over the training part: Σ values·weights / Σ weights over all of the epoch's batches, each before its step.</summary>
    public double TrainLoss { get; init; }

    /// <summary>The cost over the validation part after the epoch; NaN if there is none.</summary>
    public double ValidationLoss { get; init; } = double.NaN;

    /// <summary>The metrics over the validation part, by name; empty if there is none.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>The rate of the last step.</summary>
    public double LearningRate { get; init; }

    /// <summary>The Euclidean length of the whole gradient at the epoch's last step.</summary>
    public double GradientNorm { get; init; }

    /// <summary>Examples trained on in a second.</summary>
    public double ExamplesPerSecond { get; init; }

    /// <summary>Seconds since the training began or went on.</summary>
    public double Seconds { get; init; }

    /// <summary>Whether these weights are the best so far.</summary>
    public bool IsBest { get; init; }

    /// <summary>Whether the epoch belongs to the part of the training before it was interrupted, and is told again for those who watch.</summary>
    public bool IsReplay { get; init; }
}

/// <summary>Something a person should know.</summary>
/// <param name="Code">Stable, such as <c>validation_rising</c>.</param>
/// <param name="Message">In words.</param>
public sealed record Warning(string Code, string Message) : RunEvent
{
    /// <inheritdoc/>
    public override string Name => "warning";
}

/// <summary>Why a training ended.</summary>
public enum FinishReason
{
    /// <summary>All epochs were run.</summary>
    Completed,

    /// <summary>Validation did not improve for as many epochs as the patience allows.</summary>
    EarlyStopping,

    /// <summary>The cost is as low as was asked for.</summary>
    LossReached,

    /// <summary>The gradient is as short as was asked for.</summary>
    GradientVanished,

    /// <summary>The time limit was reached.</summary>
    TimeLimit,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>The loss became NaN or infinite.</summary>
    Diverged,
}

/// <summary>A training has ended; the model holds the best weights.</summary>
public sealed record RunFinished : RunEvent
{
    /// <inheritdoc/>
    public override string Name => "run_finished";

    /// <summary>Why.</summary>
    public FinishReason Reason { get; init; }

    /// <summary>The epoch, from 1, whose weights were kept; 0 if none was finished.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Loss (<c>loss</c>) and metrics of the kept weights over the validation part.</summary>
    public IReadOnlyDictionary<string, double> Validation { get; init; } = new Dictionary<string, double>();

    /// <summary>Loss (<c>loss</c>) and metrics of the kept weights over the test part; empty without one.</summary>
    public IReadOnlyDictionary<string, double> Test { get; init; } = new Dictionary<string, double>();

    /// <summary>The model's file, if one was written.</summary>
    public string Model { get; init; } = "";

    /// <summary>Where the loss first became NaN or infinite, and on which rows; null unless it diverged.</summary>
    public Divergence? Divergence { get; init; }

    /// <summary>Seconds since the training began or went on.</summary>
    public double Seconds { get; init; }
}

/// <summary>Where a training broke.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The step since the beginning of the training, from 1.</param>
/// <param name="Layer">The path of the layer, or of the loss, where NaN or infinity first appeared.</param>
/// <param name="Operation">The operation there, with its formula.</param>
/// <param name="Rows">The examples of the batch by their place in the training set, from 0; those first whose own values were not finite.</param>
public sealed record Divergence(int Epoch, long Step, string Layer, string Operation, IReadOnlyList<int> Rows);
