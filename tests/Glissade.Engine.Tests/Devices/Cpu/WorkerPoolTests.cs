using System.Diagnostics;
using System.Runtime.CompilerServices;
using Glissade.Devices.Cpu;

namespace Glissade.Tests.Devices.Cpu;

public sealed class WorkerPoolTests
{
    public static TheoryData<int> ThreadCounts => [1, 2, 3, 8];

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void Every_task_runs_exactly_once_and_no_worker_does_two_at_a_time(int threads)
    {
        var pool = new WorkerPool(threads);
        foreach (int tasks in (int[])[0, 1, 2, 3, 5, 7, 8, 9, 16, 17, 100, 1_000, 20_000])
        {
            var job = new CountingJob(tasks, threads);
            pool.Run(ref job, tasks);
            job.Check();
        }
    }

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void Results_are_visible_to_the_caller_and_the_callers_data_to_the_tasks(int threads)
    {
        var pool = new WorkerPool(threads);
        long[] cells = new long[13];
        for (int round = 1; round <= 2_000; round++)
        {
            // Each round reads the neighbour's number of the round before, without any fence of its own.
            long[] next = new long[cells.Length];
            var job = new ShiftJob { From = cells, To = next };
            pool.Run(ref job, cells.Length);
            cells = next;
            Assert.All(cells, cell => Assert.Equal(round, cell));
        }
    }

    [Fact]
    public void The_job_may_live_in_an_object_that_the_collector_moves()
    {
        var pool = new WorkerPool(2);
        for (int round = 0; round < 200; round++)
        {
            GC.KeepAlive(new byte[10_000]);
            var holder = new Holder { Job = new CountingJob(50, 2) { Garbage = true } };
            pool.Run(ref holder.Job, 50);
            holder.Job.Check();
        }
    }

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void The_first_exception_comes_back_with_its_stack_and_the_pool_goes_on(int threads)
    {
        var pool = new WorkerPool(threads);
        int skipping = 0;
        for (int round = 0; round < 300; round++)
        {
            var failing = new FailingJob { FailsAt = round % 40, Runs = new int[1] };
            InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => pool.Run(ref failing, 1_000_000));
            Assert.Equal($"task {round % 40}", failure.Message);
            Assert.Contains(nameof(FailingJob), failure.StackTrace, StringComparison.Ordinal);
            Assert.InRange(failing.Runs[0], 1, 1_000_000);
            skipping += failing.Runs[0] < 1_000_000 ? 1 : 0;

            var job = new CountingJob(30, threads);
            pool.Run(ref job, 30);
            job.Check();
        }

