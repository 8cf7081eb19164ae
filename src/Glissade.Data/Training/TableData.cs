namespace Glissade;

/// <summary>A table as it was read.</summary>
internal sealed class TableData(string path) : TrainingData(NameOf(path), path)
{
    /// <summary>The table.</summary>
    public Table Table { get; } = Table.Read(path);
}
