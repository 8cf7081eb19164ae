namespace Glissade;

/// <summary>Data to train on as it was found: pictures with their classes, or a table.</summary>
public abstract class TrainingData
{
    private protected TrainingData(string name, string source) => (Name, Source) = (name, source);

    /// <summary>A short name, for folders and titles.</summary>
    public string Name { get; }

    /// <summary>Where it comes from: a path, or a sample's name.</summary>
    public string Source { get; }

    /// <summary>The samples that come with the library, by name.</summary>
    public static IReadOnlyList<(string Name, string Summary)> Samples { get; } =
        [(DigitsName, $"{DigitsCount:N0} pictures, 28×28, of the ten digits, drawn by a seeded generator: strokes, turned, slanted and shifted, thick and thin, with noise")];

    internal const string DigitsName = "digits";

    internal const int DigitsCount = 12_000;

    /// <summary>Reads data by looking at what it is.</summary>
    /// <param name="source">A CSV or TSV file, a folder of IDX files, or a sample's name.</param>
    /// <exception cref="GlissadeException">There is no such data, or it cannot be read; the message says where and why.</exception>
    public static TrainingData Read(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (Directory.Exists(source)) return PictureData.OfFolder(source);
        if (File.Exists(source)) return PictureData.IsIdx(source) ? throw PictureData.Alone(source) : new TableData(source);
        if (source == DigitsName) return PictureData.OfDigits();
        bool isPath = source.AsSpan().IndexOfAny('/', '\\', '.') >= 0;
        string? nearest = isPath ? NearestFile(source) : Spelling.Nearest(source, Samples.Select(sample => sample.Name)) ?? NearestFile(source);
        throw new GlissadeException(isPath ? "there is no such file" : "there is no such file or sample", source, "a CSV or TSV file (.gz too), a folder of IDX files, or a sample of 'glissade list samples'",
            nearest ?? "look at the name and the folder");
    }

    private protected static string NameOf(string path)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = name[..^3];
        name = File.Exists(path) ? Path.GetFileNameWithoutExtension(name) : name;
        return name.Length > 0 ? name : "data";
    }

    private static string? NearestFile(string source)
    {
        try
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(source)) ?? ".", prefix = source[..^Path.GetFileName(source).Length];
            if (!Directory.Exists(folder)) return null;
            string? name = Spelling.Nearest(Path.GetFileName(source), Directory.EnumerateFileSystemEntries(folder).Take(1000).Select(entry => Path.GetFileName(entry)));
            return name is null ? null : prefix + name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
