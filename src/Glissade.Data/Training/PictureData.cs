namespace Glissade;

/// <summary>Pictures with a class each: a folder of IDX files under MNIST's own names, or the embedded digits. Pixels stay bytes.</summary>
internal sealed class PictureData : TrainingData
{
    private static readonly string[] s_ends = ["", ".gz"];

    private PictureData(string name, string source, Dataset pictures, Dataset? test, string testSource) : base(name, source) =>
        (Pictures, Test, TestSource) = (pictures, test, testSource);

    /// <summary>What is trained and validated on.</summary>
    public Dataset Pictures { get; }

    /// <summary>The test set that the data itself brings; null if it has none.</summary>
    public Dataset? Test { get; }

    /// <summary>Its file.</summary>
    public string TestSource { get; }

    /// <summary>The files of the pictures and their classes, those of the test set left out; none for a sample.</summary>
    public IReadOnlyList<string> Files { get; private init; } = [];

    public static PictureData OfDigits()
    {
        (byte[] pictures, byte[] labels) = Digits.Draw(DigitsCount, seed: 0);
        return new PictureData(DigitsName, DigitsName, Dataset.Over(pictures, new Shape(Digits.Side, Digits.Side), labels, Shape.Scalar, Names(10)), null, "");
    }

    public static PictureData OfFolder(string folder)
    {
        string? trainPictures = Find(folder, "train", "images"), trainLabels = Find(folder, "train", "labels");
        string? testPictures = Find(folder, "t10k", "images") ?? Find(folder, "test", "images"), testLabels = Find(folder, "t10k", "labels") ?? Find(folder, "test", "labels");
        if (trainPictures is null || trainLabels is null)
        {
            bool hasClasses = Directory.EnumerateDirectories(folder).Any();
            throw new GlissadeException(hasClasses && trainPictures is null && trainLabels is null ? "folders of pictures cannot be read yet" : "the folder lacks IDX files",
                folder, "train-images-idx3-ubyte and train-labels-idx1-ubyte, compressed by gzip (.gz) or not", "name one file if the folder holds tables, or look at the names");
        }

        (byte[] pixels, Shape shape, byte[] classes) = Read(trainPictures, trainLabels);
        (byte[] Pixels, Shape Shape, byte[] Classes)? test = testPictures is not null && testLabels is not null ? Read(testPictures, testLabels) : null;
        if (test is { } held && !held.Shape.Equals(shape))
            throw new GlissadeException($"the test pictures are {held.Shape}, those to train on {shape}", testPictures!, "pictures of one size", "prepare both in the same way");
        IReadOnlyList<string> names = Names(Math.Max(classes.Max(), test?.Classes.Max() ?? 0) + 1);
        return new PictureData(NameOf(folder), folder, Dataset.Over(pixels, shape, classes, Shape.Scalar, names),
            test is { } part ? Dataset.Over(part.Pixels, part.Shape, part.Classes, Shape.Scalar, names) : null, testPictures is null ? "" : Path.GetFileName(testPictures))
        {
            Files = [trainPictures, trainLabels],
        };
    }

    /// <summary>Whether a file is IDX, by its first bytes; one that is compressed is told by its name.</summary>
    public static bool IsIdx(string path)
    {
        if (path.Contains("-ubyte", StringComparison.Ordinal)) return true;
        Span<byte> start = stackalloc byte[4];
        try
        {
            using FileStream stream = File.OpenRead(path);
            return stream.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && start is [0, 0, >= 8 and <= 14, >= 1 and <= 8];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever reads it next says what is the matter.
            return false;
        }
    }

    public static GlissadeException Alone(string path) => new("one IDX file alone has no classes beside its pictures", path, "the folder that holds both: train-images-idx3-ubyte and train-labels-idx1-ubyte",
        $"glissade train {(Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".")}");

    private static string? Find(string folder, string part, string what)
    {
        foreach (string joint in (string[])["-", "."])
        {
            foreach (string end in s_ends)
            {
                string path = Path.Combine(folder, $"{part}-{what}{joint}idx{(what == "images" ? 3 : 1)}-ubyte{end}");
                if (File.Exists(path)) return path;
            }
        }

        return null;
    }

    private static (byte[] Pixels, Shape Shape, byte[] Classes) Read(string picturesPath, string labelsPath)
    {
        Idx pictures = Idx.Read(picturesPath), labels = Idx.Read(labelsPath);
        if (pictures.Type != IdxType.UInt8 || pictures.Shape.Rank < 2) throw new GlissadeException($"the file holds {pictures.Type} {pictures.Shape}", picturesPath, "pictures as bytes: [count, rows, columns]", "look at the name");
        if (labels.Type != IdxType.UInt8 || labels.Shape.Rank != 1) throw new GlissadeException($"the file holds {labels.Type} {labels.Shape}", labelsPath, "classes as bytes: [count]", "look at the name");
        if (pictures.Shape[0] != labels.Shape[0])
            throw new GlissadeException($"there are {pictures.Shape[0]:N0} pictures and {labels.Shape[0]:N0} classes", $"{picturesPath}, {labelsPath}", "a class for every picture", "take both files from the same source");
        if (pictures.Shape[0] < 2) throw new GlissadeException($"there are only {pictures.Shape[0]} pictures", picturesPath, "two or more", "give it more data");
        byte[] classes = labels.ToArray<byte>();
        if (classes.Distinct().Count() < 2) throw new GlissadeException($"all pictures are of the class {classes[0]}", labelsPath, "two classes or more", "there is nothing to learn from one");
        return (pictures.ToArray<byte>(), new Shape([.. pictures.Shape.Extents[1..]]), classes);
    }

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(label => label.ToString(System.Globalization.CultureInfo.InvariantCulture))];
}
