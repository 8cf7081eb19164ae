namespace Glissade.Cli;

/// <summary>All commands.</summary>
internal static class CommandTable
{
    private static readonly OptionRow Json = new("json", "", "JSON on standard output"), Threads = new("threads", "N", "processor threads; they change no bit", "all");
    private static readonly ArgumentRow Model = new("MODEL", "a model.safetensors, or a run's folder"), Data = new("DATA", "a CSV or TSV file (.gz too), a folder of IDX files, or a sample's name");

    /// <summary>Said after every command.</summary>
    public static OptionRow Verbose { get; } = new("verbose", "", "with an error, also where in the program");

    public static IReadOnlyList<CommandRow> All { get; } =
    [
        new("train", "train a network; without DATA: on the embedded sample digits", [Data with { IsRequired = false }], [.. TrainOptions()], TrainCommand.Run),
        new("evaluate", "metrics of a model on labelled data", [Model, Data],
            [new("part", "validation|test|all", "of the file that it was trained on: which part", "validation there, else all"),
                new("metrics", "NAME,NAME", "what is measured: metrics of the catalogue, as f1,fbeta(beta=2, average=macro)", "as in training, or by the task"), Json, Threads], EvaluateCommand.Run),
        new("predict", "a CSV: the input's key columns, the prediction, per-class probabilities", [Model, Data], [new("output", "FILE", "the file to write", "standard output"), Threads], PredictCommand.Run),
        new("explain", "one example's forward pass, loss, gradients and update: every number", [new("MODEL|RUN", "a model.safetensors, or a run's folder, which has the optimizer's state"), Data],
            [new("row", "N", "which row: 1 is the first below the header, or the first picture", "1"), Json], ExplainCommand.Run),
        new("inspect", "what is in a model, or in data", [new("MODEL|DATA", "a model.safetensors, a run's folder, or data")],
            [new("target", "COL", "of data: the column to predict, for warnings about it", "the last column"), Json], InspectCommand.Run),
        new("bench", "steps beside what the machine can do; where a step's time goes", [],
            [new("workload", "NAME[,...]", "which; their names are in the table", "all"), Threads, new("profile", "MODEL", "a model.safetensors, a run's folder or a workload's name: its steps, kernel by kernel"), Json], BenchCommand.Run),
        new("list", "what there is by name", [new("FAMILY", string.Join(", ", ListCommand.Families)), new("NAME", "one of them alone") { IsRequired = false }], [Json], ListCommand.Run),
    ];

    /// <summary>Names that are kept for commands to come.</summary>
    public static IReadOnlyList<string> ToCome { get; } = ["report", "watch", "data", "play", "export", "serve", "tune"];

    private static IEnumerable<OptionRow> TrainOptions()
    {
        foreach (TrainingOption option in TrainingOption.All)
            if (option.Name != "data") yield return new OptionRow(option.Name, option.Takes, option.Summary, option.Default);
        yield return new OptionRow("config", "FILE.json", "options from a file; what the command line says wins");
        yield return new OptionRow("print-config", "", "print all options, with what they default to, and exit");
        yield return new OptionRow("json", "", "events as JSON lines on standard output");
        yield return new OptionRow("quiet", "", "nothing but errors");
        yield return new OptionRow("plain", "", "no colour, nothing drawn over");
        yield return new OptionRow("watch", "", "open the live page (to come)");
    }
}
