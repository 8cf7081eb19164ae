namespace Glissade;

/// <summary>What a model file holds, read and checked.</summary>
internal sealed record ModelContents
{
    public required InferenceGraph Graph { get; init; }

    public required IReadOnlyDictionary<string, State> States { get; init; }

    public required Shape InputShape { get; init; }

    public required DType InputType { get; init; }

    public required string Task { get; init; }

    public required IReadOnlyList<string> Labels { get; init; }

    public required string Version { get; init; }

    public string Target { get; init; } = "";

    public string LossText { get; init; } = "";

    public string OptimizerText { get; init; } = "";

    public string NetworkText { get; init; } = "";

    /// <summary>The layers by name, as JSON; empty if the catalogue lacks one.</summary>
    public string NetworkJson { get; init; } = "";

    /// <summary>The file it came from, for messages.</summary>
    public string Path { get; init; } = "";

    /// <summary>Null if the catalogue does not have it.</summary>
    public Loss? Loss { get; init; }

    /// <summary>Null if the catalogue does not have it.</summary>
    public Optimizer? Optimizer { get; init; }

    public Scaling? InputScale { get; init; }

    public Scaling? TargetScale { get; init; }

    public TablePreprocessing? Table { get; init; }

    public IReadOnlyList<LayerSummary> Layers { get; init; } = [];

    public IReadOnlyDictionary<string, double> Validation { get; init; } = new Dictionary<string, double>();

    public IReadOnlyDictionary<string, double> Test { get; init; } = new Dictionary<string, double>();

    public IReadOnlyDictionary<string, string> Records { get; init; } = new Dictionary<string, string>();

    /// <summary>How targets meet the loss. The network's own part stands in the graph.</summary>
    public Wiring Wiring(Loss loss) => new(new Identity(), loss, null, TargetScale)
    {
        Type = States.Values.OfType<Parameter>().FirstOrDefault()?.Type ?? DType.Float32,
    };
}
