using System.Diagnostics;
using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Measuring;

/// <summary>What one kernel of a plan takes, and what it is.</summary>
/// <param name="Seconds">The median of its time, the clock's own taken off.</param>
/// <param name="Operations">Floating-point operations, a fused multiply-add counting as two.</param>
/// <param name="Bytes">Each buffer that it reads or writes, once for each.</param>
/// <param name="Formula">What it computes, in lines.</param>
/// <param name="Provenances">The layers and formulas that it computes; several where they were fused into one.</param>
/// <param name="Inner">Of a scan the kernels of its body, each over all steps.</param>
internal sealed record KernelTime(double Seconds, long Operations, long Bytes, string Formula, IReadOnlyList<Provenance> Provenances, IReadOnlyList<KernelTime> Inner);

/// <summary>Times a plan kernel by kernel.</summary>
internal static class KernelTimes
{
    /// <summary>The kernels of a plan in the order in which they run.</summary>
    /// <param name="workspace">Memory with its inputs set; the runs update the states as always.</param>
    /// <param name="runs">How many runs the medians are of.</param>
    /// <param name="beforeRun">Called before each run, outside its time.</param>
    public static IReadOnlyList<KernelTime> Measure(CpuWorkspace workspace, int runs, Action beforeRun)
    {
        var clock = new KernelClock(workspace.Plan.Program);
        var taken = new Samples(clock, runs);
        for (int run = 0; run < runs; run++)
        {
            beforeRun();
            clock.Clear();
            workspace.Run(clock);
            taken.Take(run);
        }

        return taken.Times(1, Clock());
    }

    // What asking the clock takes: much, beside the kernels of a tiny network.
    private static long Clock()
    {
        var gaps = new long[999];
        for (int i = 0; i < gaps.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            gaps[i] = Stopwatch.GetTimestamp() - start;
        }

        return Middle(gaps);
    }

    private static long Middle(long[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    /// <summary>What a clock said after each run, and the clocks within it.</summary>
    private sealed class Samples(KernelClock clock, int runs)
    {
        private readonly long[,] _ticks = new long[clock.Ticks.Length, runs];
        private readonly Samples?[] _bodies = [.. clock.Bodies.Select(body => body is null ? null : new Samples(body, runs))];

        public void Take(int run)
        {
            for (int i = 0; i < clock.Ticks.Length; i++) _ticks[i, run] = clock.Ticks[i];
            foreach (Samples? body in _bodies) body?.Take(run);
        }

        /// <summary>The medians.</summary>
        /// <param name="times">How often a run goes through the kernels.</param>
        /// <param name="own">What asking the clock takes.</param>
        public IReadOnlyList<KernelTime> Times(long times, long own) => [.. clock.Program.Kernels.Select((kernel, i) =>
        {
            // What the clock takes within a scan is among what the scan takes.
            long steps = kernel is ScanKernel scan ? scan.Scan.Length : 0, asked = times * (1 + steps * Asked(_bodies[i]));
            long[] one = [.. Enumerable.Range(0, runs).Select(run => _ticks[i, run])];
            double seconds = Math.Max(0, Middle(one) - asked * own) / (double)Stopwatch.Frequency;
            IReadOnlyList<BufferSpec> buffers = clock.Program.Buffers;
            return new KernelTime(seconds, times * kernel.Operations, times * kernel.BytesMoved(buffers), kernel.Describe(buffers), kernel.Provenances, _bodies[i]?.Times(times * steps, own) ?? []);
        })];

        // How often the clock is asked in one step.
        private static long Asked(Samples? body)
        {
            if (body is null) return 0;
            long asked = 1;
            for (int i = 0; i < body._bodies.Length; i++)
                asked += 1 + (body._bodies[i] is { } inner ? ((ScanKernel)body.Clock.Program.Kernels[i]).Scan.Length * Asked(inner) : 0);
            return asked;
        }

        private KernelClock Clock => clock;
    }
}
