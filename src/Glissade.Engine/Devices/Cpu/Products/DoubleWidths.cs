using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Devices.Cpu.Products;

/// <summary>Doubles on machines with 16 registers of 128 bits; also for ARM.</summary>
internal readonly unsafe struct Double128 : IWidth<Vector128<double>>
{
    public static int Count => Vector128<double>.Count;

    public static int TileRows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Load(void* from) => Vector128.Load((double*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<double> value, void* to) => value.Store((double*)to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Broadcast(void* from) => Vector128.Create(*(double*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Add(Vector128<double> a, Vector128<double> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> First(long lanes) => Vector128.LessThan(Vector128<long>.Indices, Vector128.Create(lanes)).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> LoadMasked(void* from, Vector128<double> mask, Vector128<double> otherwise)
    {
        Vector128<double> loaded = default;
        if (Avx.IsSupported)
        {
            loaded = Avx.MaskLoad((double*)from, mask);
        }
        else
        {
            uint lanes = mask.ExtractMostSignificantBits();
            for (int lane = 0; lane < Count && (lanes >> lane & 1) != 0; lane++)
                loaded = loaded.WithElement(lane, ((double*)from)[lane]);
        }

        return loaded | Vector128.AndNot(otherwise, mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> MultiplyAdd(Vector128<double> a, Vector128<double> b, Vector128<double> c) => Vector128.FusedMultiplyAdd(a, b, c);
}

/// <summary>Doubles with AVX2: 16 registers of 256 bits.</summary>
internal readonly unsafe struct Double256 : IWidth<Vector256<double>>
{
    public static int Count => Vector256<double>.Count;

    public static int TileRows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Load(void* from) => Vector256.Load((double*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<double> value, void* to) => value.Store((double*)to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Broadcast(void* from) => Vector256.Create(*(double*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Add(Vector256<double> a, Vector256<double> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> First(long lanes) => Vector256.LessThan(Vector256<long>.Indices, Vector256.Create(lanes)).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> LoadMasked(void* from, Vector256<double> mask, Vector256<double> otherwise)
    {
        Vector256<double> loaded = default;
        if (Avx.IsSupported)
        {
            loaded = Avx.MaskLoad((double*)from, mask);
        }
        else
        {
            uint lanes = mask.ExtractMostSignificantBits();
            for (int lane = 0; lane < Count && (lanes >> lane & 1) != 0; lane++)
                loaded = loaded.WithElement(lane, ((double*)from)[lane]);
        }

        return loaded | Vector256.AndNot(otherwise, mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> MultiplyAdd(Vector256<double> a, Vector256<double> b, Vector256<double> c) => Vector256.FusedMultiplyAdd(a, b, c);
}

/// <summary>Doubles with AVX-512: 32 registers of 512 bits. Emulated elsewhere, and then slow.</summary>
internal readonly unsafe struct Double512 : IWidth<Vector512<double>>
{
    public static int Count => Vector512<double>.Count;

    public static int TileRows => 12;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(void* from) => Vector512.Load((double*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<double> value, void* to) => value.Store((double*)to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Broadcast(void* from) => Vector512.Create(*(double*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Add(Vector512<double> a, Vector512<double> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> First(long lanes) => Vector512.LessThan(Vector512<long>.Indices, Vector512.Create(lanes)).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> LoadMasked(void* from, Vector512<double> mask, Vector512<double> otherwise) => Avx512F.IsSupported ? Avx512F.MaskLoad((double*)from, mask, otherwise) : Vector512.Create(
        Double256.LoadMasked(from, mask.GetLower(), otherwise.GetLower()), Double256.LoadMasked((double*)from + Double256.Count, mask.GetUpper(), otherwise.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> MultiplyAdd(Vector512<double> a, Vector512<double> b, Vector512<double> c) => Vector512.FusedMultiplyAdd(a, b, c);
}
