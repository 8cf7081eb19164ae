using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>
/// Values of rows in vectors whose lanes lie across them: what a block of rows reads and writes once for each. Called, and not part of the kernel's code, because a block is eight rows or so.
/// </summary>
internal static unsafe class LaneRows
{
    /// <summary>An element of each of the first rows; the others are zero.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static V Load<V, T>(T* from, long stride, long count) where V : unmanaged where T : unmanaged
    {
        if (stride == 1 && count >= sizeof(V) / sizeof(T)) return Unsafe.ReadUnaligned<V>(from);
        V vector = default;
        for (long i = 0; i < Math.Min(count, sizeof(V) / sizeof(T)); i++) ((T*)&vector)[i] = from[i * stride];
        return vector;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Store<V, T>(V vector, T* to, long stride, long count) where V : unmanaged where T : unmanaged
    {
        if (stride == 1 && count >= sizeof(V) / sizeof(T))
        {
            Unsafe.WriteUnaligned(to, vector);
            return;
        }

        for (long i = 0; i < Math.Min(count, sizeof(V) / sizeof(T)); i++) to[i * stride] = ((T*)&vector)[i];
    }
}
