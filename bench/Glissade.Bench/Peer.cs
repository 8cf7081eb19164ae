using System.Diagnostics;
using System.Globalization;

namespace Glissade.Bench;

/// <summary>Another program that runs the same workloads, in a process of its own for each number of threads: a line in, a line out.</summary>
internal sealed class Peer : IDisposable
{
    private static readonly TimeSpan s_idle = TimeSpan.FromMilliseconds(60);

    private readonly Process _process;
    private readonly HashSet<string> _unknown = [];

    private Peer(Process process, string version, int threads) => (_process, Version, Threads) = (process, version, threads);

    /// <summary>Name, version and mode, as it says them.</summary>
    public string Version { get; }

    /// <summary>Name and version alone.</summary>
    public string Name => Version.Split(',')[0];

    public int Threads { get; }

    /// <summary>PyTorch and ONNX Runtime, with one thread and with all; what is missing is said, loudly, and left out.</summary>
    public static IReadOnlyList<Peer> All(string python)
    {
        string folder = Path.Combine(Machine.Root, "bench", "peers");
        var peers = new List<Peer>();
        foreach (int threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            if (Start(python, Path.Combine(folder, "workloads.py"), threads) is not { } torch)
            {
                Missing($"{python} has no PyTorch. On Debian: apt-get install python3-torch libopenblas0-pthread; another Python: --python PATH.");
                break;
            }

            if (torch.Version.EndsWith("reference BLAS", StringComparison.Ordinal))
            {
                // Ten times slower: no peer to beat.
                torch.Dispose();
                Missing("PyTorch runs over the reference BLAS here. apt-get install libopenblas0-pthread.");
                break;
            }

            peers.Add(torch);
        }

        foreach (int threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            if (Start("node", Path.Combine(folder, "inference.mjs"), threads) is not { } runtime)
            {
                Missing("node has no ONNX Runtime. With Node 20: npm install --prefix bench/peers");
                break;
            }

            peers.Add(runtime);
        }

        return peers;
    }

    /// <summary>The median of a step in microseconds, measured for so many seconds; null if the peer does not have the workload.</summary>
    public double? Measure(string workload, double seconds)
    {
        if (_unknown.Contains(workload)) return null;
        // Whoever ran before may spin a little before its threads sleep.
        Thread.Sleep(s_idle);
        _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{workload} {seconds}"));
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{Version} ended at {workload}; what it says stands above.");
        if (double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out double microseconds)) return microseconds;
        _unknown.Add(workload);
        return null;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000)) _process.Kill();
        _process.Dispose();
    }

    private static Peer? Start(string program, string script, int threads)
    {
        var start = new ProcessStartInfo(program, [script, threads.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        try
        {
            Process process = Process.Start(start)!;
            if (process.StandardOutput.ReadLine() is { } version) return new Peer(process, version, threads);
            process.Dispose();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Console.Error.WriteLine(e.Message);
        }

        return null;
    }

    private static void Missing(string what) => Console.Error.WriteLine($"\n*** A PEER IS MISSING, and left out: {what} ***\n");
}
