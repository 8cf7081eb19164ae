using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Devices.Cpu.Products;

/// <summary>A width of vector, so that a kernel is written once. <typeparamref name="T"/> is float or double.</summary>
internal unsafe interface IWidth<T, V>
    where T : unmanaged
    where V : struct
{
    /// <summary>Elements in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Rows of a tile two vectors wide: as many as leave registers for a row of B and an element of A.</summary>
    static abstract int TileRows { get; }

    static abstract V Load(void* from);
    static abstract void Store(V value, void* to);
    static abstract V Broadcast(void* from);
    static abstract V Add(V a, V b);

    /// <summary>All bits set in the first lanes, none in the others. Any number counts: too few are none, too many all.</summary>
    static abstract V First(long lanes);

    /// <summary>Lanes that the mask has from memory, the others from <paramref name="otherwise"/>. Memory beyond the mask is not touched.</summary>
    static abstract V LoadMasked(T* from, V mask, V otherwise);

    /// <summary>a·b + c rounded once, also on a machine that has no instruction for it.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);
}

/// <summary>For machines with 16 registers of 128 bits; also for ARM.</summary>
internal readonly unsafe struct Width128<T> : IWidth<T, Vector128<T>>
    where T : unmanaged
{
    public static int Count => Vector128<T>.Count;

    public static int TileRows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(void* from) => Vector128.Load((T*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<T> value, void* to) => value.Store((T*)to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Broadcast(void* from) => Vector128.Create(*(T*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> a, Vector128<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> First(long lanes) =>
        typeof(T) == typeof(float)
            ? Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)Math.Clamp(lanes, 0, Count))).As<int, T>()
            : Vector128.LessThan(Vector128<long>.Indices, Vector128.Create(lanes)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadMasked(T* from, Vector128<T> mask, Vector128<T> otherwise)
    {
        Vector128<T> loaded = default;
        if (Avx.IsSupported)
        {
            loaded = typeof(T) == typeof(float)
                ? Avx.MaskLoad((float*)from, mask.AsSingle()).As<float, T>()
                : Avx.MaskLoad((double*)from, mask.AsDouble()).As<double, T>();
        }
        else
        {
            uint lanes = mask.ExtractMostSignificantBits();
            for (int lane = 0; lane < Count && (lanes >> lane & 1) != 0; lane++)
                loaded = loaded.WithElement(lane, from[lane]);
        }

        return loaded | Vector128.AndNot(otherwise, mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> a, Vector128<T> b, Vector128<T> c) =>
        typeof(T) == typeof(float)
            ? Vector128.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector128.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
}

/// <summary>For AVX2: 16 registers of 256 bits.</summary>
internal readonly unsafe struct Width256<T> : IWidth<T, Vector256<T>>
    where T : unmanaged
{
    public static int Count => Vector256<T>.Count;

    public static int TileRows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(void* from) => Vector256.Load((T*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<T> value, void* to) => value.Store((T*)to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Broadcast(void* from) => Vector256.Create(*(T*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Add(Vector256<T> a, Vector256<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> First(long lanes) =>
        typeof(T) == typeof(float)
            ? Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)Math.Clamp(lanes, 0, Count))).As<int, T>()
            : Vector256.LessThan(Vector256<long>.Indices, Vector256.Create(lanes)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadMasked(T* from, Vector256<T> mask, Vector256<T> otherwise)
    {
        Vector256<T> loaded = default;
        if (Avx.IsSupported)
        {
            loaded = typeof(T) == typeof(float)
                ? Avx.MaskLoad((float*)from, mask.AsSingle()).As<float, T>()
                : Avx.MaskLoad((double*)from, mask.AsDouble()).As<double, T>();
        }
        else
        {
            uint lanes = mask.ExtractMostSignificantBits();
            for (int lane = 0; lane < Count && (lanes >> lane & 1) != 0; lane++)
                loaded = loaded.WithElement(lane, from[lane]);
        }

        return loaded | Vector256.AndNot(otherwise, mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> a, Vector256<T> b, Vector256<T> c) =>
        typeof(T) == typeof(float)
            ? Vector256.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector256.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
}

/// <summary>For AVX-512: 32 registers of 512 bits. Emulated elsewhere, and then slow.</summary>
internal readonly unsafe struct Width512<T> : IWidth<T, Vector512<T>>
    where T : unmanaged
{
    public static int Count => Vector512<T>.Count;

    public static int TileRows => 12;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(void* from) => Vector512.Load((T*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<T> value, void* to) => value.Store((T*)to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Broadcast(void* from) => Vector512.Create(*(T*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Add(Vector512<T> a, Vector512<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> First(long lanes) =>
        Vector512.Create(Width256<T>.First(lanes), Width256<T>.First(lanes - Vector256<T>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LoadMasked(T* from, Vector512<T> mask, Vector512<T> otherwise) => Vector512.Create(
        Width256<T>.LoadMasked(from, mask.GetLower(), otherwise.GetLower()),
        Width256<T>.LoadMasked(from + Vector256<T>.Count, mask.GetUpper(), otherwise.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> a, Vector512<T> b, Vector512<T> c) =>
        typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
}
