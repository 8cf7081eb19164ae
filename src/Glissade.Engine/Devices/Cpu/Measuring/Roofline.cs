using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Devices.Cpu.Measuring;

/// <summary>What this machine can do at best: measured, not looked up, because clocks and neighbours vary.</summary>
internal static unsafe class Roofline
{
    private const int Chains = 12;

    private static readonly TimeSpan s_while = TimeSpan.FromMilliseconds(40);

    /// <summary>Multiply-adds that depend on nothing but themselves, in operations a second; a multiply-add is two.</summary>
    public static double PeakFlops<T>(WorkerPool pool)
        where T : unmanaged
    {
        const int length = 100_000;
        ChainsJob<T> job = new(length);
        double seconds = Fastest(() => pool.Run(ref job, pool.Threads), 15);
        int vector = Vector512.IsHardwareAccelerated ? Vector512<T>.Count : Vector256.IsHardwareAccelerated ? Vector256<T>.Count : Vector128<T>.Count;
        return 2.0 * Chains * vector * length * pool.Threads / seconds;
    }

    /// <summary>Bytes a second of a = b + s·c over arrays far larger than any cache: two read and one written, an element each.</summary>
    public static double Bandwidth(WorkerPool pool)
    {
        const int bytes = 96 << 20;
        byte* memory = (byte*)NativeMemory.AlignedAlloc(3u * bytes, 64);
        NativeMemory.Clear(memory, 3u * bytes);
        TriadJob job = new((float*)memory, bytes / sizeof(float));
        double seconds = Fastest(() => pool.Run(ref job, TriadJob.Tasks), 7);
        NativeMemory.AlignedFree(memory);
        return 3.0 * bytes / seconds;
    }

    // What takes longer was held up: a limit is what can be reached. Going on for a while gives the system the time to see that two threads share a processor, and to part them.
    private static double Fastest(Action run, int runs)
    {
        double least = double.MaxValue;
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < runs || Stopwatch.GetElapsedTime(begin) < s_while; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return least;
    }

    private readonly struct ChainsJob<T>(int length) : IJob
        where T : unmanaged
    {
        public void Run(int task, int worker)
        {
            bool single = typeof(T) == typeof(float);
            if (Vector512.IsHardwareAccelerated && single)
                Run<Vector512<float>, Single512>(length);
            else if (Vector512.IsHardwareAccelerated)
                Run<Vector512<double>, Double512>(length);
            else if (Vector256.IsHardwareAccelerated && single)
                Run<Vector256<float>, Single256>(length);
            else if (Vector256.IsHardwareAccelerated)
                Run<Vector256<double>, Double256>(length);
            else if (single)
                Run<Vector128<float>, Single128>(length);
            else
                Run<Vector128<double>, Double128>(length);
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private static void Run<V, W>(int length)
            where V : struct
            where W : IWidth<V>
        {
            T* seed = stackalloc T[64];
            new Span<T>(seed, 64).Clear();
            V x = W.Load(seed);
            V s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x, s6 = x, s7 = x, s8 = x, s9 = x, s10 = x, s11 = x;
            for (int i = 0; i < length; i++)
            {
                s0 = W.MultiplyAdd(x, x, s0);
                s1 = W.MultiplyAdd(x, x, s1);
                s2 = W.MultiplyAdd(x, x, s2);
                s3 = W.MultiplyAdd(x, x, s3);
                s4 = W.MultiplyAdd(x, x, s4);
                s5 = W.MultiplyAdd(x, x, s5);
                s6 = W.MultiplyAdd(x, x, s6);
                s7 = W.MultiplyAdd(x, x, s7);
                s8 = W.MultiplyAdd(x, x, s8);
                s9 = W.MultiplyAdd(x, x, s9);
                s10 = W.MultiplyAdd(x, x, s10);
                s11 = W.MultiplyAdd(x, x, s11);
            }

            V low = W.Add(W.Add(W.Add(s0, s1), W.Add(s2, s3)), W.Add(s4, s5));
            W.Store(W.Add(low, W.Add(W.Add(W.Add(s6, s7), W.Add(s8, s9)), W.Add(s10, s11))), seed);
        }
    }

    private readonly struct TriadJob(float* memory, long length) : IJob
    {
        public const int Tasks = 16;

        public void Run(int task, int worker)
        {
            if (Vector512.IsHardwareAccelerated)
                Run<Vector512<float>, Single512>(task);
            else if (Vector256.IsHardwareAccelerated)
                Run<Vector256<float>, Single256>(task);
            else
                Run<Vector128<float>, Single128>(task);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Run<V, W>(int task)
            where V : struct
            where W : IWidth<V>
        {
            float* a = memory;
            float* b = a + length;
            float* c = b + length;
            V scale = W.Load(b);
            long end = length / Tasks * (task + 1);
            for (long i = length / Tasks * task; i < end; i += W.Count)
                W.Store(W.MultiplyAdd(scale, W.Load(c + i), W.Load(b + i)), a + i);
        }
    }
}
