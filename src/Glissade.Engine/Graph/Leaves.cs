using System.Globalization;
using Glissade.Operations;

namespace Glissade;

/// <summary>
/// A named value that outlives a step: a <see cref="Parameter"/> or a <see cref="Buffer"/>. An expression reads it as it was when the
/// step began; a step writes it through its updates.
/// </summary>
public abstract unsafe class State : Tensor
{
    private protected State(string name, Shape shape, DType type) : base(Leaf.Instance, [], shape, type)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Storage = new Storage(shape.Count * type.Size(), zeroed: true);
    }

    /// <summary>The name under which it is saved, such as <c>linear1/weight</c>.</summary>
    public string Name { get; }

    /// <summary>The memory of the values, for reading. Whoever writes takes it from <see cref="ForWriting"/>.</summary>
    internal Storage Storage { get; }

    /// <summary>Another number after every time that somebody wrote the values: who keeps something made of them makes it anew.</summary>
    internal long Version => Volatile.Read(ref _version);

    private long _version;

    /// <summary>The memory of the values, which are about to be others.</summary>
    internal Storage ForWriting()
    {
        MarkWritten();
        return Storage;
    }

    /// <summary>Notes that the values are others.</summary>
    internal void MarkWritten() => Volatile.Write(ref _version, _version + 1);

    // Set by whoever gives values on purpose, zeros among them.
    private bool _given;

    /// <summary>Whether the values are still as they were constructed: nobody gave any, and all bits are 0.</summary>
    internal bool IsUntouched => !_given && !Storage.Span<byte>().ContainsAnyExcept((byte)0);

    /// <summary>Notes that somebody gave the values on purpose.</summary>
    internal void MarkGiven() => _given = true;

    /// <summary>The current values, row-major. The span looks at the live memory, which a step that runs may be writing. To change them, use <see cref="Set{T}"/>.</summary>
    /// <typeparam name="T">The .NET type of <see cref="Tensor.Type"/>.</typeparam>
    public ReadOnlySpan<T> Values<T>() where T : unmanaged
    {
        Evaluation.RequireType<T>(this);
        return Storage.Span<T>()[..checked((int)Count)];
    }

    /// <summary>Sets the values.</summary>
    /// <exception cref="ShapeException">The count differs from the shape's.</exception>
    public void Set<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        if (values.Length != Count)
            throw new ShapeException($"'{Name}' has shape {Shape}, {Count} elements; got {values.Length}.");
        Evaluation.RequireType<T>(this);
        values.CopyTo(ForWriting().Span<T>());
        _given = true;
    }

    /// <summary>
    /// Evaluates an expression now and stores it. For loops outside a compiled step; inside one, use the step's updates.
    /// </summary>
    /// <exception cref="ShapeException">Shape or type differ.</exception>
    public void Assign(Tensor value)
    {
        Step.RequireSame(this, value);
        Storage result = Evaluation.Evaluate(value);
        System.Buffer.MemoryCopy(result.Pointer, ForWriting().Pointer, Storage.Bytes, Count * Type.Size());
        _given = true;
        GC.KeepAlive(result);
        GC.KeepAlive(this);
    }
}

/// <summary>A trained value: a weight or a bias.</summary>
public sealed class Parameter(string name, Shape shape, DType type = DType.Float32) : State(name, shape, type);

/// <summary>A value that is kept but not trained: running statistics, an optimizer's moments, averages.</summary>
public sealed class Buffer(string name, Shape shape, DType type = DType.Float32) : State(name, shape, type);

/// <summary>A value given anew at every run of a plan: a batch, a target, or (with the scalar shape) a learning rate or step number.</summary>
public sealed class Input : Tensor
{
    /// <summary>An input of this name, shape and type.</summary>
    public Input(string name, Shape shape, DType type = DType.Float32) : base(Leaf.Instance, [], shape, type)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>A scalar input: a number that changes from step to step without compiling anything again.</summary>
    public Input(string name, DType type = DType.Float32) : this(name, Shape.Scalar, type)
    {
    }

    /// <summary>The name, used in errors and printing.</summary>
    public string Name { get; }
}

/// <summary>Values fixed when the graph was built.</summary>
internal sealed class Constant : Tensor
{
    private Storage? _storage;

    private Constant(Shape shape, DType type, Storage? storage, double? number) : base(Leaf.Instance, [], shape, type) =>
        (_storage, Number) = (storage, number);

    /// <summary>The value of a scalar constant, which the compiler may reason about; null for an array.</summary>
    public double? Number { get; }

    /// <summary>The values in memory; a scalar's are made when first asked for.</summary>
    // The first one made stays, whoever else makes one at the same time: kernels keep its address.
    public Storage Storage => _storage ?? Interlocked.CompareExchange(ref _storage, ScalarStorage(), null) ?? _storage;

    /// <summary>A scalar, rounded to a float; of the other types only what they can hold.</summary>
    /// <exception cref="ArgumentException">The number is none of the type's, such as 0.5 for int32.</exception>
    public static Constant Of(double value, DType type)
    {
        (double least, double most) = type switch
        {
            DType.Int32 => (int.MinValue, int.MaxValue),
            DType.UInt8 => (byte.MinValue, byte.MaxValue),
            DType.Bool => (0, 1),
            _ => (double.NaN, double.NaN),
        };
        // Cutting 0.5 to 0 without a word would make i * 0.5 zero everywhere.
        if (!type.IsFloat() && !(value >= least && value <= most && value == Math.Truncate(value)))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{type.Name()} cannot hold the number {value}, only whole numbers from {least:F0} to {most:F0}. Cast the tensor beside it first, as in x.Cast(DType.Float32)."));
        }

        // An int32 or a byte knows no negative zero.
        return new(Shape.Scalar, type, null, type switch { DType.Float32 => (float)value, DType.Float64 => value, _ => value + 0.0 });
    }

    /// <summary>A copy of these values.</summary>
    public static Constant Copy<T>(ReadOnlySpan<T> values, Shape shape) where T : unmanaged
    {
        DType type = DTypes.Of<T>();
        var storage = new Storage(shape.Count * type.Size(), zeroed: false);
        values.CopyTo(storage.Span<T>());
        return new Constant(shape, type, storage, null);
    }

    private Storage ScalarStorage()
    {
        var storage = new Storage(Type.Size(), zeroed: true);
        double value = Number!.Value;
        switch (Type)
        {
            case DType.Float32: storage.Span<float>()[0] = (float)value; break;
            case DType.Float64: storage.Span<double>()[0] = value; break;
            case DType.Int32: storage.Span<int>()[0] = (int)value; break;
            default: storage.Span<byte>()[0] = (byte)value; break;
        }

        return storage;
    }
}
