using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Devices.Cpu;

/// <summary>
/// Brings what a kernel will read or write next from the caches that cores share to the nearest ones, while it works on what it has. The processor does so by itself within a page of
/// 4 KiB; planes, of which a kernel takes one after another, begin a new one each.
/// </summary>
internal static unsafe class FetchAhead
{
    private const int Line = 64;

    /// <summary>The lines of so many bytes. They may lie beyond what may be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lines(void* first, long bytes)
    {
        if (!Sse.IsSupported) return;
        for (long i = 0; i < bytes; i += Line) Sse.Prefetch0((byte*)first + i);
    }
}
