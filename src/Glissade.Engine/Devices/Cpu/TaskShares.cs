namespace Glissade.Devices.Cpu;

/// <summary>
/// Which of a job's tasks a thread does. Each has a share of the numbers, side by side, and does its own first: where one job follows another over the same memory, cut alike,
/// a thread finds what it wrote itself in its own caches instead of another's. What is left over when its share is done it takes from the others.
/// </summary>
/// <param name="threads">How many threads there are.</param>
internal sealed class TaskShares(int threads)
{
    // Threads beyond these share a share: each is a cache line that begins anew with every job.
    private const int MostShares = 8;

    // Numbers of one line, at any line size up to 128 bytes.
    private const int Apart = 32;

    private readonly int _shares = Math.Min(threads, MostShares);
    private readonly int[] _next = new int[(Math.Min(threads, MostShares) + 1) * Apart];
    private int _tasks;

    /// <summary>Deals the tasks of a new job out. Nobody may be taking any.</summary>
    public void Deal(int tasks)
    {
        _tasks = tasks;
        for (int share = 0; share < _shares; share++) _next[(share + 1) * Apart] = FirstOf(share);
    }

    /// <summary>A task that nobody else does. To be called once for each of the job's tasks, by whoever has claimed one: then there is always one left.</summary>
    public int Take(int worker)
    {
        for (int share = worker % _shares; ; share = (share + 1) % _shares)
        {
            ref int next = ref _next[(share + 1) * Apart];
            int end = FirstOf(share + 1);
            if (Volatile.Read(ref next) >= end) continue;
            int task = Interlocked.Increment(ref next) - 1;
            if (task < end) return task;
        }
    }

    private int FirstOf(int share) => (int)((long)_tasks * share / _shares);
}
