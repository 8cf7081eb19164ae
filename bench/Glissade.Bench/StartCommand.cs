using System.Diagnostics;
using System.Globalization;

namespace Glissade.Bench;

/// <summary>From a process's start to its end just after the first step on MNIST: bench/Glissade.Start, published with native code, beside the same in PyTorch. The two alternate; medians are compared.</summary>
internal static class StartCommand
{
    /// <param name="arguments">The folder of MNIST's files; how many rounds (15); the Python (/usr/bin/python3).</param>
    public static int Run(string[] arguments)
    {
        string root = Machine.Root, data = arguments.ElementAtOrDefault(0) ?? Path.Combine(root, "..", "shared", "data", "mnist"), python = arguments.ElementAtOrDefault(2) ?? "/usr/bin/python3";
        int rounds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 15;
        if (Publish(root) is not { } program) return 1;
        var ours = new Sample("Glissade", "dotnet", [program, data]);
        Sample? theirs = Version(python) is { } version ? new Sample($"PyTorch {version}", python, [Path.Combine(root, "bench", "peers", "start.py"), data]) : null;
        // The first of each finds cold files.
        for (int round = -1; round < rounds; round++)
        {
            foreach (Sample? sample in (Sample?[])[ours, theirs])
                if (sample is not null && !sample.Take(counts: round >= 0)) return 1;
        }

        Console.WriteLine($"Read MNIST, build 784-128-10, take one step of SGD: from the process's start to its end; medians of {rounds} alternating rounds.");
        Console.WriteLine(ours);
        if (theirs is not null) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{theirs}{Environment.NewLine}{theirs.Seconds / ours.Seconds:F1} times faster, {theirs.Megabytes / ours.Megabytes:F1} times less memory"));
        else Console.WriteLine($"{python} has no PyTorch; on Debian: apt-get install python3-torch");
        return 0;
    }

    private static string? Publish(string root)
    {
        string output = Path.Combine(root, "bench", "Glissade.Start", "bin", "start");
        (int code, string text) = Read("dotnet", ["publish", Path.Combine(root, "bench", "Glissade.Start"), "-c", "Release", "-p:PublishReadyToRun=true", "--use-current-runtime", "--no-self-contained", "-o", output, "-v", "q", "--nologo"]);
        if (code == 0) return Path.Combine(output, "Glissade.Start.dll");
        Console.Error.WriteLine(text);
        return null;
    }

    private static string? Version(string python)
    {
        (int code, string text) = Read(python, ["-c", "import torch; print(torch.__version__)"]);
        return code == 0 ? text.Trim() : null;
    }

    private static (int Code, string Output) Read(string program, string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            _ = process.StandardError.ReadToEndAsync();
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, text);
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            return (1, failure.Message);
        }
    }

    private sealed class Sample(string name, string program, string[] arguments)
    {
        private readonly List<double> _seconds = [], _kilobytes = [];

        public double Seconds => Timing.Median([.. _seconds]);

        public double Megabytes => Timing.Median([.. _kilobytes]) / 1024;

        public bool Take(bool counts)
        {
            long start = Stopwatch.GetTimestamp();
            (int code, string text) = Read(program, arguments);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (code != 0)
            {
                Console.Error.WriteLine($"{name} ended with {code}: {text}");
                return false;
            }

            if (!counts) return true;
            _seconds.Add(seconds);
            _kilobytes.Add(double.Parse(text, CultureInfo.InvariantCulture));
            return true;
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{name,-20} {1e3 * Seconds,6:F0} ms   {Megabytes,5:F0} MB at most");
    }
}
