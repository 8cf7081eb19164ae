using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Devices.Cpu.Products;

/// <summary>Brings what will soon be read into the nearest cache. The address may lie beyond what may be read.</summary>
internal static unsafe class CacheLines<V>
    where V : struct
{
    /// <summary>The longest vectors that share a line with their neighbour.</summary>
    private const int HalfLine = 32;

    /// <summary>The lines of one or two vectors that lie side by side, wherever they begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(byte* vectors, int count)
    {
        if (!Sse.IsSupported)
            return;

        Sse.Prefetch0(vectors);
        Sse.Prefetch0(vectors + (count * Unsafe.SizeOf<V>()) - 1);
        if (count * Unsafe.SizeOf<V>() > 2 * HalfLine)
            Sse.Prefetch0(vectors + (2 * HalfLine));
    }

    /// <summary>The lines of two vectors that lie side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FetchTwo(void* vectors)
    {
        if (!Sse.IsSupported)
            return;

        Sse.Prefetch0(vectors);
        if (Unsafe.SizeOf<V>() > HalfLine)
            Sse.Prefetch0((byte*)vectors + Unsafe.SizeOf<V>());
    }
}
