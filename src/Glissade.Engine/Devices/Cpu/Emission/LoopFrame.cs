using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>
/// What every emitted loop nest has: its arguments, a pointer per access that is set for each row, the numbers, and the loops themselves.
/// Arguments of the code: buffers, integers (the extents; then for each access its buffer, offset and strides; then the cut of sums), numbers, and the range of rows and lanes.
/// </summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal sealed class LoopFrame
{
    private const long LineBytes = 64;

    private readonly int _rank;

    public LoopFrame(LoopKernel kernel, ILGenerator il, VectorMethods methods)
    {
        Kernel = kernel;
        Il = il;
        Methods = methods;
        Locals = new LocalPool(il);
        _rank = kernel.Extents.Length;
        Pointers = [.. kernel.Accesses.Select(access => il.DeclareLocal(access.Buffer < 0 ? typeof(long) : typeof(byte*)))];
        Row = il.DeclareLocal(typeof(long));
    }

    public LoopKernel Kernel { get; }

    public ILGenerator Il { get; }

    public VectorMethods Methods { get; }

    public LocalPool Locals { get; }

    /// <summary>Where each access stands at the beginning of the row; for an index, its value there.</summary>
    public LocalBuilder[] Pointers { get; }

    public LocalBuilder Row { get; }

    /// <summary>Where the integers of a kernel stand.</summary>
    public static long[] Integers(LoopKernel kernel) =>
        [.. kernel.Extents, .. kernel.Accesses.SelectMany(access => new long[] { access.Buffer, access.Offset }.Concat(access.Strides)), kernel.Cut];

    public void PushExtent(int axis) => PushInteger(axis);

    public void PushStride(int access, int axis) => PushInteger(_rank + access * (2 + _rank) + 2 + axis);

    /// <summary>After how many terms a sum down a column starts anew: an argument, because it follows from the batch extent.</summary>
    public void PushCut() => PushInteger(_rank + Kernel.Accesses.Length * (2 + _rank));

    public void PushRowRange(bool end) => Il.Emit(OpCodes.Ldarg, end ? 4 : 3);

    public void PushInnerRange(bool end) => Il.Emit(OpCodes.Ldarg, end ? 6 : 5);

    /// <summary>Pushes an entry of the table of numbers, as a double.</summary>
    public void PushNumber(int number)
    {
        Il.Emit(OpCodes.Ldarg_2);
        Il.Emit(OpCodes.Ldc_I4, number * sizeof(double));
        Il.Emit(OpCodes.Add);
        Il.Emit(OpCodes.Ldind_R8);
    }

    /// <summary>Runs a body for every row, with the pointers set.</summary>
    public void ForRows(int outerAxes, Action body)
    {
        PushRowRange(end: false);
        Il.Emit(OpCodes.Stloc, Row);
        // Along one axis the pointers move on from row to row; more are taken apart anew for every row.
        if (outerAxes == 1) SetPointers(outerAxes);
        While(() => Compare(() => Il.Emit(OpCodes.Ldloc, Row), () => PushRowRange(end: true)), () =>
        {
            if (outerAxes != 1) SetPointers(outerAxes);
            body();
            if (outerAxes == 1) MovePointers();
            AddTo(Row, 1);
        });
    }

    /// <summary>
    /// Runs a body for blocks of rows that lie along the last of the outer axes, with the pointers set to the first: <paramref name="most"/> rows at most, and <paramref name="count"/> says how many.
    /// </summary>
    public void ForBlocks(int outerAxes, LocalBuilder most, LocalBuilder count, Action body)
    {
        PushRowRange(end: false);
        Il.Emit(OpCodes.Stloc, Row);
        While(() => Compare(() => Il.Emit(OpCodes.Ldloc, Row), () => PushRowRange(end: true)), () =>
        {
            SetPointers(outerAxes);
            PushRowRange(end: true);
            Il.Emit(OpCodes.Ldloc, Row);
            Il.Emit(OpCodes.Sub);
            Il.Emit(OpCodes.Ldloc, most);
            PushLesser();
            if (outerAxes > 1)
            {
                PushExtent(outerAxes - 1);
                Il.Emit(OpCodes.Ldloc, Row);
                PushExtent(outerAxes - 1);
                Il.Emit(OpCodes.Rem);
                Il.Emit(OpCodes.Sub);
                PushLesser();
            }

            Il.Emit(OpCodes.Stloc, count);
            body();
            Il.Emit(OpCodes.Ldloc, Row);
            Il.Emit(OpCodes.Ldloc, count);
            Il.Emit(OpCodes.Add);
            Il.Emit(OpCodes.Stloc, Row);
        });
    }

    // The condition to go on: left is less than right, as longs. It jumps away where that does not hold.
    public static Action<ILGenerator, Label> Compare(Action left, Action right) => (il, leave) =>
    {
        left();
        right();
        il.Emit(OpCodes.Bge, leave);
    };

    /// <summary>Goes on while the condition does not jump to the end.</summary>
    public void While(Func<Action<ILGenerator, Label>> condition, Action body)
    {
        Label top = Il.DefineLabel(), leave = Il.DefineLabel();
        Il.MarkLabel(top);
        condition()(Il, leave);
        body();
        Il.Emit(OpCodes.Br, top);
        Il.MarkLabel(leave);
    }

    /// <summary>Runs a body if left is less than right.</summary>
    public void IfLess(Action left, Action right, Action body)
    {
        Label leave = Il.DefineLabel();
        Compare(left, right)(Il, leave);
        body();
        Il.MarkLabel(leave);
    }

    /// <summary>
    /// Memory of the kernel's own, on the stack, from the beginning of a cache line on: where the stack happens to stand, a vector would lie in two lines more often than not, and each take two accesses.
    /// </summary>
    /// <param name="pushBytes">Pushes its length, an int64.</param>
    public LocalBuilder Memory(Action pushBytes)
    {
        LocalBuilder memory = Il.DeclareLocal(typeof(byte*));
        pushBytes();
        Il.Emit(OpCodes.Ldc_I8, LineBytes - 1);
        Il.Emit(OpCodes.Add);
        Il.Emit(OpCodes.Conv_U);
        Il.Emit(OpCodes.Localloc);
        Il.Emit(OpCodes.Ldc_I8, LineBytes - 1);
        Il.Emit(OpCodes.Conv_I);
        Il.Emit(OpCodes.Add);
        Il.Emit(OpCodes.Ldc_I8, -LineBytes);
        Il.Emit(OpCodes.Conv_I);
        Il.Emit(OpCodes.And);
        Il.Emit(OpCodes.Stloc, memory);
        return memory;
    }

    public void AddTo(LocalBuilder local, long step)
    {
        Il.Emit(OpCodes.Ldloc, local);
        Il.Emit(OpCodes.Ldc_I8, step);
        Il.Emit(OpCodes.Add);
        Il.Emit(OpCodes.Stloc, local);
    }

    public void Set(LocalBuilder local, long value)
    {
        Il.Emit(OpCodes.Ldc_I8, value);
        Il.Emit(OpCodes.Stloc, local);
    }

    /// <summary>target = min(a + step, limit)</summary>
    public void SetNearer(LocalBuilder target, LocalBuilder a, Action pushStep, Action pushLimit)
    {
        Il.Emit(OpCodes.Ldloc, a);
        pushStep();
        Il.Emit(OpCodes.Add);
        pushLimit();
        PushLesser();
        Il.Emit(OpCodes.Stloc, target);
    }

    private void PushLesser() => Il.Emit(OpCodes.Call, typeof(Math).GetMethod(nameof(Math.Min), [typeof(long), typeof(long)])!);

    private void PushInteger(int place)
    {
        Il.Emit(OpCodes.Ldarg_1);
        Il.Emit(OpCodes.Ldc_I4, place * sizeof(long));
        Il.Emit(OpCodes.Add);
        Il.Emit(OpCodes.Ldind_I8);
    }

    /// <summary>Moves a pointer one step on along an axis.</summary>
    public void Move(LocalBuilder pointer, int access, int axis)
    {
        bool memory = Kernel.Accesses[access].Buffer >= 0;
        Il.Emit(OpCodes.Ldloc, pointer);
        PushStride(access, axis);
        Il.Emit(OpCodes.Ldc_I8, (long)(memory ? Kernel.Accesses[access].Type.Size() : 1));
        Il.Emit(OpCodes.Mul);
        if (memory) Il.Emit(OpCodes.Conv_I);
        Il.Emit(OpCodes.Add);
        Il.Emit(OpCodes.Stloc, pointer);
    }

    private void MovePointers()
    {
        for (int access = 0; access < Pointers.Length; access++) Move(Pointers[access], access, 0);
    }

    // The row's number taken apart into an index along each outer axis, and from these where each access stands.
    private void SetPointers(int outerAxes)
    {
        var index = new LocalBuilder[outerAxes];
        LocalBuilder rest = Locals.Take(typeof(long));
        Il.Emit(OpCodes.Ldloc, Row);
        Il.Emit(OpCodes.Stloc, rest);
        for (int axis = outerAxes - 1; axis >= 0; axis--)
        {
            index[axis] = Locals.Take(typeof(long));
            Il.Emit(OpCodes.Ldloc, rest);
            if (axis > 0)
            {
                PushExtent(axis);
                Il.Emit(OpCodes.Rem);
            }

            Il.Emit(OpCodes.Stloc, index[axis]);
            if (axis == 0) break;
            Il.Emit(OpCodes.Ldloc, rest);
            PushExtent(axis);
            Il.Emit(OpCodes.Div);
            Il.Emit(OpCodes.Stloc, rest);
        }

        for (int access = 0; access < Pointers.Length; access++)
        {
            bool memory = Kernel.Accesses[access].Buffer >= 0;
            int size = memory ? Kernel.Accesses[access].Type.Size() : 1;
            PushInteger(_rank + access * (2 + _rank) + 1);
            for (int axis = 0; axis < outerAxes; axis++)
            {
                Il.Emit(OpCodes.Ldloc, index[axis]);
                PushStride(access, axis);
                Il.Emit(OpCodes.Mul);
                Il.Emit(OpCodes.Add);
            }

            Il.Emit(OpCodes.Ldc_I8, (long)size);
            Il.Emit(OpCodes.Mul);
            if (memory)
            {
                Il.Emit(OpCodes.Conv_I);
                Il.Emit(OpCodes.Ldarg_0);
                PushInteger(_rank + access * (2 + _rank));
                Il.Emit(OpCodes.Ldc_I8, 8L);
                Il.Emit(OpCodes.Mul);
                Il.Emit(OpCodes.Conv_I);
                Il.Emit(OpCodes.Add);
                Il.Emit(OpCodes.Ldind_I);
                Il.Emit(OpCodes.Add);
            }

            Il.Emit(OpCodes.Stloc, Pointers[access]);
        }

        Locals.Give(rest);
        foreach (LocalBuilder local in index) Locals.Give(local);
    }
}
