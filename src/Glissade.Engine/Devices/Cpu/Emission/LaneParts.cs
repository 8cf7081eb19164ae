using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>
/// The first few lanes of a vector: by a mask where the machine has masks, else put together from pieces of 16, 8 and 4 bytes, because lane by lane through memory a vector would have to wait for
/// stores that are narrower than itself. Counts below nothing and beyond the vector are taken for none and all; they fit 32 bits.
/// </summary>
internal static unsafe class LaneParts
{
    /// <summary>The first lanes of 4 or 8 bytes; the others are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<V, T>(T* from, long count) where V : unmanaged where T : unmanaged
    {
        if (sizeof(V) == 16) return Unsafe.BitCast<Vector128<byte>, V>(Load128((byte*)from, count * sizeof(T)));
        if (sizeof(V) == 32) return Unsafe.BitCast<Vector256<byte>, V>(Load256((byte*)from, count * sizeof(T)));
        if (Avx512F.IsSupported) return Unsafe.BitCast<Vector512<int>, V>(Avx512F.MaskLoad((int*)from, First512(count * sizeof(T)), Vector512<int>.Zero));
        byte* upper = (byte*)from + 32;
        return Unsafe.BitCast<Vector512<byte>, V>(Vector512.Create(Load256((byte*)from, count * sizeof(T)), Load256(upper, count * sizeof(T) - 32)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<V, T>(V vector, T* to, long count) where V : unmanaged where T : unmanaged
    {
        if (sizeof(V) == 16)
        {
            Store128(Unsafe.BitCast<V, Vector128<byte>>(vector), (byte*)to, count * sizeof(T));
        }
        else if (sizeof(V) == 32)
        {
            Store256(Unsafe.BitCast<V, Vector256<byte>>(vector), (byte*)to, count * sizeof(T));
        }
        else if (Avx512F.IsSupported)
        {
            Avx512F.MaskStore((int*)to, First512(count * sizeof(T)), Unsafe.BitCast<V, Vector512<int>>(vector));
        }
        else
        {
            Vector512<byte> whole = Unsafe.BitCast<V, Vector512<byte>>(vector);
            Store256(whole.GetLower(), (byte*)to, count * sizeof(T));
            Store256(whole.GetUpper(), (byte*)to + 32, count * sizeof(T) - 32);
        }
    }

    /// <summary>Ones in the first lanes of 4 or 8 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V First<V, T>(long count) where V : unmanaged where T : unmanaged
    {
        if (sizeof(T) == 4)
        {
            int lanes = (int)count;
            if (sizeof(V) == 16) return Unsafe.BitCast<Vector128<int>, V>(Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(lanes)));
            if (sizeof(V) == 32) return Unsafe.BitCast<Vector256<int>, V>(Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(lanes)));
            return Unsafe.BitCast<Vector512<int>, V>(Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(lanes)));
        }

        if (sizeof(V) == 16) return Unsafe.BitCast<Vector128<long>, V>(Vector128.LessThan(Vector128<long>.Indices, Vector128.Create(count)));
        if (sizeof(V) == 32) return Unsafe.BitCast<Vector256<long>, V>(Vector256.LessThan(Vector256<long>.Indices, Vector256.Create(count)));
        return Unsafe.BitCast<Vector512<long>, V>(Vector512.LessThan(Vector512<long>.Indices, Vector512.Create(count)));
    }

    // No call and no branch: in the loop around it everything stays in registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Load256(byte* from, long bytes) => Avx2.IsSupported ? Avx2.MaskLoad((int*)from, FirstOf(bytes)).AsByte() : LoadPieces(from, bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> FirstOf(long bytes) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)(bytes >> 2)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> First512(long bytes) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)(bytes >> 2)));

    private static Vector256<byte> LoadPieces(byte* from, long bytes)
    {
        if (bytes >= 32) return Vector256.Load(from);
        return bytes >= 16 ? Vector256.Create(Vector128.Load(from), Load128(from + 16, bytes - 16)) : Vector256.Create(Load128(from, bytes), Vector128<byte>.Zero);
    }

    private static Vector128<byte> Load128(byte* from, long bytes)
    {
        if (bytes >= 16) return Vector128.Load(from);
        if (bytes >= 12) return Vector128.Create(*(ulong*)from, *(uint*)(from + 8)).AsByte();
        if (bytes >= 8) return Vector128.CreateScalar(*(ulong*)from).AsByte();
        return bytes >= 4 ? Vector128.CreateScalar(*(uint*)from).AsByte() : Vector128<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store256(Vector256<byte> vector, byte* to, long bytes)
    {
        if (Avx512F.VL.IsSupported) Avx512F.VL.MaskStore((int*)to, FirstOf(bytes), vector.AsInt32());
        else if (Avx2.IsSupported) Avx2.MaskStore((int*)to, FirstOf(bytes), vector.AsInt32());
        else StorePieces(vector, to, bytes);
    }

    private static void StorePieces(Vector256<byte> vector, byte* to, long bytes)
    {
        if (bytes >= 32)
        {
            vector.Store(to);
        }
        else if (bytes >= 16)
        {
            vector.GetLower().Store(to);
            Store128(vector.GetUpper(), to + 16, bytes - 16);
        }
        else
        {
            Store128(vector.GetLower(), to, bytes);
        }
    }

    private static void Store128(Vector128<byte> vector, byte* to, long bytes)
    {
        if (bytes >= 16)
        {
            vector.Store(to);
            return;
        }

        if (bytes >= 8) *(ulong*)to = vector.AsUInt64().ToScalar();
        if (bytes >= 12) *(uint*)(to + 8) = vector.AsUInt32().GetElement(2);
        else if (bytes is >= 4 and < 8) *(uint*)to = vector.AsUInt32().ToScalar();
    }
}
