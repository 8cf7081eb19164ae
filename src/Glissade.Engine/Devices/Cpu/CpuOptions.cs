using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Glissade.Devices.Cpu;

namespace Glissade;

/// <summary>How plans run on the processor. None of it changes a bit of any result.</summary>
public sealed record CpuOptions
{
    /// <summary>Threads that share the work, the caller's included; at least 1. Default: all processors, or GLISSADE_THREADS.</summary>
    public int Threads { get; init; } = WorkerPool.Shared.Threads;

    /// <summary>Bits of a vector: 128, 256 or 512. Default: the widest that this machine has instructions for.</summary>
    public int Bits { get; init; } = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>Whether kernels are emitted as code; otherwise they are interpreted, block by block. Default: yes where the runtime can, unless GLISSADE_DYNAMIC_CODE is 0.</summary>
    public bool EmitsCode { get; init; } = RuntimeFeature.IsDynamicCodeSupported && Environment.GetEnvironmentVariable("GLISSADE_DYNAMIC_CODE") != "0";

    internal void Verify()
    {
        if (Threads is < 1 or > WorkerPool.MostThreads) throw new ArgumentException($"{nameof(Threads)} must be from 1 to {WorkerPool.MostThreads}; got {Threads}.");
        if (Bits is not (128 or 256 or 512)) throw new ArgumentException($"{nameof(Bits)} must be 128, 256 or 512; got {Bits}.");
    }
}
