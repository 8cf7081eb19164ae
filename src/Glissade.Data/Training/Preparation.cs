using System.Globalization;

namespace Glissade;

/// <summary>From data and options to what a network is given; what is chosen on the way is noted with its reason.</summary>
internal sealed class Preparation(TrainingOptions options)
{
    private const int MostNamed = 5;

    public List<Guess> Guesses { get; } = [];

    public List<Warning> Warnings { get; } = [];

    /// <summary>The options with what was chosen filled in.</summary>
    public TrainingOptions Options { get; private set; } = options;

    public Prepared Prepare(TrainingData data) => data switch
    {
        PictureData pictures => Prepare(pictures),
        TableData table => new TablePreparation(this, table.Table).Prepare(),
        _ => throw new NotSupportedException(data.GetType().Name),
    };

    internal void Resolve(Func<TrainingOptions, TrainingOptions> change) => Options = change(Options);

    /// <summary>A share of the rows, or null if the option names a file.</summary>
    internal static double? Share(string? text) => text is null ? 0 : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double share) ? share : null;

    internal static string Names(IReadOnlyList<string> names) => names.Count <= MostNamed ? string.Join(", ", names) : $"{string.Join(", ", names.Take(MostNamed))} and {names.Count - MostNamed:N0} more";

    /// <summary>One seed may be negative, the split's is not.</summary>
    internal ulong Seed => unchecked((ulong)(long)Options.Seed);

    private Prepared Prepare(PictureData pictures)
    {
        if (Options.Task is "regression" or "binary") throw Unfit("task", Options.Task, "multiclass: pictures have a class each");
        if (Options.Target is not null) throw Unfit("target", Options.Target, "nothing: pictures have their class beside them");
        if (Options.Features.Count + Options.Ignore.Count > 0) throw Unfit(Options.Features.Count > 0 ? "features" : "ignore", "columns", "nothing: pictures have no columns");
        if (Options.Missing is not null) throw Unfit("missing", Options.Missing, "nothing: pictures have no gaps");
        if (Options.Split is { } how && how.Contains(':', StringComparison.Ordinal)) throw Unfit("split", how, "random or stratified: pictures have no columns");
        int count = pictures.Pictures.Labels.Count;
        if (Options.Task == "auto") Guesses.Add(new Guess("task", "multiclass", $"pictures of {Side(pictures.Pictures.InputShape)} with one of {count} classes each"));
        if (Options.Validation is null) Guesses.Add(new Guess("validation", "0.2", $"a fifth of the {pictures.Pictures.Count:N0} pictures, each class in its proportion"));
        if (Options.Test is null && pictures.Test is not null) Guesses.Add(new Guess("test", $"{pictures.Test.Count:N0} pictures", $"the data bring their own: {pictures.TestSource}"));
        Resolve(o => o with { Task = "multiclass", Validation = o.Validation ?? "0.2", Split = o.Split ?? "stratified" });
        double validation = Share(Options.Validation) ?? throw Unfit("validation", Options.Validation!, "a share of the pictures");
        double test = Share(Options.Test) ?? throw Unfit("test", Options.Test!, "a share of the pictures");

        var classes = new int[pictures.Pictures.Count];
        for (int i = 0; i < classes.Length; i++) classes[i] = (int)pictures.Pictures.Targets!.Number(i, 0);
        Split split = Options.Split == "random" ? Split.Random(classes.Length, validation, test, Seed) : Split.Stratified(classes, validation, test, Seed);
        Note(split);
        Dataset train = pictures.Pictures.Take(split.Training);
        (ulong sum, ulong squares) = train.Inputs.ByteSums()!.Value;
        return new Prepared
        {
            Task = LearningTask.Multiclass,
            Target = "class",
            Rows = pictures.Pictures.Count + (pictures.Test?.Count ?? 0),
            Train = train,
            Validation = split.Validation.Length > 0 ? pictures.Pictures.Take(split.Validation) : null,
            Test = split.Test.Length > 0 ? pictures.Pictures.Take(split.Test) : pictures.Test,
            Labels = pictures.Pictures.Labels,
            Split = split,
            Picture = PicturePreprocessing.Of(sum, squares, (double)train.Count * train.InputShape.Count, train.InputShape),
        };
    }

    internal void Note(Split split)
    {
        foreach (string warning in split.Warnings) Warnings.Add(new Warning("split", warning));
    }

    internal static GlissadeException Unfit(string option, string value, string expected) => new($"--{option} {value} does not suit the data", $"the option --{option}", expected, $"leave --{option} out");

    private static string Side(Shape shape) => string.Join('×', shape.Extents.ToArray());
}
