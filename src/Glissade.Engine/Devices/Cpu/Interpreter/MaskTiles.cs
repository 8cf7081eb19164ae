using System.Numerics;
using System.Runtime.CompilerServices;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>Comparisons of float64, whose masks are narrowed to the int32 masks of tiles, and choices between float64, for which they are widened again.</summary>
internal static unsafe class MaskTiles
{
    public static delegate*<TileOperands*, void> For(LoopCode code) => code switch
    {
        LoopCode.Equal => &Compare<TileCodes.Equal>,
        LoopCode.Less => &Compare<TileCodes.Less>,
        LoopCode.LessOrEqual => &Compare<TileCodes.LessOrEqual>,
        _ => &Select,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Compare<TCode>(TileOperands* operands) where TCode : struct, ITileCode
    {
        double* a = (double*)operands->A, b = (double*)operands->B;
        int* target = (int*)operands->Target, end = target + operands->Count;
        long half = Vector<double>.Count, aStep = 2 * half & operands->AVaries, bStep = 2 * half & operands->BVaries;
        for (; target < end; target += 2 * half, a += aStep, b += bStep)
            Vector.Narrow(Compare(TCode.Code, Vector.Load(a), Vector.Load(b)), Compare(TCode.Code, Vector.Load(a + half), Vector.Load(b + half))).Store(target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<long> Compare(LoopCode code, Vector<double> a, Vector<double> b) =>
        code == LoopCode.Equal ? Vector.Equals(a, b) : code == LoopCode.Less ? Vector.LessThan(a, b) : Vector.LessThanOrEqual(a, b);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Select(TileOperands* operands)
    {
        int* mask = (int*)operands->A;
        double* b = (double*)operands->B, c = (double*)operands->C, target = (double*)operands->Target, end = target + operands->Count;
        long half = Vector<double>.Count, maskStep = 2 * half & operands->AVaries, bStep = 2 * half & operands->BVaries, cStep = 2 * half & operands->CVaries;
        for (; target < end; target += 2 * half, mask += maskStep, b += bStep, c += cStep)
        {
            Vector.Widen(Vector.Load(mask), out Vector<long> low, out Vector<long> high);
            Vector<double> first = Vector.ConditionalSelect(low, Vector.Load(b), Vector.Load(c));
            Vector.ConditionalSelect(high, Vector.Load(b + half), Vector.Load(c + half)).Store(target + half);
            first.Store(target);
        }
    }
}
