using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Glissade.Devices.Cpu.Emission;

/// <summary>The vector type of one width and the framework's methods over it, found by name. The JIT makes one instruction of most of them.</summary>
[RequiresDynamicCode("Kernels are emitted as IL.")]
[RequiresUnreferencedCode("Vector methods are found by name.")]
internal sealed class VectorMethods
{
    private static readonly ConcurrentDictionary<int, VectorMethods> s_byWidth = new();

    private readonly ConcurrentDictionary<Key, MethodInfo> _methods = new();
    private readonly ConcurrentDictionary<Type, MethodInfo?> _blends = new();
    private readonly Dictionary<string, List<MethodInfo>> _byName = [];
    private readonly Type _open;

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(Vector128))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(Vector256))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(Vector512))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(Sse41))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(Avx))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicMethods, typeof(Avx2))]
    private VectorMethods(int bits)
    {
        (Type statics, _open) = bits switch
        {
            128 => (typeof(Vector128), typeof(Vector128<>)),
            256 => (typeof(Vector256), typeof(Vector256<>)),
            512 => (typeof(Vector512), typeof(Vector512<>)),
            _ => throw new ArgumentOutOfRangeException(nameof(bits), bits, "Vectors have 128, 256 or 512 bits."),
        };
        // Parameters are looked at by name only: the runtime loads a vector type for each that it is asked for, and a start would wait for them.
        foreach (MethodInfo method in statics.GetMethods(BindingFlags.Public | BindingFlags.Static))
        {
            if (!_byName.TryGetValue(method.Name, out List<MethodInfo>? named)) _byName[method.Name] = named = [];
            named.Add(method);
        }

        Bits = bits;
        Float = Of(typeof(float));
        Double = Of(typeof(double));
        Int = Of(typeof(int));
    }

    public int Bits { get; }

    /// <summary>Lanes of a 4-byte type; float64 values take two vectors for as many elements.</summary>
    public int Lanes => Bits / 32;

    public Type Float { get; }

    public Type Double { get; }

    public Type Int { get; }

    public static VectorMethods ForWidth(int bits) => s_byWidth.GetOrAdd(bits, static b => new VectorMethods(b));

    public Type Of(Type element) => _open.MakeGenericType(element);

    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)]
    [UnconditionalSuppressMessage("Trimming", "IL2073", Justification = "An empty struct needs no constructor to be kept.")]
    public Type LanesOf(Type element) => (Bits switch { 128 => typeof(Lanes128<>), 256 => typeof(Lanes256<>), _ => typeof(Lanes512<>) }).MakeGenericType(element);

    /// <summary>A method over vectors of an element type: all parameters that are vectors are of that type.</summary>
    public MethodInfo Get(string name, Type element, int arity) => _methods.GetOrAdd(new Key(name, element, arity), Find);

    /// <summary>A vector with the number in every lane.</summary>
    public MethodInfo Create(Type element) => _methods.GetOrAdd(new Key("Create", element, 1), _ =>
        _byName["Create"].Single(m => m.IsGenericMethodDefinition && m.GetParameters() is [{ ParameterType.IsGenericMethodParameter: true }]).MakeGenericMethod(element));

    /// <summary>
    /// Chooses by a mask of lanes that are all ones or all zeros, in one instruction: when false, when true, mask. Null where the machine has none of its own, or the JIT makes one of ConditionalSelect.
    /// </summary>
    public MethodInfo? Blend(Type element) => _blends.GetOrAdd(element, static (element, all) =>
    {
        Type vector = all.Of(element);
        Type? holder = all.Bits switch
        {
            128 when Sse41.IsSupported => typeof(Sse41),
            256 when Avx2.IsSupported => element == typeof(float) || element == typeof(double) ? typeof(Avx) : typeof(Avx2),
            _ => null,
        };
        return holder?.GetMethod("BlendVariable", [vector, vector, vector]);
    }, this);

    /// <summary>The same bits as another element type.</summary>
    public MethodInfo As(Type from, Type to) => _methods.GetOrAdd(new Key("As " + from.Name, to, 1), _ =>
        _byName["As"].Single(m => m.GetGenericArguments().Length == 2).MakeGenericMethod(from, to));

    /// <summary>A method that loads from or stores to an address, which is its last parameter.</summary>
    public MethodInfo Pointer(string name, Type element, int arity) => _methods.GetOrAdd(new Key("Pointer " + name, element, arity), _ =>
        _byName[name].Single(m => m.IsGenericMethodDefinition && m.GetParameters().Length == arity && m.GetParameters()[^1].ParameterType.IsPointer).MakeGenericMethod(element));

    private MethodInfo Find(Key key)
    {
        Type vector = Of(key.Element);
        foreach (MethodInfo method in _byName.GetValueOrDefault(key.Name) ?? [])
        {
            if (method.GetParameters().Length != key.Arity) continue;
            MethodInfo closed = method;
            if (method.IsGenericMethodDefinition)
            {
                if (method.GetGenericArguments().Length != 1) continue;
                closed = method.MakeGenericMethod(key.Element);
            }

            ParameterInfo[] parameters = closed.GetParameters();
            if (parameters[0].ParameterType != vector) continue;
            // Operands are vectors; a shift's second is its count.
            if (parameters.Skip(1).All(p => p.ParameterType == vector || (key.Name.StartsWith("Shift", StringComparison.Ordinal) && p.ParameterType == typeof(int)))) return closed;
        }

        throw new MissingMethodException(_open.Name, $"{key.Name}({vector})");
    }

    private sealed record Key(string Name, Type Element, int Arity);
}
