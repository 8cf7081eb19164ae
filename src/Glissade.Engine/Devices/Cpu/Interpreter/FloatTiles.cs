using System.Numerics;
using System.Runtime.CompilerServices;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// One routine for each operation on floats, written once over lanes: float32 and float64 of every width come from here. Masks of float32 are the int32 masks of the tiles;
/// what float64 does with masks is in <see cref="MaskTiles"/>.
/// </summary>
internal static unsafe class FloatTiles<L, V, T> where L : struct, ILanes<V> where V : unmanaged where T : unmanaged, INumber<T>
{
    public static delegate*<TileOperands*, void> For(LoopCode code) => code switch
    {
        LoopCode.Add => &Run<TileCodes.Add>,
        LoopCode.Subtract => &Run<TileCodes.Subtract>,
        LoopCode.Multiply => &Run<TileCodes.Multiply>,
        LoopCode.Divide => &Run<TileCodes.Divide>,
        LoopCode.Maximum => &Run<TileCodes.Maximum>,
        LoopCode.Minimum => &Run<TileCodes.Minimum>,
        LoopCode.FusedMultiplyAdd => &Run<TileCodes.FusedMultiplyAdd>,
        LoopCode.Negate => &Run<TileCodes.Negate>,
        LoopCode.Absolute => &Run<TileCodes.Absolute>,
        LoopCode.Sign => &Run<TileCodes.Sign>,
        LoopCode.SquareRoot => &Run<TileCodes.SquareRoot>,
        LoopCode.Exp => &Run<TileCodes.Exp>,
        LoopCode.Expm1 => &Run<TileCodes.Expm1>,
        LoopCode.Log => &Run<TileCodes.Log>,
        LoopCode.Log1p => &Run<TileCodes.Log1p>,
        LoopCode.Sin => &Run<TileCodes.Sin>,
        LoopCode.Cos => &Run<TileCodes.Cos>,
        LoopCode.Tanh => &Run<TileCodes.Tanh>,
        LoopCode.Erf => &Run<TileCodes.Erf>,
        LoopCode.Floor => &Run<TileCodes.Floor>,
        LoopCode.Round => &Run<TileCodes.Round>,
        LoopCode.Equal => &Run<TileCodes.Equal>,
        LoopCode.Less => &Run<TileCodes.Less>,
        LoopCode.LessOrEqual => &Run<TileCodes.LessOrEqual>,
        LoopCode.Select => &Run<TileCodes.Select>,
        _ => throw new NotSupportedException($"{code} is no operation on {DTypes.Of<T>().Name()}."),
    };

    /// <summary>Adds (or takes the maximum of) elements k to lanes k mod 16; the target is the lanes.</summary>
    public static delegate*<TileOperands*, void> AlongRow(LoopOp op) => op == LoopOp.Sum ? &IntoLanes<TileCodes.Add> : &IntoLanes<TileCodes.Maximum>;

    /// <summary>Adds (or takes the maximum of) the rows of a tile to the target, one after the other.</summary>
    public static delegate*<TileOperands*, void> DownColumn(LoopOp op) => op == LoopOp.Sum ? &IntoRow<TileCodes.Add> : &IntoRow<TileCodes.Maximum>;

    private static DType Type => typeof(T) == typeof(float) ? DType.Float32 : DType.Float64;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TCode>(TileOperands* operands) where TCode : struct, ITileCode
    {
        byte* a = operands->A, b = operands->B, c = operands->C;
        long aStep = sizeof(V) & operands->AVaries, bStep = sizeof(V) & operands->BVaries, cStep = sizeof(V) & operands->CVaries;
        V* target = (V*)operands->Target, end = (V*)(operands->Target + operands->Count * sizeof(T));
        bool binary = LoopOperations.Arity(TCode.Code) > 1, ternary = LoopOperations.Arity(TCode.Code) > 2;
        for (; target < end; target++)
        {
            V y = binary ? *(V*)b : default, z = ternary ? *(V*)c : default;
            *target = LoopOperations.Compute(default(L), Type, TCode.Code, *(V*)a, y, z);
            a += aStep;
            if (binary) b += bStep;
            if (ternary) c += cStep;
        }
    }

    // Not the switch over all codes: several of them in one method are more than the JIT will inline.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Join<TCode>(V sum, V value) where TCode : struct, ITileCode =>
        TCode.Code == LoopCode.Add ? default(L).Add(sum, value) : default(L).Maximum(sum, value);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void IntoLanes<TCode>(TileOperands* operands) where TCode : struct, ITileCode
    {
        const int lanes = TileOperands.CellElements;
        long groups = operands->Count / lanes, step = lanes * sizeof(T) & operands->AVaries;
        V* sums = (V*)operands->Target;
        byte* from = operands->A;

        // Several vectors make up the lanes; two at a time, so that one need not wait for the other.
        int vectors = lanes * sizeof(T) / sizeof(V), vector = 0;
        for (; vector <= vectors - 2; vector += 2)
        {
            V first = sums[vector], second = sums[vector + 1];
            byte* a = from + vector * sizeof(V);
            for (long group = 0; group < groups; group++, a += step)
            {
                first = Join<TCode>(first, *(V*)a);
                second = Join<TCode>(second, *(V*)(a + sizeof(V)));
            }

            sums[vector] = first;
            sums[vector + 1] = second;
        }

        for (; vector < vectors; vector++)
        {
            V sum = sums[vector];
            byte* a = from + vector * sizeof(V);
            for (long group = 0; group < groups; group++, a += step) sum = Join<TCode>(sum, *(V*)a);
            sums[vector] = sum;
        }

        T* rest = (T*)(from + groups * step), each = (T*)operands->Target;
        for (long lane = 0; lane < operands->Count % lanes; lane++) each[lane] = TCode.Code == LoopCode.Add ? each[lane] + rest[lane] : T.Max(each[lane], rest[lane]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void IntoRow<TCode>(TileOperands* operands) where TCode : struct, ITileCode
    {
        long step = operands->Width * sizeof(T) & operands->AVaries, across = sizeof(V) & operands->AVaries;
        byte* from = operands->A;
        V* target = (V*)operands->Target, end = (V*)(operands->Target + operands->Width * sizeof(T));

        // The last vector may reach beyond the width; those lanes are never looked at.
        for (; target < end; target++, from += across)
        {
            V sum = *target;
            byte* a = from;
            for (long row = 0; row < operands->Rows; row++, a += step) sum = Join<TCode>(sum, *(V*)a);
            *target = sum;
        }
    }
}
