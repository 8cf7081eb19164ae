using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>
/// Reductions along short rows (the ten classes of a softmax): a vector along the row would be half empty, and folding its lanes costs more than the row itself. So the lanes
/// lie across rows, and the terms come one after the other, as in a reduction down a column. The order of a sum along a row stays: 16 partial sums, here 16 vectors in memory,
/// folded in halves at the end.
/// </summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal sealed class ShortRows
{
    /// <summary>Longer rows fill vectors of their own.</summary>
    private const long LongestRow = 48;

    private readonly LoopFrame _frame;
    private readonly LocalBuilder _slots;
    private readonly Dictionary<int, int> _places = [];

    public ShortRows(LoopFrame frame)
    {
        _frame = frame;
        for (int i = 0; i < frame.Kernel.Body.Length; i++)
            if (IsInSlots(frame.Kernel.Body[i])) _places[i] = 2 * SummationOrder.Lanes * _places.Count;
        _slots = frame.Memory(() => frame.Il.Emit(OpCodes.Ldc_I8, (long)_places.Count * 2 * SummationOrder.Lanes * VectorBytes));
    }

    private int VectorBytes => _frame.Methods.Bits / 8;

    /// <summary>
    /// Whether a nest is better run with its lanes across the rows: one axis of rows, and short ones. How many rows there are has no say, or another batch size would need another kernel.
    /// </summary>
    public static bool Suit(LoopKernel kernel) => kernel.Kind == LoopKind.Row && kernel.Extents is [_, <= LongestRow];

    /// <summary>The nest with rows for lanes: a reduction down a column.</summary>
    public static LoopKernel Turned(LoopKernel kernel) =>
        new(LoopKind.Column, [kernel.Extents[1], kernel.Extents[0]], [.. kernel.Accesses.Select(access => access with { Strides = [access.Strides[1], access.Strides[0]] })], kernel.Numbers, kernel.Body);

    /// <summary>Sums of floats depend on their order; the maximum and sums of integers do not.</summary>
    public static bool IsInSlots(Instruction instruction) => instruction.Op == LoopOp.Sum && instruction.Type.IsFloat();

    /// <summary>Begins all partial sums of a reduction with zero.</summary>
    public void Clear(int reduction)
    {
        ILGenerator il = _frame.Il;
        il.Emit(OpCodes.Ldloc, _slots);
        il.Emit(OpCodes.Ldc_I4, _places[reduction] * VectorBytes);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ldc_I4, 2 * SummationOrder.Lanes * VectorBytes);
        il.Emit(OpCodes.Unaligned, (byte)1);
        il.Emit(OpCodes.Initblk);
    }

    /// <summary>Adds term number <paramref name="k"/> to the partial sum whose turn it is.</summary>
    public void Add(Segment segment, int reduction, Value term, LocalBuilder k)
    {
        Type element = term.Type == DType.Float64 ? typeof(double) : typeof(float);
        for (int half = 0; half < (term.Type == DType.Float64 ? 2 : 1); half++)
        {
            int place = _places[reduction] + half * SummationOrder.Lanes;
            var slot = Argument.Code(il =>
            {
                il.Emit(OpCodes.Ldloc, _slots);
                il.Emit(OpCodes.Ldc_I4, place * VectorBytes);
                il.Emit(OpCodes.Add);
                il.Emit(OpCodes.Ldloc, k);
                il.Emit(OpCodes.Ldc_I8, (long)(SummationOrder.Lanes - 1));
                il.Emit(OpCodes.And);
                il.Emit(OpCodes.Ldc_I8, (long)VectorBytes);
                il.Emit(OpCodes.Mul);
                il.Emit(OpCodes.Conv_I);
                il.Emit(OpCodes.Add);
            });
            int sum = segment.Call("Add", element, segment.Call(_frame.Methods.Pointer("Load", element, 1), slot), half == 0 ? term.Low : term.High);
            segment.Call(_frame.Methods.Pointer("Store", element, 2), sum, slot);
        }
    }

    /// <summary>Folds the partial sums into one, left in locals.</summary>
    public LocalBuilder[] Fold(int reduction, DType type)
    {
        Type element = type == DType.Float64 ? typeof(double) : typeof(float), vector = _frame.Methods.Of(element);
        var totals = new LocalBuilder[type == DType.Float64 ? 2 : 1];
        MethodInfo add = _frame.Methods.Get("Add", element, 2);
        for (int half = 0; half < totals.Length; half++)
        {
            var lanes = new LocalBuilder[SummationOrder.Lanes];
            int first = _places[reduction] + half * SummationOrder.Lanes;
            for (int width = SummationOrder.Lanes / 2; width > 0; width /= 2)
            {
                for (int i = 0; i < width; i++)
                {
                    Push(lanes[i], first + i, vector);
                    Push(lanes[i + width], first + i + width, vector);
                    _frame.Il.Emit(OpCodes.Call, add);
                    lanes[i] ??= _frame.Locals.Take(vector);
                    _frame.Il.Emit(OpCodes.Stloc, lanes[i]);
                }
            }

            totals[half] = lanes[0];
            foreach (LocalBuilder lane in lanes.AsSpan(1, SummationOrder.Lanes / 2 - 1)) _frame.Locals.Give(lane);
        }

        return totals;
    }

    private void Push(LocalBuilder? known, int slot, Type vector)
    {
        if (known is not null)
        {
            _frame.Il.Emit(OpCodes.Ldloc, known);
            return;
        }

        _frame.Il.Emit(OpCodes.Ldloc, _slots);
        _frame.Il.Emit(OpCodes.Ldc_I4, slot * VectorBytes);
        _frame.Il.Emit(OpCodes.Add);
        _frame.Il.Emit(OpCodes.Unaligned, (byte)4);
        _frame.Il.Emit(OpCodes.Ldobj, vector);
    }
}
