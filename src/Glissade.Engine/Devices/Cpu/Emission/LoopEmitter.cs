using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>The code of an emitted loop nest; see <see cref="LoopFrame"/> for its arguments and <see cref="LoopRunner.Run"/> for the ranges.</summary>
internal unsafe delegate void LoopCodeEntry(byte** buffers, long* integers, double* numbers, long rowBegin, long rowEnd, long innerBegin, long innerEnd);

/// <summary>Which code of a nest is meant.</summary>
internal enum LoopForm
{
    /// <summary>All of it.</summary>
    Plain,

    /// <summary>Rows that were turned (<see cref="ShortRows"/>), as many as fill vectors.</summary>
    Rows,

    /// <summary>The rows left over, fewer than a vector has lanes: code of its own, for most nests never have any, and it is as long as the other.</summary>
    RestOfRows,
}

/// <summary>Writes a loop nest as IL: what maps, rows and columns have in common.</summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal abstract class LoopEmitter(LoopFrame frame)
{
    /// <summary>What a function weighs at least.</summary>
    private const int LongChain = 20;

    protected LoopFrame Frame { get; } = frame;

    protected LoopKernel Kernel { get; } = frame.Kernel;

    protected BodyEmitter Body { get; } = new(frame);

    protected ILGenerator Il => Frame.Il;

    protected int Lanes => Frame.Methods.Lanes;

    /// <summary>Where each access stands, for bodies.</summary>
    protected virtual LocalBuilder[] Pointers => Frame.Pointers;

    /// <summary>Values that are already in locals wherever code stands: the numbers, and what does not vary along the lanes.</summary>
    protected Dictionary<int, LocalBuilder[]> Held { get; } = [];

    /// <summary>
    /// Emits a nest in one of its forms; <paramref name="streaming"/> if its results are too much for the caches anyway.
    /// </summary>
    public static LoopCodeEntry Emit(LoopKernel kernel, int bits, bool streaming, LoopForm form)
    {
        var method = new DynamicMethod(
            $"{kernel.Kind} nest", typeof(void),
            [typeof(byte**), typeof(long*), typeof(double*), typeof(long), typeof(long), typeof(long), typeof(long)],
            typeof(LoopEmitter).Module, skipVisibility: true)
        { InitLocals = false };
        var frame = new LoopFrame(kernel, method.GetILGenerator(4096), VectorMethods.ForWidth(bits));
        LoopEmitter emitter = kernel.Kind switch
        {
            LoopKind.Map => new MapEmitter(frame, streaming),
            LoopKind.Row => new RowEmitter(frame),
            _ => new ColumnEmitter(frame, form),
        };
        emitter.Write();
        frame.Il.Emit(OpCodes.Ret);
        return method.CreateDelegate<LoopCodeEntry>();
    }

    protected abstract void WriteRows();

    private void Write()
    {
        for (int i = 0; i < Kernel.Body.Length; i++)
            if (Kernel.Body[i].Op == LoopOp.Number) Held[i] = Body.Number(Kernel.Body[i]);
        WriteRows();
    }

    protected Segment NewSegment() => new(Il, Frame.Methods, Frame.Locals);

    /// <summary>Held values as values of a segment.</summary>
    protected Dictionary<int, Value> Known(Segment segment, IEnumerable<int> needed)
    {
        var known = new Dictionary<int, Value>();
        foreach (int i in needed)
        {
            Instruction instruction = Kernel.Body[i];
            foreach (int operand in (int[])[i, instruction.A, instruction.B, instruction.C])
                if (operand >= 0 && !known.ContainsKey(operand) && Held.TryGetValue(operand, out LocalBuilder[]? locals)) known[operand] = BodyEmitter.Held(segment, Kernel.Body[operand].Type, locals);
        }

        return known;
    }

    /// <summary>Everything that the roots need and that is not held, in order.</summary>
    protected List<int> Closure(IEnumerable<int> roots)
    {
        bool[] needed = new bool[Kernel.Body.Length];
        var stack = new Stack<int>(roots);
        while (stack.TryPop(out int i))
        {
            if (Held.ContainsKey(i) || needed[i] || IsKept(i)) continue;
            needed[i] = true;
            Instruction instruction = Kernel.Body[i];
            foreach (int operand in (int[])[instruction.A, instruction.B, instruction.C])
                if (operand >= 0) stack.Push(operand);
        }

        // Stores come last: a loop may overwrite in place what it reads.
        var order = new List<int>();
        foreach (bool stores in (bool[])[false, true])
        {
            for (int i = 0; i < needed.Length; i++)
                if (needed[i] && Kernel.Body[i].Op == LoopOp.Store == stores) order.Add(i);
        }

        return order;
    }

    /// <summary>
    /// Full vectors from begin to end, then what is left over, unless everything is in whole sixteens; the loop that <paramref name="ahead"/> writes, if any, takes as many as it can before. Where a
    /// body waits for its own results, two vectors go side by side, and one that has no neighbour counts as left over.
    /// </summary>
    protected void OverLanes(Action pushBegin, Action pushEnd, List<int> body, Action<LocalBuilder>? ahead = null, bool isWhole = false)
    {
        LocalBuilder index = Frame.Locals.Take(typeof(long)), count = Frame.Locals.Take(typeof(long));
        pushBegin();
        Il.Emit(OpCodes.Stloc, index);
        ahead?.Invoke(index);
        int copies = isWhole && 2 * Lanes > SummationOrder.Lanes ? 1 : SideBySide(body);
        Place[] places = [.. Enumerable.Range(0, copies).Select(copy => new Place(Pointers, index, copy, null))];
        Frame.While(() => LoopFrame.Compare(() => PushPlus(index, copies * Lanes - 1), pushEnd), () =>
        {
            WriteBody(body, places);
            Frame.AddTo(index, copies * Lanes);
        });
        if (isWhole)
        {
            Frame.Locals.Give(index);
            Frame.Locals.Give(count);
            return;
        }

        // Only where two went together can more than one be left over; what is no loop takes no registers from the one before.
        Action<Action, Action, Action> rest = copies == 1 ? Frame.IfLess : (left, right, write) => Frame.While(() => LoopFrame.Compare(left, right), write);
        rest(() => Il.Emit(OpCodes.Ldloc, index), pushEnd, () =>
        {
            pushEnd();
            Il.Emit(OpCodes.Ldloc, index);
            Il.Emit(OpCodes.Sub);
            Il.Emit(OpCodes.Stloc, count);
            WriteBody(body, new Place(Pointers, index, 0, count));
            if (copies > 1) Frame.AddTo(index, Lanes);
        });
        Frame.Locals.Give(index);
        Frame.Locals.Give(count);
    }

    protected void PushPlus(LocalBuilder local, long more)
    {
        Il.Emit(OpCodes.Ldloc, local);
        Il.Emit(OpCodes.Ldc_I8, more);
        Il.Emit(OpCodes.Add);
    }

    /// <summary>How many vectors a body works on at once: more than one only if there is a function in it, whose chain of steps is long.</summary>
    protected int SideBySide(List<int> body) => body.Exists(i => Kernel.Body[i] is { Op: LoopOp.Compute } compute && LoopUnit.Weight(compute.Code, DType.Float32) >= LongChain) ? 2 : 1;

    /// <summary>Writes a body at places side by side.</summary>
    protected void WriteBody(List<int> body, params ReadOnlySpan<Place> places)
    {
        Frame.Locals.Forget();
        var segments = new Segment[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            Segment segment = segments[i] = NewSegment();
            Dictionary<int, Value> known = Known(segment, body);
            Recall(segment, body, known, places[i]);
            Body.Record(segment, body, known, places[i]);
        }

        Segment.WriteTogether(segments);
    }

    /// <summary>Whether a value lies in memory of the loop's own already.</summary>
    protected virtual bool IsKept(int instruction) => false;

    /// <summary>Reads what a body needs from memory of the loop's own.</summary>
    protected virtual void Recall(Segment segment, List<int> body, Dictionary<int, Value> known, Place place)
    {
    }

    /// <summary>Computes values that do not vary along the lanes and holds them.</summary>
    protected void HoldUniform(IEnumerable<int> instructions, Place place)
    {
        List<int> body = [.. instructions];
        if (body.Count == 0) return;
        Segment segment = NewSegment();
        Dictionary<int, Value> known = Known(segment, body);
        Body.Record(segment, body, known, place);
        foreach (int i in body)
            if (Kernel.Body[i].Op != LoopOp.Store) Held[i] = Body.Hold(segment, known[i]);
        segment.Write();
    }
}
