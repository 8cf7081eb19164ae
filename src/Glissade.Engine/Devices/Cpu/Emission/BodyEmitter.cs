using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>Where a copy of the body stands: the lanes it works on, and how many of them count.</summary>
/// <param name="Pointers">Where each access stands.</param>
/// <param name="Index">The first lane, or null for a row's own values.</param>
/// <param name="Copy">How many vectors further on.</param>
/// <param name="Count">How many lanes count; null for all.</param>
/// <param name="Streaming">Results go to memory past the caches; their addresses must be aligned to the vector.</param>
/// <param name="Across">Lanes lie across rows: along the last axis but one.</param>
internal sealed record Place(LocalBuilder[] Pointers, LocalBuilder? Index, int Copy, LocalBuilder? Count, bool Streaming = false, bool Across = false);

/// <summary>Writes instructions of a body as straight-line code at a place.</summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal sealed class BodyEmitter
{
    private readonly LoopFrame _frame;
    private readonly LoopKernel _kernel;
    private readonly int _lastAxis;

    public BodyEmitter(LoopFrame frame)
    {
        _frame = frame;
        _kernel = frame.Kernel;
        _lastAxis = _kernel.Extents.Length - 1;
    }

    private int Lanes => _frame.Methods.Lanes;

    /// <summary>Whether an access moves along the lanes by 0, by 1, or otherwise.</summary>
    public static int StrideClass(Access access) => access.Strides[^1] is 0 ? 0 : access.Strides[^1] is 1 && access.Buffer >= 0 ? 1 : 2;

    /// <summary>
    /// Records instructions in order. Values known from before are in <paramref name="known"/> and results are added to it.
    /// </summary>
    public void Record(Segment segment, IEnumerable<int> instructions, Dictionary<int, Value> known, Place place)
    {
        var translator = new Translator(segment);
        foreach (int i in instructions)
        {
            if (known.ContainsKey(i)) continue;
            Instruction instruction = _kernel.Body[i];
            switch (instruction.Op)
            {
                case LoopOp.Load:
                    known[i] = Load(segment, instruction.Access, place);
                    break;
                case LoopOp.Index:
                    known[i] = IndexValue(segment, instruction.Access, place);
                    break;
                case LoopOp.Compute:
                    Value? b = instruction.B >= 0 ? known[instruction.B] : null, c = instruction.C >= 0 ? known[instruction.C] : null;
                    known[i] = translator.Compute(instruction.Code, instruction.Type, known[instruction.A], b, c);
                    break;
                case LoopOp.Store:
                    Store(segment, instruction.Access, known[instruction.A], place);
                    break;
                default:
                    throw new InvalidOperationException($"{instruction.Op} has no straight-line code.");
            }
        }
    }

    /// <summary>A value in locals, for code after the segment.</summary>
    public LocalBuilder[] Hold(Segment segment, Value value)
    {
        LocalBuilder low = _frame.Locals.Take(Vector(value.Type));
        segment.Keep(value.Low, low);
        if (value.Type != DType.Float64) return [low];
        LocalBuilder high = _frame.Locals.Take(Vector(value.Type));
        segment.Keep(value.High, high);
        return [low, high];
    }

    public static Value Held(Segment segment, DType type, LocalBuilder[] locals) =>
        new(type, segment.External(locals[0]), type == DType.Float64 ? segment.External(locals[^1]) : -1);

    /// <summary>The vector type that a value of an element type is held in.</summary>
    public Type Vector(DType type) => type switch { DType.Float64 => _frame.Methods.Double, DType.Float32 => _frame.Methods.Float, _ => _frame.Methods.Int };

    /// <summary>A number of the table in every lane.</summary>
    public LocalBuilder[] Number(Instruction instruction)
    {
        ILGenerator il = _frame.Il;
        Type element = instruction.Type switch { DType.Float64 => typeof(double), DType.Float32 => typeof(float), _ => typeof(int) };
        _frame.PushNumber(instruction.Number);
        if (element == typeof(float)) il.Emit(OpCodes.Conv_R4);
        else if (element == typeof(int)) il.Emit(OpCodes.Conv_I4);
        // True is a mask of ones.
        if (instruction.Type == DType.Bool) il.Emit(OpCodes.Neg);
        il.Emit(OpCodes.Call, _frame.Methods.Create(element));
        LocalBuilder local = il.DeclareLocal(Vector(instruction.Type));
        il.Emit(OpCodes.Stloc, local);
        return [local];
    }

    private Value Load(Segment segment, int access, Place place)
    {
        Access from = _kernel.Accesses[access];
        int stride = StrideClass(from, place);
        switch (from.Type)
        {
            case DType.Float64:
                return new Value(from.Type, LoadHalf(segment, access, place, stride, typeof(double), 0), LoadHalf(segment, access, place, stride, typeof(double), 1));
            case DType.Float32:
            case DType.Int32:
                return new Value(from.Type, LoadHalf(segment, access, place, stride, from.Type == DType.Float32 ? typeof(float) : typeof(int), 0));
            default:
                MethodInfo bytes = typeof(LaneMemory).GetMethod(nameof(LaneMemory.LoadBytes))!.MakeGenericMethod(_frame.Methods.Int);
                int loaded = segment.Call(bytes, Address(access, place, 0), Step(access, place, stride), Count(place, 0));
                // In memory true is 1; among lanes it is a mask of ones.
                return new Value(from.Type, from.Type == DType.Bool ? segment.Call("Negate", typeof(int), loaded) : loaded);
        }
    }

    private int LoadHalf(Segment segment, int access, Place place, int stride, Type element, int half)
    {
        Type vector = _frame.Methods.Of(element);
        Argument address = Address(access, place, half);
        if (stride == 0)
        {
            // One element for all lanes.
            OpCode load = element == typeof(double) ? OpCodes.Ldind_R8 : element == typeof(float) ? OpCodes.Ldind_R4 : OpCodes.Ldind_I4;
            return segment.Call(_frame.Methods.Create(element), Argument.Code(il =>
            {
                address.Push!(il);
                il.Emit(load);
            }));
        }

        if (place.Across) return segment.Call(Rows(nameof(LaneRows.Load), vector, element), address, Step(access, place, stride), Count(place, half));
        if (stride == 1 && place.Count is null) return segment.Call(LoadMethod(element), address);
        return stride == 1
            ? segment.Call(Part(nameof(LaneParts.Load), vector, element), address, Count(place, half))
            : segment.Call(Memory(nameof(LaneMemory.LoadStrided), vector, element), address, Step(access, place, stride), Count(place, half));
    }

    private void Store(Segment segment, int access, Value value, Place place)
    {
        Access to = _kernel.Accesses[access];
        int stride = StrideClass(to, place);
        if (to.Type.Size() == 1)
        {
            int lanes = to.Type == DType.Bool ? segment.Call("Negate", typeof(int), value.Low) : value.Low;
            segment.Call(typeof(LaneMemory).GetMethod(nameof(LaneMemory.StoreBytes))!.MakeGenericMethod(_frame.Methods.Int), lanes, Address(access, place, 0), Step(access, place, stride), StoreCount(place, stride, 0));
            return;
        }

        Type element = to.Type switch { DType.Float64 => typeof(double), DType.Float32 => typeof(float), _ => typeof(int) };
        Type vector = _frame.Methods.Of(element);
        for (int half = 0; half < (to.Type == DType.Float64 ? 2 : 1); half++)
        {
            int lanes = half == 0 ? value.Low : value.High;
            Argument address = Address(access, place, half);
            if (place.Across) segment.Call(Rows(nameof(LaneRows.Store), vector, element), lanes, address, Step(access, place, stride), Count(place, half));
            else if (stride == 1 && place.Count is null) segment.Call(StoreMethod(element, place.Streaming), lanes, address);
            else if (stride == 2) segment.Call(Memory(nameof(LaneMemory.StoreStrided), vector, element), lanes, address, Step(access, place, stride), StoreCount(place, stride, half));
            else segment.Call(Part(nameof(LaneParts.Store), vector, element), lanes, address, StoreCount(place, stride, half));
        }
    }

    private Value IndexValue(Segment segment, int access, Place place)
    {
        MethodInfo sequence = typeof(LaneMemory).GetMethod(nameof(LaneMemory.Sequence))!.MakeGenericMethod(_frame.Methods.Int);
        return new Value(DType.Int32, segment.Call(sequence, Address(access, place, 0), Step(access, place, StrideClass(_kernel.Accesses[access], place))));
    }

    // pointer + (index + copy·lanes + half·lanes/2)·stride·size
    private Argument Address(int access, Place place, int half) => Argument.Code(il =>
    {
        Access at = _kernel.Accesses[access];
        int stride = StrideClass(at, place), size = at.Buffer < 0 ? 1 : at.Type.Size();
        int ahead = place.Copy * Lanes + half * Lanes / 2;
        il.Emit(OpCodes.Ldloc, place.Pointers[access]);
        if (stride == 0 || place.Index is null && ahead == 0) return;
        if (place.Index is not null) il.Emit(OpCodes.Ldloc, place.Index);
        if (place.Index is null || ahead != 0) il.Emit(OpCodes.Ldc_I8, (long)ahead);
        if (place.Index is not null && ahead != 0) il.Emit(OpCodes.Add);
        if (stride == 2)
        {
            PushStride(access, place);
            il.Emit(OpCodes.Mul);
        }

        il.Emit(OpCodes.Ldc_I8, (long)size);
        il.Emit(OpCodes.Mul);
        if (at.Buffer >= 0) il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
    });

    // Lanes across the rows of a block move as memory happens to lie there.
    private static int StrideClass(Access access, Place place) => place.Across ? 2 : StrideClass(access);

    private void PushStride(int access, Place place)
    {
        int axis = place.Across ? _lastAxis - 1 : _lastAxis;
        if (axis < 0) _frame.Il.Emit(OpCodes.Ldc_I8, 0L);
        else _frame.PushStride(access, axis);
    }

    private Argument Step(int access, Place place, int stride) => Argument.Code(il =>
    {
        if (stride == 2) PushStride(access, place);
        else il.Emit(OpCodes.Ldc_I8, (long)stride);
    });

    private Argument Count(Place place, int half) => Argument.Code(il =>
    {
        if (place.Count is null) il.Emit(OpCodes.Ldc_I8, (long)Lanes);
        else il.Emit(OpCodes.Ldloc, place.Count);
        if (half == 0) return;
        il.Emit(OpCodes.Ldc_I8, (long)(Lanes / 2));
        il.Emit(OpCodes.Sub);
    });

    // What does not move along the lanes is stored once.
    private Argument StoreCount(Place place, int stride, int half) =>
        stride == 0 ? Argument.Code(il => il.Emit(OpCodes.Ldc_I8, 1L - half)) : Count(place, half);

    private MethodInfo LoadMethod(Type element) => _frame.Methods.Pointer("Load", element, 1);

    private MethodInfo StoreMethod(Type element, bool streaming) => _frame.Methods.Pointer(streaming ? "StoreAlignedNonTemporal" : "Store", element, 2);

    private static MethodInfo Part(string name, Type vector, Type element) => typeof(LaneParts).GetMethod(name)!.MakeGenericMethod(vector, element);

    private static MethodInfo Rows(string name, Type vector, Type element) => typeof(LaneRows).GetMethod(name)!.MakeGenericMethod(vector, element);

    private static MethodInfo Memory(string name, Type vector, Type element) => typeof(LaneMemory).GetMethod(name)!.MakeGenericMethod(vector, element);
}
