using System.Collections.Concurrent;
using Glissade.Devices.Cpu;

namespace Glissade.Tests.Proof;

/// <summary>The processor in all the ways that must give the same bits: 1, 2, 3 or 8 threads, emitted or interpreted, 128, 256 or 512 bits.</summary>
internal static class CpuVariants
{
    private static readonly int[] s_threads = [1, 2, 3, 8];
    private static readonly ConcurrentDictionary<int, Device> s_devices = new();

    /// <summary>One of the 24 variants by a number. It is kept, so that its kernels are reused as they are in use.</summary>
    public static Device Of(ulong number) => s_devices.GetOrAdd((int)(number % 24), static variant => new CpuDevice(new CpuOptions
    {
        Threads = s_threads[variant % 4],
        EmitsCode = new CpuOptions().EmitsCode && variant / 4 % 2 == 0,
        Bits = 128 << variant / 8,
    }));
}
