using System.Text.Json;

namespace Glissade;

/// <summary>One option of a training: its name in the tool and in configuration files, what it takes, and how it is read and written.</summary>
public sealed class TrainingOption
{
    private readonly Func<TrainingOptions, string, TrainingOptions> _read;

    private TrainingOption(string name, string takes, string summary, string byDefault, Func<TrainingOptions, string, TrainingOptions> read, Action<Utf8JsonWriter, TrainingOptions> write) =>
        (Name, Takes, Summary, Default, _read, Write) = (name, takes, summary, byDefault, read, write);

    /// <summary>The name, such as <c>learning-rate</c>.</summary>
    public string Name { get; }

    /// <summary>What it takes, such as <c>COL</c>; empty for a switch.</summary>
    public string Takes { get; }

    /// <summary>What it means.</summary>
    public string Summary { get; }

    /// <summary>What holds when it is not given, in words.</summary>
    public string Default { get; }

    /// <summary>Whether it is a switch: given or not.</summary>
    public bool IsSwitch => Takes.Length == 0;

    /// <summary>Writes the present value as JSON, null if it is not said.</summary>
    internal Action<Utf8JsonWriter, TrainingOptions> Write { get; }

    /// <summary>All options, in the order of the help.</summary>
    public static IReadOnlyList<TrainingOption> All { get; } =
    [
        new("data", "DATA", "what to learn from", "the embedded sample digits", (o, v) => o with { Data = v }, (w, o) => w.WriteStringValue(o.Data)),
        Text("target", "COL", "what to predict: a column's name, or its number from 1", "the last column", (o, v) => o with { Target = v }, o => o.Target),
        Choice("task", "what kind of answer", "auto", ["auto", "regression", "binary", "multiclass", "language"], (o, v) => o with { Task = v }, o => o.Task),
        Texts("features", "A,B", "the columns to predict from", "all but the target and what looks like an identifier", (o, v) => o with { Features = v }, o => o.Features),
        Texts("ignore", "A,B", "the columns to leave out", "none", (o, v) => o with { Ignore = v }, o => o.Ignore),
        Text("model", "NAME|FILE", "linear, mlp, or a JSON file of layers", "by the data", (o, v) => o with { Model = v }, o => o.Model),
        new("hidden", "128,64", "the widths of the hidden layers of mlp", "by the data",
            (o, v) => o with { Hidden = [.. OptionText.List(v).Select(width => OptionText.Integer("hidden", width, 1, 1_000_000))] },
            (w, o) => OptionText.WriteList(w, o.Hidden, w.WriteNumberValue)),
        Text("activation", "NAME", "the activation between the layers of mlp", "by the data", (o, v) => o with { Activation = v }, o => o.Activation),
        Number("dropout", "P", "the share of hidden values dropped in training", "by the data", new Limits(0, 1) { HighestIsOut = true }, (o, v) => o with { Dropout = v }, o => o.Dropout),
        Text("loss", "NAME", "what is made small: a loss of the catalogue, as huber(delta=2)", "by the task", (o, v) => o with { Loss = v }, o => o.Loss),
        Text("optimizer", "NAME", "how: an optimizer of the catalogue, as sgd(momentum=0.9)", "adam", (o, v) => o with { Optimizer = v }, o => o.Optimizer),
        Number("learning-rate", "RATE", "the length of a step", "by the data", new Limits(0, float.MaxValue) { LowestIsOut = true }, (o, v) => o with { LearningRate = v }, o => o.LearningRate),
        Text("schedule", "NAME", "how the rate changes: a schedule of the catalogue", "by the data", (o, v) => o with { Schedule = v }, o => o.Schedule),
        Number("weight-decay", "W", "how strongly weights are drawn to 0", "the optimizer's own", new Limits(0, float.MaxValue), (o, v) => o with { WeightDecay = v }, o => o.WeightDecay),
        Number("clip-norm", "NORM", "the longest a whole gradient may be", "any length", new Limits(0, float.MaxValue) { LowestIsOut = true }, (o, v) => o with { ClipNorm = v }, o => o.ClipNorm),
        Number("mixup", "ALPHA", "how strongly rows of a batch are mixed with their neighbours: 0.2 or so", "not at all", new Limits(0, float.MaxValue), (o, v) => o with { Mixup = v }, o => o.Mixup),
        Integer("epochs", "N", "times through the data, at most", "by the data", 1, 10_000_000, (o, v) => o with { Epochs = v }, o => o.Epochs),
        Integer("batch-size", "N", "examples a step", "by the data", 1, 1 << 24, (o, v) => o with { BatchSize = v }, o => o.BatchSize),
        Integer("patience", "N", "epochs without a better validation before it stops; 0: it does not", "by the data", 0, int.MaxValue, (o, v) => o with { Patience = v }, o => o.Patience),
        Number("stop-at-loss", "LOSS", "it stops when the validation's cost (or else the training's) is this low", "never", new Limits(double.MinValue, double.MaxValue), (o, v) => o with { StopAtLoss = v }, o => o.StopAtLoss),
        Number("stop-at-gradient-norm", "NORM", "it stops when an epoch ends with so short a gradient", "never", new Limits(0, double.MaxValue), (o, v) => o with { StopAtGradientNorm = v }, o => o.StopAtGradientNorm),
        new("max-time", "5m", "the longest it may take: 90s, 5m, 1h30m", "any time", (o, v) => o with { MaxTime = OptionText.Duration("max-time", v) },
            (w, o) => OptionText.WriteText(w, o.MaxTime is { } time ? OptionText.OfDuration(time) : null)),
        new("validation", "0.2|FILE", "the share of the rows held back to validate on, or a file", "0.2", (o, v) => o with { Validation = OptionText.Share("validation", v) },
            (w, o) => OptionText.WriteShare(w, o.Validation)),
        new("test", "0.1|FILE", "the share of the rows held back for one test at the end, or a file", "none, or the data's own", (o, v) => o with { Test = OptionText.Share("test", v) },
            (w, o) => OptionText.WriteShare(w, o.Test)),
        new("split", "HOW", "how rows are held back: random, stratified, time:COL, group:COL", "stratified for classes, else random", (o, v) => o with { Split = OptionText.Split("split", v) },
            (w, o) => OptionText.WriteText(w, o.Split)),
        new("missing", "HOW", "missing values: impute, drop or error; a column's own as age=impute", "features are imputed, with an indicator", (o, v) => o with { Missing = OptionText.Missing("missing", v) },
            (w, o) => OptionText.WriteText(w, o.Missing)),
        new("metrics", "NAME,NAME", "what is measured: metrics of the catalogue, as f1,fbeta(beta=2, average=macro)", "by the task", (o, v) => o with { Metrics = OptionText.Things(v) },
            (w, o) => OptionText.WriteList(w, o.Metrics, w.WriteStringValue)),
        Integer("seed", "N", "one seed for everything", "0", int.MinValue, int.MaxValue, (o, v) => o with { Seed = v }, o => o.Seed),
        Integer("threads", "N", "processor threads; they change no bit", "all", 1, 1024, (o, v) => o with { Threads = v }, o => o.Threads),
        Text("output", "DIR", "the run's folder", "runs/<data>-<time>", (o, v) => o with { Output = v }, o => o.Output),
        new("resume", "", "go on with the run in --output", "off", (o, v) => o with { Resume = OptionText.Boolean("resume", v) }, (w, o) => w.WriteBooleanValue(o.Resume)),
    ];

