using System.Diagnostics;
using System.Globalization;

namespace Glissade.Bench;

/// <summary>A training step of 784-128-10 (batch 64, ReLU, cross entropy, SGD) beside PyTorch's: the two alternate within one run, and their medians are compared.</summary>
internal static class PeersCommand
{
    private const int Rounds = 15, Steps = 200;

    public static int Run(string[] arguments)
    {
        string python = arguments.FirstOrDefault() ?? "/usr/bin/python3";
        string script = Path.Combine(Root(), "bench", "peers", "mnist_step.py");
        using Process? peer = Process.Start(new ProcessStartInfo(python, [script]) { RedirectStandardInput = true, RedirectStandardOutput = true });
        if (peer?.StandardOutput.ReadLine() is not { } version)
        {
            Console.Error.WriteLine($"{python} has no PyTorch; on Debian: apt-get install python3-torch libopenblas0-pthread");
            return 1;
        }

        if (version.EndsWith("reference BLAS", StringComparison.Ordinal))
        {
            // Ten times slower: no peer to beat.
            Console.Error.WriteLine("PyTorch runs over the reference BLAS here; apt-get install libopenblas0-pthread");
            return 1;
        }

        Console.WriteLine($"A training step of 784-128-10, batch 64, SGD; medians of {Rounds} alternating rounds of {Steps} steps; PyTorch {version}, eager.");
        foreach (int threads in (int[])[1, 2])
        {
            if (threads > Environment.ProcessorCount) break;
            var ours = new Ours(threads);
            var mine = new List<double>();
            var theirs = new List<double>();
            for (int round = 0; round < Rounds; round++)
            {
                mine.Add(ours.Median(Steps));
                peer.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{threads} {Steps}"));
                peer.StandardInput.Flush();
                theirs.Add(double.Parse(peer.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture));
            }

            double a = Middle(mine), b = Middle(theirs);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{threads} thread{(threads > 1 ? "s" : " ")}  Glissade {a,6:F0} µs   PyTorch {b,6:F0} µs   {b / a:F2} times faster"));
        }

        peer.StandardInput.Close();
        return 0;
    }

    private static double Middle(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Glissade.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException("Run it within the repository.");
    }

    /// <summary>The trainer's own step, gathering of the batch included.</summary>
    private sealed class Ours
    {
        private readonly TrainingStep _step;
        private readonly int[] _examples = [.. Enumerable.Range(0, 64)];
        private readonly double[] _times = new double[Steps];
        private long _number;

        public Ours(int threads)
        {
            float[] pixels = new float[64 * 784];
            for (int i = 0; i < pixels.Length; i++) pixels[i] = i * 7919 % 1000 / 1000f;
            Dataset data = Dataset.From<float, int>(pixels, new Shape(784), [.. Enumerable.Range(0, 64).Select(i => i % 10)]);
            var trainer = new Trainer(new Sequential(new Linear(784, 128), new ReLU(), new Linear(128, 10)), new CrossEntropy(), new Sgd { LearningRate = 1e-3f }) { Device = Device.CreateCpu(new CpuOptions { Threads = threads }) };
            trainer.Model.Initialize();
            _step = new TrainingStep(trainer.Wire(), trainer.Optimizer, trainer.Device, data, 0);
            Median(50);
        }

        public double Median(int steps)
        {
            for (int i = 0; i < 20; i++) _step.Run(_examples, _number++, 1e-3);
            for (int i = 0; i < steps; i++)
            {
                long start = Stopwatch.GetTimestamp();
                _step.Run(_examples, _number++, 1e-3);
                _times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }

            Span<double> times = _times.AsSpan(0, steps);
            times.Sort();
            return times[steps / 2];
        }
    }
}
