using Glissade.Devices.Cpu;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>Counts how often each task ran, and notes two tasks at once with one worker index.</summary>
internal struct CountingJob(int tasks, int workers) : IJob
{
    private readonly int[] _runs = new int[tasks];
    private readonly int[] _inside = new int[workers];
    private readonly int[] _mistakes = new int[1];

    /// <summary>Whether each task makes some garbage, so that the collector runs meanwhile.</summary>
    public bool Garbage { get; init; }

    public readonly void Run(int task, int worker)
    {
        if (worker < 0 || worker >= _inside.Length || Interlocked.Increment(ref _inside[worker]) != 1)
        {
            Interlocked.Increment(ref _mistakes[0]);
        }

        Interlocked.Increment(ref _runs[task]);
        if (Garbage)
        {
            GC.KeepAlive(new byte[5_000]);
        }

        Interlocked.Decrement(ref _inside[worker]);
    }

    public readonly void Check()
    {
        Assert.Equal(0, _mistakes[0]);
        Assert.All(_runs, count => Assert.Equal(1, count));
    }
}
