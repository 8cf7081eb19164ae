using Glissade.Devices.Cpu;
using Glissade.Devices.Cpu.Measuring;

namespace Glissade;

/// <summary>Where the time of a step goes, kernel by kernel.</summary>
/// <param name="Pass"><c>training</c> or <c>prediction</c>.</param>
/// <param name="Batch">Examples a step.</param>
/// <param name="Step">The whole step beside its roofline.</param>
/// <param name="Kernels">The kernels in the order in which they run.</param>
internal sealed record StepProfile(string Pass, int Batch, BenchmarkResult Step, IReadOnlyList<KernelProfile> Kernels)
{
    /// <summary>Times a step.</summary>
    public static StepProfile Of(string pass, int batch, MeasuredStep step, Benchmark benchmark)
    {
        BenchmarkResult whole = benchmark.Measure(pass, step);
        int runs = (int)Math.Clamp(benchmark.Seconds * 1e6 / whole.MedianMicroseconds, 5, 999);
        IReadOnlyList<KernelTime> times = step.Kernels(runs);
        double all = times.Sum(time => time.Seconds);
        KernelProfile[] Profiles(IReadOnlyList<KernelTime> kernels) =>
        [
            .. kernels.Select((time, index) => new KernelProfile(index, 1e6 * time.Seconds, all > 0 ? time.Seconds / all : 0, time.Operations, time.Bytes,
                1e6 * (time.Operations / whole.Peak + (time.Bytes > CacheSizes.LastLevel ? time.Bytes / whole.Bandwidth : 0)), time.Formula, [.. time.Provenances.Select(provenance => provenance.ToString()).Distinct()])
            {
                Inner = Profiles(time.Inner),
            }),
        ];
        return new StepProfile(pass, batch, whole, Profiles(times));
    }
}

/// <summary>What one kernel takes.</summary>
/// <param name="Index">Its place in the step, from 0.</param>
/// <param name="Microseconds">The median of its time.</param>
/// <param name="Share">Of the time of all kernels.</param>
/// <param name="Operations">Floating-point operations.</param>
/// <param name="Bytes">Each buffer that it reads or writes, once for each.</param>
/// <param name="RooflineMicroseconds">Operations over peak and, if the bytes exceed the largest cache, bytes over bandwidth.</param>
/// <param name="Formula">What it computes, in lines.</param>
/// <param name="From">The layers and formulas it came from.</param>
internal sealed record KernelProfile(int Index, double Microseconds, double Share, long Operations, long Bytes, double RooflineMicroseconds, string Formula, IReadOnlyList<string> From)
{
    /// <summary>Of a loop over steps the kernels of one step, each over all steps.</summary>
    public IReadOnlyList<KernelProfile> Inner { get; init; } = [];

    /// <summary>How much of what the machine can do it reaches; 1 is the roofline.</summary>
    public double OfRoofline => Microseconds > 0 ? RooflineMicroseconds / Microseconds : 0;
}
