using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Devices.Cpu;

/// <summary>Two vectors of neighbours, and the same with the even ones in one vector and the odd ones in the other.</summary>
internal static unsafe class VectorPairs
{
    /// <summary>Whether it is done in a few instructions; otherwise loops over elements are as good.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreFast<T>() where T : unmanaged =>
        (typeof(T) == typeof(float) || typeof(T) == typeof(double)) && ((Vector<byte>.Count == 32 && Avx2.IsSupported) || (Vector<byte>.Count == 16 && Sse2.IsSupported));

    /// <summary>Parts what stands from an address on. Only where it is fast.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector<T> Even, Vector<T> Odd) Load<T>(T* from) where T : unmanaged => Part(Vector.Load(from), Vector.Load(from + Vector<T>.Count));

    /// <summary>Parts two vectors of neighbours. Only where it is fast.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector<T> Even, Vector<T> Odd) Part<T>(Vector<T> a, Vector<T> b) where T : unmanaged
    {
        if (Vector<byte>.Count == 32)
        {
            Vector256<double> even, odd;
            if (typeof(T) == typeof(float))
            {
                Vector256<float> low = a.AsVector256().AsSingle(), high = b.AsVector256().AsSingle();
                (even, odd) = (Avx.Shuffle(low, high, 0b10_00_10_00).AsDouble(), Avx.Shuffle(low, high, 0b11_01_11_01).AsDouble());
            }
            else
            {
                Vector256<double> low = a.AsVector256().AsDouble(), high = b.AsVector256().AsDouble();
                (even, odd) = (Avx.UnpackLow(low, high), Avx.UnpackHigh(low, high));
            }

            return (Avx2.Permute4x64(even, 0b11_01_10_00).As<double, T>().AsVector(), Avx2.Permute4x64(odd, 0b11_01_10_00).As<double, T>().AsVector());
        }

        if (typeof(T) == typeof(float))
        {
            Vector128<float> low = a.AsVector128().AsSingle(), high = b.AsVector128().AsSingle();
            return (Sse.Shuffle(low, high, 0b10_00_10_00).As<float, T>().AsVector(), Sse.Shuffle(low, high, 0b11_01_11_01).As<float, T>().AsVector());
        }

        Vector128<double> first = a.AsVector128().AsDouble(), second = b.AsVector128().AsDouble();
        return (Sse2.UnpackLow(first, second).As<double, T>().AsVector(), Sse2.UnpackHigh(first, second).As<double, T>().AsVector());
    }

    /// <summary>Joins what was parted. Only where it is fast.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector<T> even, Vector<T> odd, T* to) where T : unmanaged
    {
        if (Vector<byte>.Count == 32)
        {
            Vector256<double> low, high;
            if (typeof(T) == typeof(float))
            {
                Vector256<float> a = even.AsVector256().AsSingle(), b = odd.AsVector256().AsSingle();
                (low, high) = (Avx.UnpackLow(a, b).AsDouble(), Avx.UnpackHigh(a, b).AsDouble());
            }
            else
            {
                Vector256<double> a = even.AsVector256().AsDouble(), b = odd.AsVector256().AsDouble();
                (low, high) = (Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b));
            }

            Avx.Permute2x128(low, high, 0x20).As<double, T>().AsVector().Store(to);
            Avx.Permute2x128(low, high, 0x31).As<double, T>().AsVector().Store(to + Vector<T>.Count);
            return;
        }

        if (typeof(T) == typeof(float))
        {
            Vector128<float> a = even.AsVector128().AsSingle(), b = odd.AsVector128().AsSingle();
            Sse.UnpackLow(a, b).As<float, T>().AsVector().Store(to);
            Sse.UnpackHigh(a, b).As<float, T>().AsVector().Store(to + Vector<T>.Count);
            return;
        }

        Vector128<double> first = even.AsVector128().AsDouble(), second = odd.AsVector128().AsDouble();
        Sse2.UnpackLow(first, second).As<double, T>().AsVector().Store(to);
        Sse2.UnpackHigh(first, second).As<double, T>().AsVector().Store(to + Vector<T>.Count);
    }
}
