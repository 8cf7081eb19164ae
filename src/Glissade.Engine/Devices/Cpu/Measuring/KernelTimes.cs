using System.Diagnostics;
using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Measuring;

/// <summary>What one kernel of a plan takes, and what it is.</summary>
/// <param name="Seconds">The median of its time, the clock's own taken off.</param>
/// <param name="Operations">Floating-point operations, a fused multiply-add counting as two.</param>
/// <param name="Bytes">Each buffer that it reads or writes, once for each.</param>
/// <param name="Formula">What it computes, in lines.</param>
/// <param name="Provenances">The layers and formulas that it computes; several where they were fused into one.</param>
internal sealed record KernelTime(double Seconds, long Operations, long Bytes, string Formula, IReadOnlyList<Provenance> Provenances);

/// <summary>Times a plan kernel by kernel.</summary>
internal static class KernelTimes
{
    /// <summary>The kernels of a plan in the order in which they run.</summary>
    /// <param name="workspace">Memory with its inputs set; the runs update the states as always.</param>
    /// <param name="runs">How many runs the medians are of.</param>
    /// <param name="beforeRun">Called before each run, outside its time.</param>
    public static IReadOnlyList<KernelTime> Measure(CpuWorkspace workspace, int runs, Action beforeRun)
    {
        Program program = workspace.Plan.Program;
        IReadOnlyList<Kernel> kernels = program.Kernels;
        var times = new long[kernels.Count + 1];
        var taken = new long[kernels.Count, runs];
        for (int run = 0; run < runs; run++)
        {
            beforeRun();
            workspace.Run(times);
            for (int i = 0; i < kernels.Count; i++) taken[i, run] = times[i + 1] - times[i];
        }

        long clock = Clock();
        var one = new long[runs];
        return
        [
            .. kernels.Select((kernel, i) =>
            {
                for (int run = 0; run < runs; run++) one[run] = taken[i, run];
                double seconds = Math.Max(0, Middle(one) - clock) / (double)Stopwatch.Frequency;
                return new KernelTime(seconds, kernel.Operations, kernel.BytesMoved(program.Buffers), kernel.Describe(program.Buffers), kernel.Provenances);
            }),
        ];
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
}
