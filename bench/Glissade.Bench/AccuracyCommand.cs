using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Glissade.Bench;

/// <summary>How long the picture network takes to be right about 99.2 % of MNIST's test files: Glissade and PyTorch in turns, by the same recipe, from fresh weights each time.</summary>
internal static class AccuracyCommand
{
    private const double Goal = 0.992;
    private const int Epochs = 3, BatchSize = 128;
    private const float LearningRate = 3e-3f;
    private const double Smoothing = 0.05;

    /// <param name="arguments">The folder of MNIST's files; how many trainings of each side (3); the Python (/usr/bin/python3).</param>
    public static int Run(string[] arguments)
    {
        string root = Machine.Root, data = arguments.ElementAtOrDefault(0) ?? Path.Combine(root, "..", "shared", "data", "mnist"), python = arguments.ElementAtOrDefault(2) ?? "/usr/bin/python3";
        int runs = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 3;
        IdxFolder pictures = IdxFolder.Read(data);
        (Dataset train, Dataset test) = (pictures.Training.ToDataset(), pictures.Test!.ToDataset());
        var trainings = new List<Training>();
        string version = "PyTorch";
        for (int seed = 0; seed < runs; seed++)
        {
            trainings.Add(Glissade(train, test, seed));
            Console.WriteLine(trainings[^1]);
            if (PyTorch(python, data, seed, ref version) is not { } theirs) return 1;
            trainings.Add(theirs);
            Console.WriteLine(theirs);
        }

        double ours = MedianToGoal(trainings, "Glissade"), peer = MedianToGoal(trainings, version);
        string sentence = string.Create(CultureInfo.InvariantCulture, $"Medians to {Goal:P1}: Glissade {ours:0.0} s, {version} {peer:0.0} s: {peer / ours:0.00} times faster.");
        Console.WriteLine(sentence);
        Write(trainings, version, sentence);
        return 0;
    }

    private static Training Glissade(Dataset train, Dataset test, int seed)
    {
        Layer network = MeasuredNetwork.Cnn28.Layers();
        var trainer = new Trainer(new Sequential(new Reshape(1, 28, 28), network), new CrossEntropy { LabelSmoothing = Smoothing }, new Adam { LearningRate = LearningRate })
        {
            InputScale = new Scaling(0.1307 * 255, 0.3081 * 255),
            BatchSize = BatchSize,
            Seed = seed,
            Schedule = new OneCycleSchedule(),
            Metrics = [new Accuracy()],
        };
        long start = Stopwatch.GetTimestamp();
        var epochs = new List<(double, double)>();
        trainer.Fit(train, test, Epochs, happening =>
        {
            if (happening is EpochFinished epoch) epochs.Add((Stopwatch.GetElapsedTime(start).TotalSeconds, epoch.Metrics.Values.First()));
        });
        return new Training("Glissade", seed, epochs);
    }

    private static Training? PyTorch(string python, string data, int seed, ref string version)
    {
        string script = Path.Combine(Machine.Root, "bench", "peers", "accuracy.py");
        var start = new ProcessStartInfo(python) { RedirectStandardOutput = true };
        foreach (object argument in new object[] { script, data, Environment.ProcessorCount, seed, Epochs, BatchSize, LearningRate, Smoothing })
            start.ArgumentList.Add(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
        using Process process = Process.Start(start)!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            Console.Error.WriteLine($"\n*** A PEER IS MISSING: {python} ended with {process.ExitCode}. On Debian: apt-get install python3-torch libopenblas0-pthread; another Python: the third argument. ***\n");
            return null;
        }

        version = lines[0];
        double[][] numbers = [.. lines[1..].Select(line => line.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray())];
        return new Training(version, seed, [.. numbers.Select(pair => (pair[0], pair[1]))]);
    }

    // A training that never gets there counts as infinitely long.
    private static double MedianToGoal(List<Training> trainings, string side) => Timing.Median([.. trainings.Where(training => training.Side == side).Select(training => training.SecondsToGoal)]);

    private static void Write(List<Training> trainings, string version, string sentence)
    {
        var text = new StringBuilder();
        text.AppendLine("# Time to accuracy").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Machine.Description}; {version}, on {Environment.ProcessorCount} threads. The network of `cnn28_b64_adam` on MNIST's 60,000 training pictures, none of them altered: Adam, one cycle of {Epochs} epochs up to a rate of {LearningRate}, batches of {BatchSize}, labels smoothed by {Smoothing}; after every epoch the share of the 10,000 test pictures that it is right about. The sides take turns; seconds count from fresh weights on, compiling and testing included.");
        text.AppendLine("Written by `dotnet run -c Release --project bench/Glissade.Bench -- accuracy`.").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"| side | seed | {string.Join(" | ", Enumerable.Range(1, Epochs).Select(epoch => $"epoch {epoch}"))} | seconds to {Goal:P1} |");
        text.AppendLine($"| --- | --: | {string.Concat(Enumerable.Repeat("--: | ", Epochs))}--: |");
        foreach (Training training in trainings)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {training.Side} | {training.Seed} | {string.Join(" | ", training.Epochs.Select(epoch => string.Create(CultureInfo.InvariantCulture, $"{epoch.Accuracy:P2} after {epoch.Seconds:0.0} s")))} | {training.SecondsToGoal:0.0} |");
        text.AppendLine().AppendLine(sentence);
        File.WriteAllText(Path.Combine(Machine.Results, "accuracy.md"), text.ToString());
    }

    private sealed record Training(string Side, int Seed, IReadOnlyList<(double Seconds, double Accuracy)> Epochs)
    {
        public double SecondsToGoal => Epochs.Where(epoch => epoch.Accuracy >= Goal).Select(epoch => epoch.Seconds).DefaultIfEmpty(double.PositiveInfinity).First();

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Side}, seed {Seed}: {string.Join(", ", Epochs.Select(epoch => string.Create(CultureInfo.InvariantCulture, $"{epoch.Accuracy:P2} after {epoch.Seconds:0.0} s")))}");
    }
}