    /// <summary>The option of a name; null if there is none.</summary>
    public static TrainingOption? Find(string name) => All.FirstOrDefault(option => option.Name == name);

    /// <summary>The options with this one as said.</summary>
    /// <param name="options">What was said before.</param>
    /// <param name="value">The value, as on a command line.</param>
    /// <exception cref="GlissadeException">The value is of another kind or out of its range.</exception>
    public TrainingOptions Read(TrainingOptions options, string value)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length == 0 && Name is not ("hidden" or "features" or "ignore" or "metrics")) throw OptionText.Wrong(Name, value, $"{Takes}: {Summary}");
        return _read(options, value);
    }

    private static TrainingOption Text(string name, string takes, string summary, string byDefault, Func<TrainingOptions, string, TrainingOptions> read, Func<TrainingOptions, string?> value) =>
        new(name, takes, summary, byDefault, read, (writer, options) => OptionText.WriteText(writer, value(options)));

    private static TrainingOption Texts(string name, string takes, string summary, string byDefault, Func<TrainingOptions, IReadOnlyList<string>, TrainingOptions> read,
        Func<TrainingOptions, IReadOnlyList<string>> value) =>
        new(name, takes, summary, byDefault, (options, text) => read(options, OptionText.List(text)), (writer, options) => OptionText.WriteList(writer, value(options), writer.WriteStringValue));

    private static TrainingOption Choice(string name, string summary, string byDefault, string[] choices, Func<TrainingOptions, string, TrainingOptions> read, Func<TrainingOptions, string> value) =>
        new(name, string.Join('|', choices), summary, byDefault, (options, text) => read(options, OptionText.OneOf(name, text, choices)), (writer, options) => writer.WriteStringValue(value(options)));

    private static TrainingOption Number(string name, string takes, string summary, string byDefault, Limits limits, Func<TrainingOptions, double, TrainingOptions> read,
        Func<TrainingOptions, double?> value) =>
        new(name, takes, summary, byDefault, (options, text) => read(options, OptionText.Number(name, text, limits)), (writer, options) =>
        {
            if (value(options) is { } number) writer.WriteNumberValue(number);
            else writer.WriteNullValue();
        });

    private static TrainingOption Integer(string name, string takes, string summary, string byDefault, int lowest, int highest, Func<TrainingOptions, int, TrainingOptions> read,
        Func<TrainingOptions, int?> value) =>
        new(name, takes, summary, byDefault, (options, text) => read(options, OptionText.Integer(name, text, lowest, highest)), (writer, options) =>
        {
            if (value(options) is { } number) writer.WriteNumberValue(number);
            else writer.WriteNullValue();
        });
}
