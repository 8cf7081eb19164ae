using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>What a call in a segment is given: a value of the segment, or something that code pushes.</summary>
internal readonly struct Argument
{
    private Argument(int value, Action<ILGenerator>? push) => (Value, Push) = (value, push);

    public int Value { get; }

    public Action<ILGenerator>? Push { get; }

    public static implicit operator Argument(int value) => new(value, null);

    public static Argument Code(Action<ILGenerator> push) => new(-1, push);
}

/// <summary>
/// A straight line of vector code. It is recorded first and written when complete, so that a local is used again as soon as its value is dead: the JIT tracks only so
/// many locals, and everything beyond lives in memory.
/// </summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal sealed class Segment(ILGenerator il, VectorMethods methods, LocalPool locals)
{
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<ConstantKey, int> _constants = [];
    private int[] _lastUse = [];

    public VectorMethods Methods => methods;

    /// <summary>A value that was computed before this segment.</summary>
    public int External(LocalBuilder local) => Add(new Entry { Type = local.LocalType, Local = local });

    /// <summary>A number in every lane; written where it is used, which the JIT makes a memory operand.</summary>
    public int Constant(Type element, double number) => Constant(element, element == typeof(float)
        ? (BitConverter.SingleToInt32Bits((float)number), il => il.Emit(OpCodes.Ldc_R4, (float)number))
        : element == typeof(double) ? (BitConverter.DoubleToInt64Bits(number), il => il.Emit(OpCodes.Ldc_R8, number))
        : element == typeof(long) ? ((long)number, il => il.Emit(OpCodes.Ldc_I8, (long)number))
        : ((int)number, il => il.Emit(OpCodes.Ldc_I4, (int)number)));

    /// <summary>A bit pattern in every lane of 4 (int) or 8 (long) bytes.</summary>
    public int Pattern(Type element, long pattern) => Constant(element, element == typeof(int)
        ? ((int)pattern, il => il.Emit(OpCodes.Ldc_I4, (int)pattern))
        : (pattern, il => il.Emit(OpCodes.Ldc_I8, pattern)));

    private int Constant(Type element, (long Key, Action<ILGenerator> Push) number)
    {
        if (_constants.TryGetValue(new ConstantKey(element, number.Key), out int known)) return known;
        return _constants[new ConstantKey(element, number.Key)] = Add(new Entry { Type = methods.Of(element), Method = methods.Create(element), Arguments = [Argument.Code(number.Push)], Inline = true });
    }

    /// <summary>Calls a method; vector arguments are seen as the type that it wants.</summary>
    public int Call(MethodInfo method, params Argument[] arguments) => Add(new Entry { Type = method.ReturnType, Method = method, Arguments = arguments });

    /// <summary>Calls a vector method over an element type.</summary>
    public int Call(string name, Type element, params Argument[] arguments) => Call(methods.Get(name, element, arguments.Length), arguments);

    /// <summary>Chooses by a mask of lanes that are all ones or all zeros, which every comparison gives.</summary>
    public int Select(Type element, int mask, int whenTrue, int whenFalse) => methods.Blend(element) is { } blend
        ? Call(blend, whenFalse, whenTrue, mask)
        : Call("ConditionalSelect", element, mask, whenTrue, whenFalse);

    /// <summary>Puts a value into a local that outlives the segment.</summary>
    public void Keep(int value, LocalBuilder target) => Add(new Entry { Type = typeof(void), Arguments = [value], Target = target });

    /// <summary>Writes the code.</summary>
    public void Write() => WriteTogether([this]);

    /// <summary>
    /// Writes copies of one line, an instruction of each in turn. A processor looks only so far ahead: where each instruction of a line awaits the one before, a second line is found in time if it
    /// runs beside the first, and not if it follows.
    /// </summary>
    public static void WriteTogether(ReadOnlySpan<Segment> copies)
    {
        int longest = 0;
        foreach (Segment copy in copies)
        {
            copy.FindLastUses();
            longest = Math.Max(longest, copy._entries.Count);
        }

        for (int i = 0; i < longest; i++)
            foreach (Segment copy in copies)
                if (i < copy._entries.Count) copy.Write(i);
    }

    private void FindLastUses()
    {
        _lastUse = new int[_entries.Count];
        for (int i = 0; i < _entries.Count; i++) Touch(_entries[i], i);
    }

    private void Write(int i)
    {
        Entry entry = _entries[i];
        if (entry.Inline || entry.Method is null && entry.Target is null) return;
        Push(entry);
        if (entry.Target is not null)
        {
            il.Emit(OpCodes.Stloc, entry.Target);
        }
        else if (entry.Type != typeof(void))
        {
            Release(entry, i);
            if (_lastUse[i] == 0)
            {
                il.Emit(OpCodes.Pop);
                return;
            }

            entry.Local = locals.Take(entry.Type);
            entry.Owned = true;
            il.Emit(OpCodes.Stloc, entry.Local);
            return;
        }

        Release(entry, i);
    }

    private void Touch(Entry entry, int at)
    {
        foreach (Argument argument in entry.Arguments)
        {
            if (argument.Push is not null) continue;
            _lastUse[argument.Value] = at;
            if (_entries[argument.Value].Inline) Touch(_entries[argument.Value], at);
        }
    }

    private void Push(Entry entry)
    {
        ParameterInfo[]? parameters = entry.Method?.GetParameters();
        for (int i = 0; i < entry.Arguments.Length; i++)
        {
            Argument argument = entry.Arguments[i];
            if (argument.Push is not null)
            {
                argument.Push(il);
                continue;
            }

            Entry value = _entries[argument.Value];
            if (value.Inline) Push(value);
            else il.Emit(OpCodes.Ldloc, value.Local!);
            See(value.Type, parameters?[i].ParameterType ?? entry.Target!.LocalType);
        }

        if (entry.Method is not null) il.Emit(OpCodes.Call, entry.Method);
    }

    private void See(Type from, Type to)
    {
        if (from == to || !from.IsGenericType || !to.IsGenericType) return;
        il.Emit(OpCodes.Call, methods.As(from.GetGenericArguments()[0], to.GetGenericArguments()[0]));
    }

    private void Release(Entry entry, int at)
    {
        foreach (Argument argument in entry.Arguments)
        {
            if (argument.Push is not null || _lastUse[argument.Value] != at) continue;
            Entry value = _entries[argument.Value];
            if (!value.Owned) continue;
            locals.Give(value.Local!);
            value.Owned = false;
        }
    }

    private int Add(Entry entry)
    {
        _entries.Add(entry);
        return _entries.Count - 1;
    }

    private sealed class Entry
    {
        public required Type Type { get; init; }

        public MethodInfo? Method { get; init; }

        public Argument[] Arguments { get; init; } = [];

        public bool Inline { get; init; }

        public LocalBuilder? Target { get; init; }

        public LocalBuilder? Local { get; set; }

        public bool Owned { get; set; }
    }

    private sealed record ConstantKey(Type Element, long Bits);
}

/// <summary>Locals that are free to be used again.</summary>
internal sealed class LocalPool(ILGenerator il)
{
    private readonly Dictionary<Type, Stack<LocalBuilder>> _free = [];

    public LocalBuilder Take(Type type) => _free.TryGetValue(type, out Stack<LocalBuilder>? free) && free.TryPop(out LocalBuilder? local) ? local : il.DeclareLocal(type);

    /// <summary>
    /// A body begins whose values share nothing with those before: the JIT finds registers for a local as a whole, and one that is spilled in one loop is in another.
    /// </summary>
    public void Forget() => _free.Clear();

    public void Give(LocalBuilder local)
    {
        if (!_free.TryGetValue(local.LocalType, out Stack<LocalBuilder>? free)) _free[local.LocalType] = free = new Stack<LocalBuilder>();
        free.Push(local);
    }
}
