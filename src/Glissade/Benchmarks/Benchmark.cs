using System.Diagnostics;
using Glissade.Devices.Cpu;
using Glissade.Devices.Cpu.Measuring;

namespace Glissade;

/// <summary>Measures steps beside what the machine can do.</summary>
internal sealed record Benchmark
{
    // The runtime compiles everything for good in the background, after a tenth of a second.
    private const double UntilCompiled = 0.4;

    /// <summary>Threads that a step may use.</summary>
    public int Threads { get; init; } = WorkerPool.Shared.Threads;

    /// <summary>How long a workload is measured, in seconds; at least one step a round.</summary>
    public double Seconds { get; init; } = 1;

    /// <summary>How long a step is run before it is measured, in seconds; three times at least.</summary>
    public double WarmUp { get; init; } = UntilCompiled;

    /// <summary>Before each round the machine's own limit is measured again, because clocks and neighbours come and go; a round is compared with its own.</summary>
    public int Rounds { get; init; } = 15;

    /// <summary>Measures a workload.</summary>
    public BenchmarkResult Measure(Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return Measure(workload.Name, workload.Prepare(new CpuOptions { Threads = Threads }));
    }

    /// <summary>Measures a step under a name.</summary>
    public BenchmarkResult Measure(string name, MeasuredStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        double estimate = Warm(step, WarmUp);
        long used = Math.Max(0, Environment.WorkingSet - step.ResidentBefore);
        int threads = step.Plan.Pool.WasShared ? Threads : 1;
        var memory = PlanMemory.Of(step.Plan);
        var limits = new WorkerPool(threads);
        double bandwidth = Roofline.Bandwidth(limits);

        // A short step is timed several at a time: the clock itself takes a part of a microsecond.
        int repeats = (int)Math.Clamp(2e-5 / estimate, 1, 10_000), samples = (int)Math.Clamp(Seconds / Rounds / (estimate * repeats), 1, 10_000);
        var seconds = new double[Rounds * samples];
        double[] peaks = new double[Rounds], ratios = new double[Rounds];
        double allocated = double.MaxValue;
        long moved = memory.Working > CacheSizes.LastLevel ? memory.Compulsory : 0;
        for (int round = 0; round < Rounds; round++)
        {
            peaks[round] = Roofline.PeakFlops<float>(limits);
            // The first after something else finds cold caches and sleeping threads.
            step.Run();
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < samples; i++) seconds[round * samples + i] = Time(step, repeats);
            allocated = Math.Min(allocated, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)((long)samples * repeats));
            ratios[round] = Median(seconds.AsSpan(round * samples, samples)) / (step.Plan.Operations / peaks[round] + moved / bandwidth);
        }

        return new BenchmarkResult
        {
            Workload = name,
            MedianMicroseconds = 1e6 * Median(seconds),
            Operations = step.Plan.Operations,
            Bytes = step.Plan.BytesMoved,
            MemoryBytes = moved,
            Threads = threads,
            Allocated = allocated,
            PeakBytes = step.Plan.PeakBytes + step.Plan.PackedBytes,
            HeldBytes = memory.Held,
            UsedBytes = used,
            CompileMilliseconds = 1e3 * step.CompileSeconds,
            RecompileMilliseconds = 1e3 * step.CompileAgain(),
            Peak = Median(peaks),
            Bandwidth = bandwidth,
            Ratio = Median(ratios),
        };
    }

    /// <summary>Runs a step until it is at its speed.</summary>
    /// <returns>About how long one takes, in seconds.</returns>
    public static double Warm(MeasuredStep step, double seconds = UntilCompiled)
    {
        ArgumentNullException.ThrowIfNull(step);
        double last = double.MaxValue;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; i++) last = Time(step, 1);
        return Math.Max(last, 1e-8);
    }

    /// <summary>Seconds of a step: the mean of several in a row.</summary>
    public static double Time(MeasuredStep step, int repeats)
    {
        ArgumentNullException.ThrowIfNull(step);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++) step.Run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / repeats;
    }

    public static double Median(ReadOnlySpan<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }
}
