using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Glissade.Devices.Cpu;

/// <summary>Work cut into numbered tasks. A struct, so that the pool's loop is compiled for it and calls <see cref="Run"/> directly.</summary>
internal interface IJob
{
    /// <summary>Does one task. Tasks run in any order, on any thread, so none may wait for another; no two run at once with the same worker index.</summary>
    /// <param name="task">Which task, from 0.</param>
    /// <param name="worker">Which of the run's threads does it, from 0 (the caller) to the pool's <see cref="WorkerPool.Threads"/> − 1.</param>
    void Run(int task, int worker);
}

/// <summary>
/// Shares a job's tasks between the calling thread and a few background threads, and returns when all are done.
/// A fork and join between threads that are awake costs a few hundred nanoseconds and allocates nothing.
/// </summary>
/// <remarks>
/// The one number that rules everything is the count of unclaimed tasks. Taking one off a positive count is owning a task; a job ends only
/// when every task that was taken has been reported. So whoever owns a task may read the job's description and the caller's memory,
/// and nobody else ever does: a worker that wakes late finds the count at zero and goes away, or takes a task of the job that is
/// running by then. For the same reason workers are never waited for: with all of them asleep the caller does every task itself.
/// The caller goes through the tasks from the first on, the workers from the last back: what lies at the same place is mostly touched by the same thread,
/// kernel after kernel and step after step, and stays in the caches of its own core.
/// Interlocked operations are full fences on every processor; they publish the description and the results.
/// </remarks>
internal sealed unsafe class WorkerPool
{
    /// <summary>More threads than any machine this runs on has processors; a larger wish is a slip of the keyboard.</summary>
    internal const int MostThreads = 1024;

    private static readonly Lazy<WorkerPool> s_shared = new(() => new WorkerPool(ThreadCount(
        Environment.GetEnvironmentVariable("GLISSADE_THREADS"), Environment.ProcessorCount)));

    private readonly Parking _parking;
    private readonly object _joinGate = new();

    // Written by the running caller before it publishes tasks, read only by owners of a task.
    private delegate*<WorkerPool, int, void> _drain;
    private void* _job;
    private int _tasks;
    private ExceptionDispatchInfo? _failure;
    private bool _callerSleeps;

    // Tasks that the caller took, from the first on. Only its own thread looks.
    private int _taken;

    private Apart _busy;
    private Apart _unclaimed;

    // Tasks that workers took, from the last back.
    private Apart _takenBack;
    private Apart _done;

