using System.Diagnostics;
using System.Runtime.CompilerServices;
using Glissade.Devices.Cpu;

namespace Glissade.Tests.Devices.Cpu;

/// <summary>How a pool's threads come and go.</summary>
public sealed class WorkerPoolLifeTests
{
    [Fact]
    public void Threads_start_when_needed_end_when_idle_and_start_again()
    {
        var pool = new WorkerPool(3);
        Assert.Equal(0, pool.LiveWorkers);

        var alone = new CountingJob(1, 3);
        pool.Run(ref alone, 1);
        Assert.Equal(0, pool.LiveWorkers);
        Assert.False(pool.WasShared);

        for (int round = 0; round < 2; round++)
        {
            var two = new CountingJob(2, 3);
            pool.Run(ref two, 2);
            Assert.Equal(1, pool.LiveWorkers);

            var many = new CountingJob(10, 3);
            pool.Run(ref many, 10);
            many.Check();
            Assert.Equal(2, pool.LiveWorkers);

            Assert.True(Eventually(() => pool.LiveWorkers == 0), "the threads did not end");
            Assert.True(pool.WasShared);
        }
    }

    [Fact]
    public void Threads_run_in_the_background_and_end()
    {
        var pool = new WorkerPool(2);
        var job = new MeetingJob { Meeting = new Barrier(2), Threads = new Thread[2] };
        pool.Run(ref job, 2);

        Thread worker = job.Threads[1];
        Assert.Same(Thread.CurrentThread, job.Threads[0]);
        Assert.NotSame(Thread.CurrentThread, worker);
        Assert.True(worker.IsBackground);
        Assert.Equal("Glissade worker 1", worker.Name);
        Assert.True(Eventually(() => !worker.IsAlive), "the thread did not end");
    }

    [Fact]
    public void A_forgotten_pool_is_collected()
    {
        WeakReference pool = UseAndForget();
        Assert.True(Eventually(() =>
        {
#pragma warning disable RS0030 // Nothing else shows that an object is garbage.
            GC.Collect();
#pragma warning restore RS0030
            return !pool.IsAlive;
        }), "something still holds the pool");
    }

    [Fact]
    public void The_number_of_threads_can_be_wished()
    {
        Assert.Equal(6, WorkerPool.ThreadCount(null, 6));
        Assert.Equal(6, WorkerPool.ThreadCount(" ", 6));
        Assert.Equal(3, WorkerPool.ThreadCount("3", 6));
        Assert.Equal(1, WorkerPool.ThreadCount("1", 6));
        Assert.Equal(WorkerPool.MostThreads, WorkerPool.ThreadCount(null, 5_000));
        foreach (string wrong in (string[])["0", "-1", "two", "1.5", "1025", "99999999999"])
        {
            InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => WorkerPool.ThreadCount(wrong, 6));
            Assert.Contains($"'{wrong}'", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Impossible_pools_and_jobs_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerPool(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerPool(WorkerPool.MostThreads + 1));
        var job = new CountingJob(1, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkerPool.Shared.Run(ref job, -1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference UseAndForget()
    {
        var pool = new WorkerPool(2);
        var job = new CountingJob(100, 2);
        pool.Run(ref job, 100);
        return new WeakReference(pool);
    }

    private static bool Eventually(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(30))
            {
                return false;
            }

            Thread.Sleep(50);
        }

        return true;
    }

    private struct MeetingJob : IJob
    {
        public Barrier Meeting;
        public Thread[] Threads;

        public readonly void Run(int task, int worker)
        {
            Threads[worker] = Thread.CurrentThread;
            Meeting.SignalAndWait(TimeSpan.FromSeconds(30));
        }
    }
}
