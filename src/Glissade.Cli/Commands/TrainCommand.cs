using System.Globalization;

namespace Glissade.Cli;

/// <summary>Trains: options to a plan, the plan's events to a view, the end to an exit code.</summary>
internal static class TrainCommand
{
    private const int MostClasses = 12;

    public static int Run(Invocation invocation, Terminal terminal)
    {
        if (invocation.Has("watch")) throw new GlissadeException("the live page is not there yet", "--watch", "a run in the terminal", "leave --watch out");
        TrainingOptions options = Options(invocation);
        if (invocation.Has("print-config"))
        {
            terminal.Out.Write(TrainingPlan.Create(options).Options.ToConfiguration());
            return ExitCodes.Done;
        }

        using Interruption interruption = terminal.Listen();
        using RunView view = RunView.For(invocation, terminal);
        interruption.Asked = view.Stopping;
        TrainingPlan plan = TrainingPlan.Create(options.Output is null ? options with { Output = FreeFolder(options.Data) } : options);
        var picture = new RunPicture { Data = plan.Data.Name, Folder = plan.Options.Output!, Guesses = [.. plan.Guesses.Select(guess => (guess.What, guess.Value, guess.Why))] };
        view.Begin(picture);
        TrainingResult result = plan.Run(runEvent =>
        {
            picture = picture.With(runEvent);
            view.On(runEvent);
        }, interruption.Token);
        view.End(picture with
        {
            Files = [.. new[] { result.Folder!.Model, result.Folder.State, result.Folder.Events, result.Folder.Configuration }.Where(File.Exists)],
            Next = Next(plan.Options, result),
            Confusion = invocation.Has("json") || invocation.Has("quiet") ? null : Table(result),
        });
        return End(result, terminal);
    }

    /// <summary>What the command line, the configuration file and, going on, the run's own options say; whoever comes first in this order wins.</summary>
    public static TrainingOptions Options(Invocation invocation)
    {
        var said = new Dictionary<string, string>();
        if (invocation.Has("resume"))
        {
            string folder = invocation["output"] ?? throw new GlissadeException("--resume needs the run's folder", "--resume", "--output DIR, the folder of the run to go on with", "glissade train --resume --output runs/…");
            if (!Directory.Exists(folder)) throw new GlissadeException("there is no such run", folder, "the folder of the run to go on with", "look at the name, or leave --resume out");
            if (!RunFolder.At(folder).HoldsRun)
                throw new GlissadeException("the folder holds no run to go on with", folder, "the folder of a run that has begun: config.json, last.safetensors", "leave --resume out to begin there, or look at the name");
            if (RunFolder.ReadConfiguration(folder) is { } text) Take(TrainingOptions.ReadConfiguration(text, Path.Combine(folder, "config.json")));
        }

        if (invocation["config"] is { } file)
        {
            if (!File.Exists(file)) throw new GlissadeException("there is no such configuration file", file, "a JSON file", "glissade train --print-config prints one to start from");
            Take(TrainingOptions.ReadConfiguration(File.ReadAllText(file), file));
        }

        foreach ((string name, string value) in invocation.Options) said[name] = value;
        if (invocation.Arguments[0] is { } data) said["data"] = data;
        var options = new TrainingOptions();
        foreach (TrainingOption option in TrainingOption.All)
            if (said.TryGetValue(option.Name, out string? value)) options = option.Read(options, value);
        return options;

        void Take(IReadOnlyList<KeyValuePair<string, string>> from)
        {
            foreach ((string name, string value) in from) said[name] = value;
        }
    }

    private static string FreeFolder(string data)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(data));
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = name[..^3];
        name = Path.GetFileNameWithoutExtension(name) is { Length: > 0 } stem ? stem : "data";
        string time = TimeProvider.System.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture), folder = Path.Combine("runs", $"{name}-{time}");
        for (int again = 2; Directory.Exists(folder); again++) folder = Path.Combine("runs", $"{name}-{time}-{again}");
        return folder;
    }

    private static string[] Next(TrainingOptions options, TrainingResult result)
    {
        string folder = Quoted(result.Folder!.Path);
        return result.History.Reason is FinishReason.Cancelled or FinishReason.TimeLimit
            ? [$"glissade train --resume --output {folder}", $"glissade evaluate {folder} {Quoted(options.Data)}"]
            : [$"glissade evaluate {folder} {Quoted(options.Data)}", $"glissade predict {folder} {Quoted(options.Data)}"];
    }

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;

    private static Confusion? Table(TrainingResult result)
    {
        if (result.Labels.Count is 0 or > MostClasses || result.History.Finish.BestEpoch == 0 || result.Confusion() is not { } matrix) return null;
        return new Confusion(result.Labels, [.. Enumerable.Range(0, matrix.Classes).Select(truth => Enumerable.Range(0, matrix.Classes).Select(predicted => (int)matrix[truth, predicted]).ToArray())]);
    }

    private static int End(TrainingResult result, Terminal terminal)
    {
        if (result.History.Reason == FinishReason.Cancelled)
        {
            terminal.Error.WriteLine($"interrupted: the best model and the state are in {result.Folder!.Path}; --resume --output {result.Folder.Path} goes on");
            return ExitCodes.Interrupted;
        }

        if (result.History.Reason != FinishReason.Diverged) return ExitCodes.Done;
        Divergence? divergence = result.History.Finish.Divergence;
        string kept = result.History.Finish.BestEpoch > 0 ? $"; the weights of epoch {result.History.Finish.BestEpoch} are kept in {result.Folder!.Model}" : "";
        throw new GlissadeException($"the training diverged: the loss is no longer a number{kept}",
            divergence is null ? result.Folder!.Path : $"epoch {divergence.Epoch}, step {divergence.Step}, {divergence.Layer}: {divergence.Operation}; rows {string.Join(", ", divergence.Rows.Take(8))}{(divergence.Rows.Count > 8 ? ", …" : "")}",
            "a loss that stays finite", "a tenth of the --learning-rate, or --clip-norm 1")
        {
            IsFailure = true,
        };
    }
}
