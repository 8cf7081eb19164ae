namespace Glissade;

/// <summary>Pictures with a class each: a folder of IDX files under MNIST's own names, or the embedded digits. Pixels stay bytes.</summary>
internal sealed class PictureData : TrainingData
{
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
        if (!IdxFolder.Recognises(folder) && Directory.EnumerateDirectories(folder).Any())
            throw new GlissadeException("folders of pictures cannot be read yet", folder, "a folder of IDX files: train-images-idx3-ubyte and train-labels-idx1-ubyte, compressed by gzip (.gz) or not", "name one file if the folder holds tables");
        (PictureSet training, PictureSet? heldBack) = IdxFolder.ReadBoth(folder);
        int[] classes = training.Labels;
        if (classes.Length < 2) throw new GlissadeException($"there are only {classes.Length} pictures", folder, "two or more", "give it more data");
        int least = Math.Min(classes.Min(), heldBack?.Labels.DefaultIfEmpty().Min() ?? 0), most = Math.Max(classes.Max(), heldBack?.Labels.DefaultIfEmpty().Max() ?? 0);
        if (least < 0 || most >= TaskGuess.MostClasses) throw new GlissadeException($"there is a class {(least < 0 ? least : most)}", folder, $"classes from 0 to {TaskGuess.MostClasses - 1}", "number the classes from 0");
        if (classes.All(label => label == classes[0])) throw new GlissadeException($"all pictures are of the class {classes[0]}", folder, "two classes or more", "there is nothing to learn from one");
        string[] names = Names(most + 1);
        return new PictureData(NameOf(folder), folder, Set(training), heldBack is { Count: > 0 } test ? Set(test) : null, heldBack is null ? "" : "t10k-*")
        {
            Files = [.. Directory.EnumerateFiles(folder, "train-*ubyte*").Order(StringComparer.Ordinal)],
        };

        Dataset Set(PictureSet set) => set.ToDataset().WithLabels(names);
    }

    /// <summary>Labelled pictures to measure a model on: also a folder that has a test set alone, or pictures of one class.</summary>
    public static PictureData ForModel(string source)
    {
        if (!Directory.Exists(source) || IdxFolder.Recognises(source)) return TrainingData.Read(source) as PictureData ?? throw Alone(source);
        PictureSet set = IdxFolder.ReadTest(source);
        return new PictureData(NameOf(source), source, set.ToDataset().WithLabels(Names(TaskGuess.MostClasses)), null, "");
    }

    /// <summary>Pictures to predict: a folder of IDX files, of which the labels are not needed, one file of pictures, or the sample.</summary>
    public static Dataset Unlabelled(string source)
    {
        if (!Directory.Exists(source) && !File.Exists(source)) return ((PictureData)Read(source)).Pictures;
        return new Dataset(IdxFolder.ReadPictures(source), null);
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

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(label => label.ToString(System.Globalization.CultureInfo.InvariantCulture))];
}
