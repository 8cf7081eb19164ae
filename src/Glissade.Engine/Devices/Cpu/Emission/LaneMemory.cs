using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>
/// What emitted kernels call for everything that is not a full, contiguous vector of floats: strided elements, bytes, rare conversions. Written once for every vector
/// type V; lanes beyond the count are zero.
/// </summary>
internal static unsafe class LaneMemory
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadStrided<V, T>(T* from, long stride, long count) where V : unmanaged where T : unmanaged =>
        sizeof(T) != 4 || count < sizeof(V) / 4 ? LoadLaneByLane<V, T>(from, stride, count)
        : sizeof(V) == 64 ? Unsafe.BitCast<Vector512<int>, V>(Vector512.Create(Eight((int*)from, stride), Eight((int*)from + (8 * stride), stride)))
        : sizeof(V) == 32 ? Unsafe.BitCast<Vector256<int>, V>(Eight((int*)from, stride))
        : Unsafe.BitCast<Vector128<int>, V>(Four((int*)from, stride));

    // Put together in registers: through memory, a vector would have to wait for stores that are narrower than itself.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Eight(int* from, long stride) => Vector256.Create(Four(from, stride), Four(from + (4 * stride), stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Four(int* from, long stride) => Vector128.Create(from[0], from[stride], from[2 * stride], from[3 * stride]);

    private static V LoadLaneByLane<V, T>(T* from, long stride, long count) where V : unmanaged where T : unmanaged
    {
        V vector = default;
        T* lanes = (T*)&vector;
        long most = Math.Min(count, sizeof(V) / sizeof(T));
        for (long i = 0; i < most; i++) lanes[i] = from[i * stride];
        return vector;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStrided<V, T>(V vector, T* to, long stride, long count) where V : unmanaged where T : unmanaged
    {
        if (sizeof(T) != 4 || count < sizeof(V) / 4)
        {
            StoreLaneByLane(vector, to, stride, count);
        }
        else if (sizeof(V) == 64)
        {
            Vector512<int> lanes = Unsafe.BitCast<V, Vector512<int>>(vector);
            Eight(lanes.GetLower(), (int*)to, stride);
            Eight(lanes.GetUpper(), (int*)to + (8 * stride), stride);
        }
        else if (sizeof(V) == 32)
        {
            Eight(Unsafe.BitCast<V, Vector256<int>>(vector), (int*)to, stride);
        }
        else
        {
            Four(Unsafe.BitCast<V, Vector128<int>>(vector), (int*)to, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(Vector256<int> lanes, int* to, long stride)
    {
        Four(lanes.GetLower(), to, stride);
        Four(lanes.GetUpper(), to + (4 * stride), stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(Vector128<int> lanes, int* to, long stride)
    {
        to[0] = lanes.ToScalar();
        to[stride] = lanes.GetElement(1);
        to[2 * stride] = lanes.GetElement(2);
        to[3 * stride] = lanes.GetElement(3);
    }

    private static void StoreLaneByLane<V, T>(V vector, T* to, long stride, long count) where V : unmanaged where T : unmanaged
    {
        T* lanes = (T*)&vector;
        long most = Math.Min(count, sizeof(V) / sizeof(T));
        for (long i = 0; i < most; i++) to[i * stride] = lanes[i];
    }

    /// <summary>Bytes as int32 lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LoadBytes<V>(byte* from, long stride, long count) where V : unmanaged
    {
        if (stride == 1 && count >= sizeof(V) / 4)
        {
            if (sizeof(V) == 64 && Avx512F.IsSupported) return Unsafe.BitCast<Vector512<int>, V>(Avx512F.ConvertToVector512Int32(Vector128.Load(from)));
            if (sizeof(V) == 64) return Unsafe.BitCast<Vector512<uint>, V>(Vector512.Create(EightBytes(from), EightBytes(from + 8)));
            if (sizeof(V) == 32 && Avx2.IsSupported) return Unsafe.BitCast<Vector256<int>, V>(Avx2.ConvertToVector256Int32(from));
            if (sizeof(V) == 32) return Unsafe.BitCast<Vector256<uint>, V>(EightBytes(from));
        }

        // What is left over calls nothing either, or nothing in the loop before it could stay in registers.
        if (stride == 1 && sizeof(V) == 64 && Avx512F.IsSupported)
            return Unsafe.BitCast<Vector512<int>, V>(Avx512F.ConvertToVector512Int32(Vector128.Create(UpToEightBytes(from, count), FirstBytes(from + 8, count - 8)).AsByte()));
        if (stride == 1 && sizeof(V) == 32 && Avx2.IsSupported) return Unsafe.BitCast<Vector256<int>, V>(Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(FirstBytes(from, count)).AsByte()));
        return LoadByteByByte<V>(from, stride, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> EightBytes(byte* from)
    {
        Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)from).AsByte());
        return Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words));
    }

    // Fewer than eight, or none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong FirstBytes(byte* from, long count)
    {
        ulong bytes = 0;
        if (count <= 0) return bytes;
        if ((count & 1) != 0) bytes = from[count - 1];
        if ((count & 2) != 0) bytes = bytes << 16 | *(ushort*)(from + (count & 4));
        if ((count & 4) != 0) bytes = bytes << 32 | *(uint*)from;
        return bytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong UpToEightBytes(byte* from, long count) => count >= 8 ? *(ulong*)from : FirstBytes(from, count);

    private static V LoadByteByByte<V>(byte* from, long stride, long count) where V : unmanaged
    {
        V vector = default;
        int* lanes = (int*)&vector;
        long most = Math.Min(count, sizeof(V) / sizeof(int));
        for (long i = 0; i < most; i++) lanes[i] = from[i * stride];
        return vector;
    }

    /// <summary>The low bytes of int32 lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes<V>(V vector, byte* to, long stride, long count) where V : unmanaged
    {
        if (sizeof(V) == 64 && stride == 1 && count >= 0)
        {
            Vector512<uint> lanes = Unsafe.BitCast<V, Vector512<uint>>(vector);
            if (count < 8)
            {
                StoreFirstBytes(Eight(lanes.GetLower()), to, count);
                return;
            }

            EightBytes(lanes.GetLower(), to);
            if (count >= 16) EightBytes(lanes.GetUpper(), to + 8);
            else StoreFirstBytes(Eight(lanes.GetUpper()), to + 8, count - 8);
            return;
        }

        if (sizeof(V) == 32 && stride == 1 && count >= 8)
        {
            EightBytes(Unsafe.BitCast<V, Vector256<uint>>(vector), to);
            return;
        }

        if (sizeof(V) == 32 && stride == 1 && count >= 0) StoreFirstBytes(Eight(Unsafe.BitCast<V, Vector256<uint>>(vector)), to, count);
        else StoreByteByByte(vector, to, stride, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightBytes(Vector256<uint> lanes, byte* to) => *(ulong*)to = Eight(lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Eight(Vector256<uint> lanes)
    {
        Vector128<ushort> words = Vector128.Narrow(lanes.GetLower(), lanes.GetUpper());
        return Vector128.Narrow(words, words).AsUInt64().ToScalar();
    }

    // Fewer than eight.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFirstBytes(ulong bytes, byte* to, long count)
    {
        if ((count & 4) != 0)
        {
            *(uint*)to = (uint)bytes;
            to += 4;
            bytes >>= 32;
        }

        if ((count & 2) != 0)
        {
            *(ushort*)to = (ushort)bytes;
            to += 2;
            bytes >>= 16;
        }

        if ((count & 1) != 0) *to = (byte)bytes;
    }

    private static void StoreByteByByte<V>(V vector, byte* to, long stride, long count) where V : unmanaged
    {
        int* lanes = (int*)&vector;
        long most = Math.Min(count, sizeof(V) / sizeof(int));
        for (long i = 0; i < most; i++) to[i * stride] = (byte)lanes[i];
    }

    /// <summary>0, 1, 2, … times a step, added to a start, as int32 lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sequence<V>(long start, long step) where V : unmanaged
    {
        (int first, int by) = unchecked(((int)start, (int)step));
        if (sizeof(V) == 64) return Unsafe.BitCast<Vector512<int>, V>(Vector512.Create(first) + Vector512<int>.Indices * by);
        return sizeof(V) == 32
            ? Unsafe.BitCast<Vector256<int>, V>(Vector256.Create(first) + Vector256<int>.Indices * by)
            : Unsafe.BitCast<Vector128<int>, V>(Vector128.Create(first) + Vector128<int>.Indices * by);
    }

    /// <summary>The lower (part 0) or upper (part 1) half of the int32 lanes as doubles.</summary>
    public static VDouble IntToDouble<VInt, VDouble>(VInt vector, int part) where VInt : unmanaged where VDouble : unmanaged
    {
        VDouble result = default;
        int lanes = sizeof(VDouble) / sizeof(double);
        for (int i = 0; i < lanes; i++) ((double*)&result)[i] = ((int*)&vector)[i + part * lanes];
        return result;
    }

    /// <summary>Doubles without their fraction as int32 lanes: saturating, NaN gives 0.</summary>
    public static VInt DoubleToInt<VInt, VDouble>(VDouble low, VDouble high) where VInt : unmanaged where VDouble : unmanaged
    {
        VInt result = default;
        int lanes = sizeof(VDouble) / sizeof(double);
        for (int i = 0; i < lanes; i++)
        {
            ((int*)&result)[i] = LaneConversions.ToInt32(((double*)&low)[i]);
            ((int*)&result)[i + lanes] = LaneConversions.ToInt32(((double*)&high)[i]);
        }

        return result;
    }

    /// <summary>Shifts every int32 lane right by the other's lane, modulo 32, zeros coming in.</summary>
    public static V ShiftRight<V>(V value, V counts) where V : unmanaged
    {
        for (int i = 0; i < sizeof(V) / sizeof(int); i++) ((int*)&value)[i] = (int)(((uint*)&value)[i] >> ((int*)&counts)[i]);
        return value;
    }

    /// <summary>Angles beyond the reach of the vector formula, reduced lane by lane.</summary>
    public static V ReduceHugeAngle<L, V>(V value) where L : struct, ILanes<V> => default(L).ReduceHugeAngle(value);
}

/// <summary>Conversions between numbers, the same everywhere.</summary>
internal static class LaneConversions
{
    /// <summary>Without the fraction, saturating; NaN gives 0.</summary>
    public static int ToInt32(double value) =>
        double.IsNaN(value) ? 0 : value <= int.MinValue ? int.MinValue : value >= int.MaxValue ? int.MaxValue : (int)value;
}
