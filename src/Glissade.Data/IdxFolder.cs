namespace Glissade;

/// <summary>Pictures and their labels.</summary>
public sealed class PictureSet
{
    private readonly DataColumn _pictures;
    private byte[]? _pixels;

    /// <summary>Pictures of one's own.</summary>
    /// <param name="pixels">[count, picture], bytes.</param>
    /// <param name="labels">[count].</param>
    /// <param name="shape">The shape of one picture.</param>
    public PictureSet(byte[] pixels, int[] labels, Shape shape) : this(new DataColumn<byte>(pixels, shape), labels) => _pixels = pixels;

    internal PictureSet(DataColumn pictures, int[] labels) => (_pictures, Labels) = (pictures, labels);

    /// <summary>[count, picture], bytes. Pictures from a file may be kept packed; then this unpacks them all when first asked for: to train, <see cref="ToDataset"/> is better.</summary>
    public byte[] Pixels => _pixels ??= _pictures is PackedColumn packed ? packed.ToArray() : ((DataColumn<byte>)_pictures).Values.ToArray();

    /// <summary>[count].</summary>
    public int[] Labels { get; }

    /// <summary>The shape of one picture.</summary>
    public Shape Shape => _pictures.Example;

    /// <summary>How many pictures there are.</summary>
    public int Count => Labels.Length;

    /// <summary>The pictures as examples to train on, over this memory: nothing is copied, so nobody may write the arrays any more.</summary>
    public Dataset ToDataset() => new(_pictures, new DataColumn<int>(Labels, Shape.Scalar));
}

/// <summary>A folder of IDX files under MNIST's own names: <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>, and for the test <c>t10k-…</c>; plain or compressed by gzip.</summary>
public sealed class IdxFolder
{
    private const string Names = "train-images-idx3-ubyte and train-labels-idx1-ubyte (and t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte), with or without .gz";

    private readonly Lazy<PictureSet?> _test;

    private IdxFolder(string folder, PictureSet training, Func<PictureSet?> test)
    {
        Training = training;
        _test = new Lazy<PictureSet?>(() => Fitting(folder, training.Shape, test()));
    }

    /// <summary>What is trained on.</summary>
    public PictureSet Training { get; }

    /// <summary>The test set, where the folder has one; read when it is first asked for.</summary>
    /// <exception cref="GlissadeException">A file is damaged, or does not fit the others.</exception>
    public PictureSet? Test => _test.Value;

    /// <summary>Whether a folder has the training files.</summary>
    public static bool Recognises(string folder) => Directory.Exists(folder) && Find(folder, "train", "images", 3) is not null;

    /// <summary>Reads a folder.</summary>
    /// <exception cref="GlissadeException">A file is missing, damaged, or does not fit the others.</exception>
    public static IdxFolder Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new GlissadeException(File.Exists(folder) ? "this is a file, not a folder of IDX files" : "there is no such folder", folder, Names, "check the spelling, or name the folder that holds the files");
        WarmUp.Begin();
        return new IdxFolder(folder, ReadTraining(folder), () => Set(folder, "t10k"));
    }

    /// <summary>Reads both sets at once, for who wants both: inflating is most of a start's time.</summary>
    /// <inheritdoc cref="Read"/>
    internal static (PictureSet Training, PictureSet? Test) ReadBoth(string folder)
    {
        WarmUp.Begin();
        Task<PictureSet?> test = Task.Run(() => Set(folder, "t10k"));
        var both = new IdxFolder(folder, ReadTraining(folder), () => test.GetAwaiter().GetResult());
        return (both.Training, both.Test);
    }

    private static PictureSet ReadTraining(string folder) =>
        Set(folder, "train") ?? throw new GlissadeException("the folder has no training pictures", folder, Names, "name the folder that holds the files");

    /// <summary>The test set of a folder that needs no training set beside it.</summary>
    /// <exception cref="GlissadeException">It has none, or a file is damaged.</exception>
    internal static PictureSet ReadTest(string folder) => Set(folder, "t10k") ?? throw new GlissadeException("the folder has no pictures", folder, Names, "name the folder that holds the files");

    /// <summary>Pictures without their labels, which need not be there: those to train on, or where a folder has none of these its test set's; or those of one file.</summary>
    /// <exception cref="GlissadeException">There are none, or the file is damaged.</exception>
    internal static DataColumn ReadPictures(string source)
    {
        string file = !Directory.Exists(source) ? source : Find(source, "train", "images", 3) ?? Find(source, "t10k", "images", 3)
            ?? throw new GlissadeException("the folder has no pictures", source, "train-images-idx3-ubyte or t10k-images-idx3-ubyte, with or without .gz", "name the folder that holds the files");
        return Column(Pixels(file));
    }

    private static PictureSet? Fitting(string folder, Shape picture, PictureSet? test)
    {
        if (test is not null && !test.Shape.Equals(picture))
            throw new GlissadeException($"the test pictures are {test.Shape}, but the training pictures {picture}", folder, "pictures of one size", "check that the files belong together");
        return test;
    }

    private static PictureSet? Set(string folder, string part)
    {
        string? pictures = Find(folder, part, "images", 3), labels = Find(folder, part, "labels", 1);
        if (pictures is null && labels is null) return null;
        if (pictures is null || labels is null)
            throw new GlissadeException($"the folder has {part} {(pictures is null ? "labels but no pictures" : "pictures but no labels")}", folder, Names, "add the missing file");
        Idx pixels = Pixels(pictures), classes = Idx.Read(labels);
        if (classes.Type is not (IdxType.UInt8 or IdxType.Int8 or IdxType.Int16 or IdxType.Int32) || classes.Shape.Rank != 1)
            throw new GlissadeException($"the labels are {classes.Type} {classes.Shape}", labels, "whole numbers, [count]", "check that this is the right file");
        if (classes.Shape[0] != pixels.Shape[0])
            throw new GlissadeException($"there are {classes.Shape[0]:N0} labels for {pixels.Shape[0]:N0} pictures", labels, "a label for each picture", "check that the files belong together");
        int[] numbers = classes.Type switch
        {
            IdxType.UInt8 => Array.ConvertAll(classes.ToArray<byte>(), value => (int)value),
            IdxType.Int8 => Array.ConvertAll(classes.ToArray<sbyte>(), value => (int)value),
            IdxType.Int16 => Array.ConvertAll(classes.ToArray<short>(), value => (int)value),
            _ => classes.ToArray<int>(),
        };
        return new PictureSet(Column(pixels), numbers);
    }

    private static DataColumn Column(Idx pixels)
    {
        Shape picture = pixels.Shape.Without(0);
        return pixels.Packed is var (bytes, starts) ? new PackedColumn(bytes, starts, picture) : new DataColumn<byte>(pixels.ToArray<byte>(), picture);
    }

    private static Idx Pixels(string pictures)
    {
        Idx pixels = Idx.ReadPacked(pictures);
        return pixels.Type == IdxType.UInt8 && pixels.Shape.Rank >= 2 && pixels.Shape.Count > 0 ? pixels
            : throw new GlissadeException($"the pictures are {pixels.Type} {pixels.Shape}", pictures, "bytes, [count, rows, columns], at least one picture", "check that this is the right file");
    }

    // Some copies write a point for the dash.
    private static string? Find(string folder, string part, string what, int axes)
    {
        foreach (string dash in (string[])["-", "."])
        {
            foreach (string end in (string[])["", ".gz"])
            {
                string path = Path.Combine(folder, $"{part}-{what}{dash}idx{axes}-ubyte{end}");
                if (File.Exists(path)) return path;
            }
        }

        return null;
    }
}
