namespace Glissade;

/// <summary>What a model file says of its model beside the network itself.</summary>
public sealed record ModelDescription
{
    /// <summary><c>regression</c>, <c>binary</c> or <c>multiclass</c>; from the loss and the data if empty.</summary>
    public string Task { get; init; } = "";

    /// <summary>What is predicted, such as the target column's name.</summary>
    public string Target { get; init; } = "";

    /// <summary>The names of the classes, in the order of their indices; the dataset's if empty.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>What is made of a table's columns before the network; null if the network takes its inputs as they are.</summary>
    public TablePreprocessing? Table { get; init; }

    /// <summary>Loss and metrics over the validation part.</summary>
    public IReadOnlyDictionary<string, double> Validation { get; init; } = new Dictionary<string, double>();

    /// <summary>Loss and metrics over the test part.</summary>
    public IReadOnlyDictionary<string, double> Test { get; init; } = new Dictionary<string, double>();

    /// <summary>Further notes as texts by name (the split, the data's hash, the training), kept as they are under <c>record.NAME</c>.</summary>
    public IReadOnlyDictionary<string, string> Records { get; init; } = new Dictionary<string, string>();
}