        // Not always: while the system throws (slowly at first) or has the thread preempted, others may do all of the rest.
        Assert.InRange(skipping, 150, 300);
    }

    [Fact]
    public void Of_many_exceptions_one_comes_back()
    {
        var pool = new WorkerPool(8);
        for (int round = 0; round < 200; round++)
        {
            var failing = new FailingJob { FailsAt = -1, Runs = new int[1] };
            Assert.Throws<InvalidOperationException>(() => pool.Run(ref failing, 8));
        }
    }

    [Theory]
    [MemberData(nameof(ThreadCounts))]
    public void A_run_inside_a_task_is_done(int threads)
    {
        var pool = new WorkerPool(threads);
        for (int round = 0; round < 100; round++)
        {
            var job = new NestingJob { Pool = pool, Sums = new int[20] };
            pool.Run(ref job, 20);
            Assert.All(job.Sums, sum => Assert.Equal(45, sum));
        }
    }

    [Fact]
    public void Several_callers_at_once_all_get_their_work_done()
    {
        var pool = new WorkerPool(3);
        var callers = new Thread[4];
        var failures = new Exception?[callers.Length];
        for (int caller = 0; caller < callers.Length; caller++)
        {
            int me = caller;
            callers[me] = new Thread(() => failures[me] = Record.Exception(() =>
            {
                for (int round = 0; round < 3_000; round++)
                {
                    int tasks = (round + me) % 9;
                    var job = new CountingJob(tasks, 3);
                    pool.Run(ref job, tasks);
                    job.Check();
                }
            }));
            callers[me].Start();
        }

        Assert.All(callers, caller => Assert.True(caller.Join(TimeSpan.FromSeconds(60))));
        Assert.All(failures, Assert.Null);
    }

    [Theory]
    [InlineData(2, 1_000_000)]
    [InlineData(3, 50_000)]
    [InlineData(8, 20_000)]
    public void Tiny_jobs_back_to_back(int threads, int jobs)
    {
        var pool = new WorkerPool(threads);
        long[] sums = new long[threads * 16];
        for (int i = 0; i < jobs; i++)
        {
            var job = new TinyJob { Sums = sums };
            pool.Run(ref job, threads);
        }

        Assert.Equal((long)jobs * threads, sums.Sum());
    }

    [Fact]
    public void Pauses_between_jobs_put_workers_to_sleep_and_jobs_wake_them()
    {
        var pool = new WorkerPool(2);
        var random = new Random(1);
        for (int round = 0; round < 400; round++)
        {
            // Around the 50 microseconds after which a worker falls asleep, and long after.
            long pause = Stopwatch.Frequency / 1_000_000 * random.Next(0, round % 8 == 0 ? 3_000 : 120);
            for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetTimestamp() - start < pause;)
            {
                Thread.Yield();
            }

            var job = new CountingJob(4, 2);
            pool.Run(ref job, 4);
            job.Check();
        }
    }

    [Fact]
    public void Sleeping_workers_really_help()
    {
        var pool = new WorkerPool(2);
        for (int round = 0; round < 3; round++)
        {
            // Task 0 ends only when task 1 has begun: that takes a second thread.
            var job = new MeetingJob { Meeting = new CountdownEvent(2) };
            pool.Run(ref job, 2);
            Thread.Sleep(20);
        }
    }

    [Fact]
    public void A_caller_waits_for_a_task_that_takes_long()
    {
        var pool = new WorkerPool(2);
        for (int round = 0; round < 5; round++)
        {
            var job = new SlowJob { Ended = new int[2] };
            pool.Run(ref job, 2);
            Assert.Equal([1, 1], job.Ended);
        }
    }

    [Fact]
    public void An_interrupted_caller_still_waits_for_its_tasks()
    {
        var pool = new WorkerPool(2);
        int[] ended = new int[2];
        bool interruptedAfterwards = false;
        var caller = new Thread(() =>
        {
            var job = new SlowJob { Ended = ended };
            pool.Run(ref job, 2);
            interruptedAfterwards = ended.Sum() == 2 && Record.Exception(() => Thread.Sleep(1)) is ThreadInterruptedException;
        });
        caller.Start();
        Thread.Sleep(15);
        caller.Interrupt();
        Assert.True(caller.Join(TimeSpan.FromSeconds(30)));
        Assert.True(interruptedAfterwards);
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        var pool = new WorkerPool(2);
        var job = new AllocationJob { Bytes = new long[2 * 16] };
        for (int round = 0; round < 2_000; round++)
        {
            pool.Run(ref job, 2);
        }

        Array.Clear(job.Bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 20_000; round++)
        {
            pool.Run(ref job, 2);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        // What a worker allocated in its whole life: the same at the first task counted and at the last.
        Assert.Equal(0, job.Bytes[17] - job.Bytes[16]);
    }

    private sealed class Holder
    {
        public CountingJob Job;
    }

    private struct ShiftJob : IJob
    {
        public long[] From;
        public long[] To;

        public readonly void Run(int task, int worker) => To[task] = From[(task + 1) % From.Length] + 1;
    }

    private struct FailingJob : IJob
    {
        public int FailsAt;
        public int[] Runs;

        // Inlined, it would leave the stack.
        [MethodImpl(MethodImplOptions.NoInlining)]
        public readonly void Run(int task, int worker)
        {
            Interlocked.Increment(ref Runs[0]);
            if (task == FailsAt || FailsAt < 0)
            {
                throw new InvalidOperationException($"task {task}");
            }
        }
    }

    private struct NestingJob : IJob
    {
        public WorkerPool Pool;
        public int[] Sums;

        public readonly void Run(int task, int worker)
        {
            var inner = new SumJob { Sums = Sums, Cell = task };
            Pool.Run(ref inner, 10);
        }
    }

    private struct SumJob : IJob
    {
        public int[] Sums;
        public int Cell;

        public readonly void Run(int task, int worker) => Interlocked.Add(ref Sums[Cell], task);
    }

    private struct TinyJob : IJob
    {
        public long[] Sums;

        public readonly void Run(int task, int worker) => Sums[worker * 16]++;
    }

    private struct MeetingJob : IJob
    {
        public CountdownEvent Meeting;

        public readonly void Run(int task, int worker)
        {
            Meeting.Signal();
            Assert.True(Meeting.Wait(TimeSpan.FromSeconds(30)));
        }
    }

    /// <summary>The caller's task ends at once, the worker's long after the caller has gone to sleep.</summary>
    private struct SlowJob : IJob
    {
        public int[] Ended;

        public readonly void Run(int task, int worker)
        {
            // Whichever thread comes first waits for the other, so that both have a task.
            Volatile.Write(ref Ended[task], -1);
            SpinWait.SpinUntil(Begun(Ended, 1 - task), TimeSpan.FromSeconds(30));
            if (worker != 0)
            {
                Thread.Sleep(40);
            }

            Volatile.Write(ref Ended[task], 1);
        }

        private static Func<bool> Begun(int[] ended, int task) => () => Volatile.Read(ref ended[task]) != 0;
    }

    private struct AllocationJob : IJob
    {
        public long[] Bytes;

        public readonly void Run(int task, int worker)
        {
            long now = GC.GetAllocatedBytesForCurrentThread();
            ref long first = ref Bytes[worker * 16];
            first = first == 0 ? now : first;
            Bytes[worker * 16 + 1] = now;
        }
    }
}