    /// <summary>A pool of <paramref name="threads"/> threads, the caller's included. Threads start when first needed, and end when idle.</summary>
    public WorkerPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MostThreads);
        Threads = threads;
        _parking = new Parking(threads - 1, Work, () => HasUnclaimed);
    }

    /// <summary>The pool of the process: one thread for each processor, or as many as the environment variable GLISSADE_THREADS says.</summary>
    public static WorkerPool Shared => s_shared.Value;

    /// <summary>How many threads share the tasks, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>How many background threads exist now.</summary>
    internal int LiveWorkers => _parking.Live;

    /// <summary>Whether a job was ever worth another thread than the caller's.</summary>
    internal bool WasShared => _parking.WasWanted;

    private bool HasUnclaimed => Volatile.Read(ref _unclaimed.Value) > 0;

    /// <summary>
    /// Runs all tasks of the job and returns when the last has ended. The first exception that a task throws is rethrown here; tasks not begun by then are skipped.
    /// </summary>
    /// <remarks>
    /// A pool runs one job at a time. A run inside a task, or from a second thread while the pool is busy, does its tasks one by
    /// one on its own thread, as worker 0 of that run: worker indices, and any memory kept by them, belong to one run.
    /// </remarks>
    public void Run<TJob>(ref TJob job, int tasks) where TJob : struct, IJob
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tasks);
        if (tasks <= 1 || Threads == 1 || Interlocked.CompareExchange(ref _busy.Value, 1, 0) != 0)
        {
            for (int task = 0; task < tasks; task++)
            {
                job.Run(task, 0);
            }

            return;
        }

        // The job may lie inside an object, which the collector could move under the workers' feet.
        fixed (byte* pinned = &Unsafe.As<TJob, byte>(ref job))
        {
            _drain = &Drain<TJob>;
            _job = pinned;
            Share(tasks);
        }

        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        Volatile.Write(ref _busy.Value, 0);
        failure?.Throw();
    }

    /// <summary>Reads the wish for a number of threads.</summary>
    internal static int ThreadCount(string? wish, int processors)
    {
        if (string.IsNullOrWhiteSpace(wish))
        {
            return Math.Clamp(processors, 1, MostThreads);
        }

        return int.TryParse(wish, out int threads) && threads is >= 1 and <= MostThreads
            ? threads
            : throw new InvalidOperationException(
                $"The environment variable GLISSADE_THREADS is '{wish}'. Set it to a whole number from 1 to {MostThreads}, or unset it to use all {processors} processors.");
    }

    private void Share(int tasks)
    {
        bool interrupted = false;
        _tasks = tasks;
        _done.Value = 0;
        _taken = 0;
        _takenBack.Value = 0;
        Interlocked.Exchange(ref _unclaimed.Value, tasks);

        // From here to the end of the join workers use the job's memory, so no exception may lead out: not even Thread.Interrupt's.
        try
        {
            _parking.Wake(tasks - 1);
        }
        catch (Exception stop) when (stop is ThreadInterruptedException or OutOfMemoryException or ThreadStartException)
        {
            // Without helpers the caller does the tasks alone.
            interrupted = stop is ThreadInterruptedException;
        }

        if (Claim() >= 0)
        {
            _drain(this, 0);
        }

        interrupted |= Join(tasks);
        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }

    /// <summary>A worker thread's life between two sleeps: takes tasks while there are any, and waits a little for the next job.</summary>
    private void Work(int worker)
    {
        // With more threads than processors a spinning worker keeps the processor from one that has work.
        bool mayWait = worker < Environment.ProcessorCount;
        do
        {
            if (Claim() >= 0)
            {
                _drain(this, worker);
            }
        }
        while (HasUnclaimed || (mayWait && Patience.Spin(this, static pool => pool.HasUnclaimed)));
    }

    /// <summary>Takes a task: the number of tasks left behind it, or less than zero when there was none.</summary>
    private int Claim() => HasUnclaimed ? Interlocked.Decrement(ref _unclaimed.Value) : -1;

    /// <summary>Does the task just taken, and more while there are any. Having one unreported keeps the job alive, so the next ones are of the same job.</summary>
    private static void Drain<TJob>(WorkerPool pool, int worker) where TJob : struct, IJob
    {
        ref TJob job = ref Unsafe.AsRef<TJob>(pool._job);
        int tasks = pool._tasks;
        int finished = 0;
        try
        {
            do
            {
                // As many are taken from either end as were claimed: the two never meet.
                finished++;
                job.Run(worker == 0 ? pool._taken++ : tasks - Interlocked.Increment(ref pool._takenBack.Value), worker);
            }
            while (pool.Claim() >= 0);
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref pool._failure, ExceptionDispatchInfo.Capture(failure), null);

            // Skipping the rest is taking all of it.
            finished += Math.Max(0, Interlocked.Exchange(ref pool._unclaimed.Value, 0));
        }

        pool.Report(finished, tasks, worker);
    }

    /// <summary>After this the job may be gone.</summary>
    private void Report(int finished, int tasks, int worker)
    {
        if (Interlocked.Add(ref _done.Value, finished) == tasks && worker != 0 && Volatile.Read(ref _callerSleeps))
        {
            lock (_joinGate)
            {
                Monitor.PulseAll(_joinGate);
            }
        }
    }

    /// <summary>Waits for the tasks that others took. True when somebody interrupted the thread meanwhile.</summary>
    private bool Join(int tasks)
    {
        // All tasks are being worked on, and waking a thread takes as long as a large task: so wait awake, but not for ever.
        return Volatile.Read(ref _done.Value) != tasks
            && !Patience.SpinThenYield(this, static pool => Volatile.Read(ref pool._done.Value) == pool._tasks)
            && SleepUntilDone(tasks);
    }

    private bool SleepUntilDone(int tasks)
    {
        bool interrupted = false;
        while (true)
        {
            try
            {
                lock (_joinGate)
                {
                    // Against Report: either it sees that the caller sleeps, or the caller sees that all is done.
                    _callerSleeps = true;
                    Interlocked.MemoryBarrier();
                    while (Volatile.Read(ref _done.Value) != tasks)
                    {
                        Monitor.Wait(_joinGate);
                    }

                    _callerSleeps = false;
                    return interrupted;
                }
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        }
    }

    /// <summary>A number with its cache line to itself, at any line size up to 128 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Apart
    {
        [FieldOffset(128)]
        public int Value;
    }
}
