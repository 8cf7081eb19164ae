using System.Diagnostics;
using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Measuring;

/// <summary>How long each kernel of a program has taken since it was cleared; of a scan also each kernel of its body, over all steps.</summary>
internal sealed class KernelClock
{
    private long _last;

    public KernelClock(Program program)
    {
        Program = program;
        Ticks = new long[program.Kernels.Count];
        Bodies = [.. program.Kernels.Select(kernel => kernel is ScanKernel scan ? new KernelClock(scan.Body) : null)];
    }

    public Program Program { get; }

    /// <summary>A time for each kernel.</summary>
    public long[] Ticks { get; }

    /// <summary>The clock of each kernel's body; null for all but scans.</summary>
    public KernelClock?[] Bodies { get; }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Array.Clear(Ticks);
        foreach (KernelClock? body in Bodies) body?.Clear();
    }

    /// <summary>Before the first kernel of a run.</summary>
    public void Start() => _last = Stopwatch.GetTimestamp();

    /// <summary>After a kernel.</summary>
    public void Note(int kernel)
    {
        long now = Stopwatch.GetTimestamp();
        Ticks[kernel] += now - _last;
        _last = now;
    }
}
