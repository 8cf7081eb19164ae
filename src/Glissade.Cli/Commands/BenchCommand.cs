namespace Glissade.Cli;

/// <summary>Steps beside what the machine can do, and where a step's time goes.</summary>
internal static class BenchCommand
{
    public static int Run(Invocation invocation, Terminal terminal)
    {
        Benchmark benchmark = EvaluateCommand.Threads(invocation) is { } threads ? new Benchmark { Threads = threads } : new Benchmark();
        if (invocation["profile"] is { } path)
        {
            if (invocation["workload"] is not null) throw new GlissadeException("--profile and --workload are given together", "glissade bench", "one of the two", $"glissade bench --profile {path}");
            Profile(path, benchmark, invocation.Has("json"), terminal);
            return ExitCodes.Done;
        }

        IReadOnlyList<Workload> workloads = Workload.Named(invocation["workload"]);
        var results = new List<BenchmarkResult>();
        foreach (Workload workload in workloads)
        {
            if (terminal.IsInteractive && !invocation.Has("json")) terminal.Error.WriteLine($"measuring {workload.Name}: {workload.Summary}");
            BenchmarkResult result = benchmark.Measure(workload);
            results.Add(result);
            if (!invocation.Has("json")) continue;
            terminal.Out.WriteLine(BenchmarkJson.Line(result));
            terminal.Out.Flush();
        }

        if (!invocation.Has("json")) terminal.WriteLines(BenchScreen.Table(results, terminal.IsInteractive ? terminal.Width() : 160, terminal.IsUnicode));
        return ExitCodes.Done;
    }

    private static void Profile(string path, Benchmark benchmark, bool json, Terminal terminal)
    {
        ModelProfile profile = ProfileOf(path, benchmark);
        if (json)
        {
            foreach (StepProfile step in profile.Steps) terminal.Out.WriteLine(BenchmarkJson.Line(step));
            return;
        }

        terminal.WriteLines(BenchScreen.Profile(profile, terminal.IsInteractive ? terminal.Width() : 160, terminal.IsUnicode));
    }

    // A file or folder of a workload's name is still that file or folder.
    private static ModelProfile ProfileOf(string path, Benchmark benchmark)
    {
        if (!Path.Exists(path))
        {
            // What is written as a path is meant as one.
            if (Workload.All.FirstOrDefault(known => known.Name == path) is { } workload) return ModelProfile.Of(workload, benchmark);
            if (Path.GetFileName(path) == path && !Path.HasExtension(path)) throw Workload.UnknownOrMissing(path);
        }

        Model model = ModelOnData.Load(path);
        return ModelProfile.Of(model, ModelOnData.BatchSize(model), benchmark);
    }
}
