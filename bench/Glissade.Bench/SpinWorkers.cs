using System.Runtime.CompilerServices;
using Glissade.Devices.Cpu;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Bench;

/// <summary>Threads that spin between jobs: a fork and join as cheap as can be, to measure kernels and not a pool.</summary>
internal sealed unsafe class SpinWorkers : IWorkers, IDisposable
{
    private readonly Thread[] _threads;
    private delegate*<void*, int, int, void> _run;
    private void* _job;
    private int _tasks;
    private int _taken;
    private int _round;
    private int _idle;

    public SpinWorkers(int threads)
    {
        Threads = threads;
        _threads = [.. Enumerable.Range(1, threads - 1).Select(worker => new Thread(() => Work(worker)) { IsBackground = true })];
        foreach (Thread thread in _threads)
            thread.Start();
    }

    public int Threads { get; }

    public void Run<TJob>(ref TJob job, int tasks)
        where TJob : struct, IJob
    {
        if (Threads == 1 || tasks == 1)
        {
            for (int task = 0; task < tasks; task++)
                job.Run(task, 0);

            return;
        }

        _run = &RunTask<TJob>;
        _job = Unsafe.AsPointer(ref job);
        _tasks = tasks;
        _taken = 0;
        _idle = 0;
        Interlocked.Increment(ref _round);
        Drain(0);
        while (Volatile.Read(ref _idle) < Threads - 1)
            Thread.SpinWait(1);
    }

    public void Dispose()
    {
        _run = null;
        Interlocked.Increment(ref _round);
        foreach (Thread thread in _threads)
            thread.Join();
    }

    private static void RunTask<TJob>(void* job, int task, int worker)
        where TJob : struct, IJob => Unsafe.AsRef<TJob>(job).Run(task, worker);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Drain(int worker)
    {
        for (int task = Interlocked.Increment(ref _taken) - 1; task < _tasks; task = Interlocked.Increment(ref _taken) - 1)
            _run(_job, task, worker);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Work(int worker)
    {
        for (int seen = 0; ; seen++)
        {
            while (Volatile.Read(ref _round) == seen)
                Thread.SpinWait(1);

            if (_run == null)
                return;

            Drain(worker);
            Interlocked.Increment(ref _idle);
        }
    }
}
