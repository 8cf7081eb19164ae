namespace Glissade.Cli;

/// <summary>What is known of a run so far: the sum of its events. A copy is taken to draw it.</summary>
internal sealed record RunPicture
{
    /// <summary>What is trained on, such as <c>iris.csv</c>.</summary>
    public string Data { get; init; } = "";

    /// <summary>The run's folder.</summary>
    public string Folder { get; init; } = "";

    /// <summary>What was chosen without being told, and why.</summary>
    public IReadOnlyList<(string What, string Value, string Why)> Guesses { get; init; } = [];

    public RunStarted? Started { get; init; }

    public IReadOnlyList<EpochFinished> Epochs { get; init; } = [];

    public Progress? Progress { get; init; }

    public IReadOnlyList<Warning> Warnings { get; init; } = [];

    public RunFinished? Finished { get; init; }

    /// <summary>How often each true class was taken for each; null if there is nothing to show.</summary>
    public Confusion? Confusion { get; init; }

    /// <summary>The files that were written.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The next commands to try.</summary>
    public IReadOnlyList<string> Next { get; init; } = [];

    /// <summary>Whether the user has asked for an end.</summary>
    public bool IsStopping { get; init; }

    public RunPicture With(RunEvent runEvent) => runEvent switch
    {
        RunStarted started => this with { Started = started },
        EpochFinished epoch => this with { Epochs = [.. Epochs, epoch], Progress = null },
        Progress progress => this with { Progress = progress },
        Warning warning => this with { Warnings = [.. Warnings, warning] },
        RunFinished finished => this with { Finished = finished, Progress = null },
        _ => this,
    };
}

/// <summary>A table of true classes (rows) by predicted ones (columns).</summary>
internal sealed record Confusion(IReadOnlyList<string> Labels, IReadOnlyList<IReadOnlyList<int>> Counts);
