namespace Glissade;

/// <summary>Data split and preprocessed: what a network is given.</summary>
internal sealed record Prepared
{
    /// <summary>What is learned.</summary>
    public required LearningTask Task { get; init; }

    /// <summary>What is predicted, by name.</summary>
    public required string Target { get; init; }

    /// <summary>Rows of the data that are used.</summary>
    public required long Rows { get; init; }

    public required Dataset Train { get; init; }

    public Dataset? Validation { get; init; }

    public Dataset? Test { get; init; }

    /// <summary>The classes' names; empty for numbers.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Which rows of the data's own file are in which part, by their place among all its rows.</summary>
    public required Split Split { get; init; }

    /// <summary>Columns that tell rows apart and are not learned from: predictions are given beside them.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>What a table's row goes through; null for pictures.</summary>
    public TablePreprocessing? Table { get; init; }

    /// <summary>What a table's target goes through; null for pictures.</summary>
    public TargetTransform? TargetTransform { get; init; }

    /// <summary>What pictures go through; null for tables.</summary>
    public PicturePreprocessing? Picture { get; init; }

    /// <summary>Applied within the step to inputs; null for none.</summary>
    public Scaling? InputScale => Picture is null ? null : new Scaling(Picture.Mean * 255, Picture.Deviation * 255);

    /// <summary>Applied within the step to targets; null for none.</summary>
    public Scaling? TargetScale => TargetTransform is NumberTarget number ? new Scaling(number.Mean, number.Deviation) : null;
}
