using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

/// <summary>
/// The elementary functions of every kernel, each written once over <see cref="ILanes{V}"/>: straight lines of exactly rounded operations, so
/// that an interpreter, an emitted kernel and a scalar give the same bits. At most 2 ULP over the whole range (measured by the tests);
/// the polynomials come from tests/golden/minimax.py. The element type is a constant wherever these are called, so the choice folds away.
/// </summary>
internal static partial class Elementary
{
    /// <summary>e to the power x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<L, V>(L lanes, DType type, V x) where L : struct, ILanes<V> =>
        type == DType.Float32 ? Exp32(lanes, x) : Exp64(lanes, x);

    /// <summary>e to the power x, less 1, without losing digits near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1<L, V>(L lanes, DType type, V x) where L : struct, ILanes<V> =>
        type == DType.Float32 ? Expm1_32(lanes, x) : Expm1_64(lanes, x);

    /// <summary>The natural logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<L, V>(L lanes, DType type, V x) where L : struct, ILanes<V> =>
        type == DType.Float32 ? Log32(lanes, x) : Log64(lanes, x);

    /// <summary>The natural logarithm of 1 + x, without losing digits near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p<L, V>(L lanes, DType type, V x) where L : struct, ILanes<V> =>
        type == DType.Float32 ? Log1p_32(lanes, x) : Log1p_64(lanes, x);

    /// <summary>The sine of an angle in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sin<L, V>(L lanes, DType type, V x) where L : struct, ILanes<V> =>
        type == DType.Float32 ? Sin32(lanes, x) : Sin64(lanes, x);

    /// <summary>The cosine of an angle in radians.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cos<L, V>(L lanes, DType type, V x) where L : struct, ILanes<V> =>
        type == DType.Float32 ? Cos32(lanes, x) : Cos64(lanes, x);

    /// <summary>The hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<L, V>(L lanes, DType type, V x) where L : struct, ILanes<V> =>
        type == DType.Float32 ? Tanh32(lanes, x) : Tanh64(lanes, x);

    /// <summary>The error function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<L, V>(L lanes, DType type, V x) where L : struct, ILanes<V> =>
        type == DType.Float32 ? Erf32(lanes, x) : Erf64(lanes, x);
}
