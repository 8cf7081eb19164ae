using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Glissade.Bench;

/// <summary>The roofline table of all workloads, each in a process of its own: so that compiling is cold, and the memory is its own.</summary>
internal static class ResultsCommand
{
    /// <summary>Measures one workload and prints it as JSON.</summary>
    public static int One(string name)
    {
        foreach (Workload workload in Workload.Named(name)) Console.WriteLine(BenchmarkJson.Line(new Benchmark().Measure(workload)));
        return 0;
    }

    public static int Run()
    {
        var lines = new List<string>();
        foreach (Workload workload in Workload.All)
        {
            lines.Add(InChild(workload.Name));
            Console.WriteLine(lines[^1]);
        }

        string folder = Machine.Results;
        var text = new StringBuilder();
        text.AppendLine("# Steps beside the roofline").AppendLine();
        text.AppendLine($"{Machine.Description}. Written by `dotnet run -c Release --project bench/Glissade.Bench -- results`, each workload in a process of its own; docs/bench.md says how to read it.").AppendLine();
        text.AppendLine("| workload | threads | median | roofline | of it memory | ratio | GFLOP/s | of a peak of | GB/s | allocated | promised | held | used | compile, cold | again |");
        text.AppendLine("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
        foreach (string line in lines)
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement result = json.RootElement;
            double Number(string name) => result.GetProperty(name).GetDouble();
            text.AppendLine(CultureInfo.InvariantCulture, $"| `{result.GetProperty("workload").GetString()}` | {Number("threads")} | {Number("median_us"):#,0.0} µs | {Number("roofline_us"):#,0.0} µs | {Number("memory_us"):#,0} µs | {Number("ratio"):0.00} | {Number("gflops"):0.0} | {Number("peak_gflops"):0.0} | {Number("bandwidth_gbs"):0.0} | {Number("allocated"):0} B | {Mebibytes(Number("peak_bytes"))} | {Mebibytes(Number("held_bytes"))} | {Mebibytes(Number("used_bytes"))} | {Number("compile_ms"):0} ms | {Number("recompile_ms"):0.0} ms |");
        }

        File.WriteAllText(Path.Combine(folder, "bench.md"), text.ToString());
        File.WriteAllText(Path.Combine(folder, "bench.jsonl"), string.Concat(lines.Select(line => line + "\n")));
        Console.WriteLine($"written to {folder}");
        return 0;
    }

    private static string Mebibytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20):0.##} MiB");

    private static string InChild(string workload)
    {
        using Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Host(), "workload", workload]) { RedirectStandardOutput = true })!;
        string line = child.StandardOutput.ReadToEnd().Trim();
        child.WaitForExit();
        return child.ExitCode == 0 ? line : throw new InvalidOperationException($"The process of {workload} ended with {child.ExitCode}.");
    }

    // `dotnet exec Glissade.Bench.dll` wants the assembly again, the program's own executable does not.
    private static string[] Host() => Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [Path.Combine(AppContext.BaseDirectory, "Glissade.Bench.dll")] : [];
}
