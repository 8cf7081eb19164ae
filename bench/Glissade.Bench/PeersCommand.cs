using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Glissade.Bench;

/// <summary>The workloads beside their peers: all sides alternate within one run, and their medians are compared.</summary>
internal static class PeersCommand
{
    private const double Seconds = 0.25;

    /// <summary>How many times faster than PyTorch's better thread count a workload shall be.</summary>
    private static readonly Dictionary<string, double> s_goals = new()
    {
        ["tiny_mlp_b32_adam"] = 150,
        ["logreg_100_b10000_sgd"] = 8,
        ["mnist_mlp_b64_sgd"] = 3.2,
        ["tabular_mlp_b256_adamw"] = 2.4,
        ["mnist_mlp512_b128_adam"] = 2.1,
        ["big_mlp4096_b256_adamw"] = 1.8,
        ["infer_mnist_mlp_b1"] = 3.5,
        ["infer_mlp512_b1024"] = 2,
        ["cnn28_b64_adam"] = 2.8,
        ["resnet20_b32_sgdm"] = 1.5,
        ["chargpt_4x128_b12_t64_adamw"] = 2.3,
        ["lstm64_b32_t50_adam"] = 4,
        ["infer_cnn28_b1"] = 2.3,
    };

    /// <summary>The same of ONNX Runtime: ahead of it with one picture, level with it with many.</summary>
    private static readonly Dictionary<string, double> s_runtimeGoals = new() { ["infer_cnn28_b1"] = 1, ["infer_cnn28_b64"] = 1 };

    public static int Run(string[] arguments)
    {
        IReadOnlyList<Workload> workloads = Workload.Named(Option(arguments, "--workload"));
        int rounds = int.Parse(Option(arguments, "--rounds") ?? "7", CultureInfo.InvariantCulture);
        IReadOnlyList<Peer> peers = Peer.All(Option(arguments, "--python") ?? "/usr/bin/python3");
        try
        {
            if (peers.Count == 0) return 1;
            foreach (string version in peers.Select(peer => peer.Version).Distinct()) Console.WriteLine(version);
            Console.WriteLine($"{Machine.Description}; medians of {rounds} alternating rounds; Glissade on up to {Environment.ProcessorCount} threads");
            var rows = new List<Row>();
            foreach (Workload workload in workloads)
            {
                rows.AddRange(Measure(workload, peers, rounds));
                foreach (Row row in rows.Where(row => row.Workload == workload.Name)) Console.WriteLine(row.Said);
            }

            Write(rows, peers, rounds, workloads.Count == Workload.All.Count);
            return 0;
        }
        finally
        {
            foreach (Peer peer in peers) peer.Dispose();
        }
    }

    /// <summary>The value after a name; null if the name is not there.</summary>
    public static string? Option(string[] arguments, string name)
    {
        int place = Array.IndexOf(arguments, name);
        return place >= 0 && place + 1 < arguments.Length ? arguments[place + 1] : null;
    }

    // Threads that have nothing to do any more spin for a while before they sleep, ours for microseconds, those of OpenBLAS and OpenMP for much longer; nobody is to be measured beside them.
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(300);

    private static IEnumerable<Row> Measure(Workload workload, IReadOnlyList<Peer> peers, int rounds)
    {
        MeasuredStep step = workload.Prepare(new CpuOptions());
        double estimate = Benchmark.Warm(step);
        var ours = new List<double>();
        var theirs = peers.ToDictionary(peer => peer, _ => new List<double>());
        for (int round = 0; round < rounds; round++)
        {
            Thread.Sleep(s_rest);
            ours.Add(1e6 * Median(step, estimate));
            foreach (Peer peer in peers)
            {
                Thread.Sleep(s_rest);
                if (peer.Measure(workload.Name, Seconds) is { } microseconds) theirs[peer].Add(microseconds);
            }
        }

        double mine = Benchmark.Median([.. ours]);
        foreach (IGrouping<string, Peer> versions in peers.Where(peer => theirs[peer].Count > 0).GroupBy(peer => peer.Name))
        {
            (Peer Peer, double Median)[] each = [.. versions.Select(peer => (peer, Benchmark.Median([.. theirs[peer]]))).OrderBy(pair => pair.Item2)];
            Dictionary<string, double> goals = versions.Key.StartsWith("PyTorch", StringComparison.Ordinal) ? s_goals : s_runtimeGoals;
            yield return new Row(workload.Name, mine, versions.Key, each[0].Peer.Threads, each[0].Median, goals.GetValueOrDefault(workload.Name, double.NaN));
        }
    }

    // Of our side alone: as the peers do it, with a short step several at a time.
    private static double Median(MeasuredStep step, double estimate)
    {
        int repeats = (int)Math.Clamp(2e-5 / estimate, 1, 10_000);
        for (int i = 0; i < 2; i++) step.Run();
        var times = new List<double>();
        long start = Stopwatch.GetTimestamp();
        while (times.Count < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds) times.Add(Benchmark.Time(step, repeats));
        return Benchmark.Median([.. times]);
    }

    private static void Write(List<Row> rows, IReadOnlyList<Peer> peers, int rounds, bool isWhole)
    {
        if (!isWhole) return;
        string folder = Machine.Results;
        var text = new StringBuilder();
        text.AppendLine("# Beside the peers").AppendLine();
        text.AppendLine($"{Machine.Description}. Medians of {rounds} rounds that alternate the sides within one run; Glissade on up to {Environment.ProcessorCount} threads, a peer with the better of 1 and {Environment.ProcessorCount}.");
        text.AppendLine("Written by `dotnet run -c Release --project bench/Glissade.Bench -- peers`; the times are in peers.json.").AppendLine();
        foreach (string version in peers.Select(peer => peer.Version).Distinct()) text.AppendLine($"- {version}");
        text.AppendLine().AppendLine("| workload | peer | its threads | times faster | goal |").AppendLine("| --- | --- | --- | --- | --- |");
        foreach (Row row in rows) text.AppendLine(CultureInfo.InvariantCulture, $"| `{row.Workload}` | {row.Peer} | {row.Threads} | {row.Faster:0.00} | {(double.IsNaN(row.Goal) ? "" : row.Goal.ToString("0.#", CultureInfo.InvariantCulture))} |");
        File.WriteAllText(Path.Combine(folder, "peers.md"), text.ToString());

        using FileStream stream = File.Create(Path.Combine(folder, "peers.json"));
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartArray();
            foreach (Row row in rows)
            {
                writer.WriteStartObject();
                writer.WriteString("workload", row.Workload);
                writer.WriteNumber("median_us", Math.Round(row.Ours, 3));
                writer.WriteString("peer", row.Peer);
                writer.WriteNumber("peer_threads", row.Threads);
                writer.WriteNumber("peer_median_us", Math.Round(row.Theirs, 3));
                writer.WriteNumber("times_faster", Math.Round(row.Faster, 3));
                if (!double.IsNaN(row.Goal)) writer.WriteNumber("goal", row.Goal);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        stream.WriteByte((byte)'\n');
        Console.WriteLine($"written to {folder}");
    }

    private sealed record Row(string Workload, double Ours, string Peer, int Threads, double Theirs, double Goal)
    {
        public double Faster => Theirs / Ours;

        public string Said => string.Create(CultureInfo.InvariantCulture,
            $"{Workload,-27} {Ours,11:F1} µs   {Peer} {Theirs,11:F1} µs on {Threads}   {Faster,7:F2} times faster{(double.IsNaN(Goal) ? "" : $"   goal {Goal}{(Faster >= Goal ? "" : ", NOT reached")}")}");
    }
}
