using System.Numerics;
using System.Runtime.CompilerServices;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>The routines of int32, of uint8 (as int32) and of bool (as masks): exact at any width of vector, so the machine's own is taken.</summary>
internal static unsafe class IntegerTiles
{
    public static delegate*<TileOperands*, void> For(LoopCode code) => code switch
    {
        LoopCode.Add => &Run<TileCodes.Add>,
        LoopCode.Subtract => &Run<TileCodes.Subtract>,
        LoopCode.Multiply => &Run<TileCodes.Multiply>,
        LoopCode.Maximum => &Run<TileCodes.Maximum>,
        LoopCode.Minimum => &Run<TileCodes.Minimum>,
        LoopCode.Negate => &Run<TileCodes.Negate>,
        LoopCode.Absolute => &Run<TileCodes.Absolute>,
        LoopCode.Sign => &Run<TileCodes.Sign>,
        LoopCode.Equal => &Run<TileCodes.Equal>,
        LoopCode.Less => &Run<TileCodes.Less>,
        LoopCode.LessOrEqual => &Run<TileCodes.LessOrEqual>,
        LoopCode.And => &Run<TileCodes.And>,
        LoopCode.Or => &Run<TileCodes.Or>,
        LoopCode.Xor => &Run<TileCodes.Xor>,
        LoopCode.Not => &Run<TileCodes.Not>,
        LoopCode.Select => &Run<TileCodes.Select>,
        LoopCode.ShiftRight => &ShiftRight,
        _ => throw new NotSupportedException($"{code} is no operation on integers."),
    };

    public static delegate*<TileOperands*, void> AlongRow(LoopOp op) => op == LoopOp.Sum ? &IntoLanes<TileCodes.Add> : &IntoLanes<TileCodes.Maximum>;

    public static delegate*<TileOperands*, void> DownColumn(LoopOp op) => op == LoopOp.Sum ? &IntoRow<TileCodes.Add> : &IntoRow<TileCodes.Maximum>;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Compute(LoopCode code, Vector<int> a, Vector<int> b, Vector<int> c) => code switch
    {
        LoopCode.Add => a + b,
        LoopCode.Subtract => a - b,
        LoopCode.Multiply => a * b,
        LoopCode.Maximum => Vector.Max(a, b),
        LoopCode.Minimum => Vector.Min(a, b),
        LoopCode.Negate => -a,
        LoopCode.Absolute => Vector.Max(a, -a),
        LoopCode.Sign => Vector.LessThan(a, Vector<int>.Zero) - Vector.GreaterThan(a, Vector<int>.Zero),
        LoopCode.Equal => Vector.Equals(a, b),
        LoopCode.Less => Vector.LessThan(a, b),
        LoopCode.LessOrEqual => Vector.LessThanOrEqual(a, b),
        LoopCode.And => a & b,
        LoopCode.Or => a | b,
        LoopCode.Xor => a ^ b,
        LoopCode.Not => ~a,
        _ => Vector.ConditionalSelect(a, b, c),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TCode>(TileOperands* operands) where TCode : struct, ITileCode
    {
        int* a = (int*)operands->A, b = (int*)operands->B, c = (int*)operands->C, target = (int*)operands->Target, end = target + operands->Count;
        long width = Vector<int>.Count, aStep = width & operands->AVaries, bStep = width & operands->BVaries, cStep = width & operands->CVaries;
        bool binary = LoopOperations.Arity(TCode.Code) > 1, ternary = LoopOperations.Arity(TCode.Code) > 2;
        for (; target < end; target += width, a += aStep)
        {
            Vector<int> y = binary ? Vector.Load(b) : default, z = ternary ? Vector.Load(c) : default;
            Compute(TCode.Code, Vector.Load(a), y, z).Store(target);
            if (binary) b += bStep;
            if (ternary) c += cStep;
        }
    }

    // Nearly always all lanes are shifted by the same number.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ShiftRight(TileOperands* operands)
    {
        int* a = (int*)operands->A, b = (int*)operands->B, target = (int*)operands->Target;
        long width = Vector<int>.Count, aStep = width & operands->AVaries;
        if (operands->BVaries == 0)
        {
            int count = *b & 31;
            for (long i = 0; i < operands->Count; i += width, a += aStep) (Vector.Load(a) >>> count).Store(target + i);
            return;
        }

        for (long i = 0; i < operands->Count; i++) target[i] = a[i & operands->AVaries] >>> b[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void IntoLanes<TCode>(TileOperands* operands) where TCode : struct, ITileCode
    {
        const int lanes = TileOperands.CellElements;
        int* sums = (int*)operands->Target, from = (int*)operands->A;
        long groups = operands->Count / lanes, step = lanes & operands->AVaries;
        for (int vector = 0; vector < lanes; vector += Vector<int>.Count)
        {
            Vector<int> sum = Vector.Load(sums + vector);
            int* a = from + vector;
            for (long group = 0; group < groups; group++, a += step) sum = Compute(TCode.Code, sum, Vector.Load(a), default);
            sum.Store(sums + vector);
        }

        from += groups * step;
        for (long lane = 0; lane < operands->Count % lanes; lane++) sums[lane] = TCode.Code == LoopCode.Add ? sums[lane] + from[lane] : Math.Max(sums[lane], from[lane]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void IntoRow<TCode>(TileOperands* operands) where TCode : struct, ITileCode
    {
        int* target = (int*)operands->Target, end = target + operands->Width, from = (int*)operands->A;
        long step = operands->Width & operands->AVaries, across = Vector<int>.Count & operands->AVaries;
        for (; target < end; target += Vector<int>.Count, from += across)
        {
            Vector<int> sum = Vector.Load(target);
            int* a = from;
            for (long row = 0; row < operands->Rows; row++, a += step) sum = Compute(TCode.Code, sum, Vector.Load(a), default);
            sum.Store(target);
        }
    }
}
