using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Devices.Cpu.Products;

/// <summary>Floats on machines with 16 registers of 128 bits; also for ARM.</summary>
internal readonly unsafe struct Single128 : IWidth<Vector128<float>>
{
    public static int Count => Vector128<float>.Count;

    public static int TileRows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(void* from) => Vector128.Load((float*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, void* to) => value.Store((float*)to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Broadcast(void* from) => Vector128.Create(*(float*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> First(long lanes) => Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)Math.Clamp(lanes, 0, Count))).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadMasked(void* from, Vector128<float> mask, Vector128<float> otherwise)
    {
        Vector128<float> loaded = default;
        if (Avx.IsSupported)
        {
            loaded = Avx.MaskLoad((float*)from, mask);
        }
        else
        {
            uint lanes = mask.ExtractMostSignificantBits();
            for (int lane = 0; lane < Count && (lanes >> lane & 1) != 0; lane++)
                loaded = loaded.WithElement(lane, ((float*)from)[lane]);
        }

        return loaded | Vector128.AndNot(otherwise, mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.FusedMultiplyAdd(a, b, c);
}

/// <summary>Floats with AVX2: 16 registers of 256 bits.</summary>
internal readonly unsafe struct Single256 : IWidth<Vector256<float>>
{
    public static int Count => Vector256<float>.Count;

    public static int TileRows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(void* from) => Vector256.Load((float*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, void* to) => value.Store((float*)to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(void* from) => Vector256.Create(*(float*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> First(long lanes) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)Math.Clamp(lanes, 0, Count))).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadMasked(void* from, Vector256<float> mask, Vector256<float> otherwise)
    {
        Vector256<float> loaded = default;
        if (Avx.IsSupported)
        {
            loaded = Avx.MaskLoad((float*)from, mask);
        }
        else
        {
            uint lanes = mask.ExtractMostSignificantBits();
            for (int lane = 0; lane < Count && (lanes >> lane & 1) != 0; lane++)
                loaded = loaded.WithElement(lane, ((float*)from)[lane]);
        }

        return loaded | Vector256.AndNot(otherwise, mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.FusedMultiplyAdd(a, b, c);
}

/// <summary>Floats with AVX-512: 32 registers of 512 bits. Emulated elsewhere, and then slow.</summary>
internal readonly unsafe struct Single512 : IWidth<Vector512<float>>
{
    public static int Count => Vector512<float>.Count;

    public static int TileRows => 12;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(void* from) => Vector512.Load((float*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, void* to) => value.Store((float*)to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(void* from) => Vector512.Create(*(float*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> First(long lanes) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)Math.Clamp(lanes, 0, Count))).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadMasked(void* from, Vector512<float> mask, Vector512<float> otherwise) => Avx512F.IsSupported ? Avx512F.MaskLoad((float*)from, mask, otherwise) : Vector512.Create(
        Single256.LoadMasked(from, mask.GetLower(), otherwise.GetLower()), Single256.LoadMasked((float*)from + Single256.Count, mask.GetUpper(), otherwise.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.FusedMultiplyAdd(a, b, c);
}
