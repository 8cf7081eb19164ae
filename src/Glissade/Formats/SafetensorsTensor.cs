using System.Runtime.InteropServices;

namespace Glissade;

/// <summary>One named tensor of a safetensors file: type, shape and its bytes, row-major and little-endian.</summary>
public sealed class SafetensorsTensor
{
    internal SafetensorsTensor(string name, SafetensorsType type, Shape shape, Storage storage) => (Name, Type, Shape, Storage) = (name, type, shape, storage);

    /// <summary>The name, unique in its file.</summary>
    public string Name { get; }

    /// <summary>The type of the elements.</summary>
    public SafetensorsType Type { get; }

    /// <summary>The extents; a scalar has none.</summary>
    public Shape Shape { get; }

    /// <summary>The size of the data in bytes.</summary>
    public long Length => Shape.Count * Type.Size();

    /// <summary>The data. A tensor of 2 GiB or more does not fit in one span.</summary>
    /// <exception cref="OverflowException">There are more than 2³¹ − 1 bytes.</exception>
    public ReadOnlySpan<byte> Bytes => Storage.Span<byte>(0, checked((int)Length));

    internal Storage Storage { get; }

    /// <summary>A tensor that holds a copy of these values.</summary>
    /// <typeparam name="T">double, float, Half, long, int, short, sbyte, ulong, uint, ushort, byte or bool.</typeparam>
    /// <param name="name">Not empty, and not <c>__metadata__</c>.</param>
    /// <param name="values">Row-major.</param>
    /// <param name="shape">The extents; one axis if none are given.</param>
    /// <exception cref="ShapeException">The count differs from the shape's.</exception>
    public static SafetensorsTensor From<T>(string name, ReadOnlySpan<T> values, Shape? shape = null) where T : unmanaged
    {
        shape ??= new Shape(values.Length);
        if (shape.Count != values.Length) throw new ShapeException($"'{name}' has shape {shape}, {shape.Count} elements; got {values.Length}.");
        var storage = new Storage(shape.Count * TypeOf<T>().Size());
        MemoryMarshal.AsBytes(values).CopyTo(storage.Span<byte>());
        return new SafetensorsTensor(name, TypeOf<T>(), shape, storage);
    }

    /// <summary>A view of a state's live values: written as they are when the file is written, not copied before.</summary>
    /// <param name="name">Not empty, and not <c>__metadata__</c>.</param>
    /// <param name="state">The parameter or buffer.</param>
    public static SafetensorsTensor Of(string name, State state) => new(name, SafetensorsTypes.Of(state.Type), state.Shape, state.Storage);

    /// <summary>A tensor's values, computed now (for constants).</summary>
    internal static SafetensorsTensor Of(string name, Tensor tensor) =>
        new(name, SafetensorsTypes.Of(tensor.Type), tensor.Shape, tensor switch { State state => state.Storage, Constant constant => constant.Storage, _ => Evaluation.Evaluate(tensor) });

    /// <summary>A copy of the values.</summary>
    /// <typeparam name="T">The .NET type of <see cref="Type"/>.</typeparam>
    /// <exception cref="ArgumentException">The tensor has another type.</exception>
    public T[] ToArray<T>() where T : unmanaged
    {
        if (TypeOf<T>() != Type) throw new ArgumentException($"'{Name}' holds {Type.Name()}; it cannot be read as {typeof(T).Name}.");
        return MemoryMarshal.Cast<byte, T>(Bytes).ToArray();
    }

    /// <summary>The values as float32, exactly: of F32, F16 and BF16.</summary>
    /// <exception cref="GlissadeException">The tensor has another type.</exception>
    public float[] ToFloats()
    {
        if (Type.ToDType() != DType.Float32)
            throw new GlissadeException($"the tensor '{Name}' holds {Type.Name()}, not floats of at most 32 bits", $"tensor '{Name}'", "F32, F16 or BF16", "convert it where the file is written");
        var floats = new float[checked((int)Shape.Count)];
        WriteTo(MemoryMarshal.AsBytes(floats.AsSpan()));
        return floats;
    }

    /// <summary>Sets a state from this tensor; F16 and BF16 become float32.</summary>
    /// <param name="state">Its shape and type must be the tensor's.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="GlissadeException">Shape or type differ; the state is then as it was.</exception>
    public void CopyTo(State state, string where = "")
    {
        string place = where.Length == 0 ? $"tensor '{Name}'" : $"{where}, tensor '{Name}'";
        if (Type.ToDType() != state.Type || !Shape.Equals(state.Shape))
        {
            throw new GlissadeException($"the tensor '{Name}' is {Type.Name()} {Shape} and does not fit '{state.Name}'", place,
                $"{SafetensorsTypes.Of(state.Type).Name()} {state.Shape}", "use the file that was saved from this model");
        }

        const int chunk = 1 << 28;
        int ratio = state.Type.Size() / Type.Size();
        Storage target = state.ForWriting();
        for (long start = 0; start < Length; start += chunk)
        {
            int bytes = (int)Math.Min(chunk, Length - start);
            Widen(Storage.Span<byte>(start, bytes), target.Span<byte>(start * ratio, bytes * ratio));
        }
    }

    /// <summary>The values as a constant of the engine's type; F16 and BF16 become float32.</summary>
    /// <exception cref="GlissadeException">The engine has no such type.</exception>
    public Tensor ToTensor() => Type.ToDType() switch
    {
        DType.Float32 => Tensor.From(ToFloats(), Shape),
        DType.Float64 => Tensor.From(ToArray<double>(), Shape),
        DType.Int32 => Tensor.From(ToArray<int>(), Shape),
        DType.Bool => Tensor.From(ToArray<bool>(), Shape),
        DType.UInt8 => Tensor.From(ToArray<byte>(), Shape),
        _ => throw new GlissadeException($"the tensor '{Name}' holds {Type.Name()}, which tensors here cannot", $"tensor '{Name}'", "F32, F64, F16, BF16, I32, U8 or BOOL", "convert it where the file is written"),
    };

    private void WriteTo(Span<byte> target) => Widen(Bytes, target);

    // Both half floats are float32 with bits missing, so widening is exact.
    private void Widen(ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (Type is not (SafetensorsType.F16 or SafetensorsType.BF16))
        {
            from.CopyTo(to);
            return;
        }

        ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<byte, ushort>(from);
        Span<float> floats = MemoryMarshal.Cast<byte, float>(to);
        for (int i = 0; i < halves.Length; i++)
            floats[i] = Type == SafetensorsType.F16 ? (float)BitConverter.UInt16BitsToHalf(halves[i]) : BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
    }

    private static SafetensorsType TypeOf<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? SafetensorsType.F32 :
        typeof(T) == typeof(double) ? SafetensorsType.F64 :
        typeof(T) == typeof(Half) ? SafetensorsType.F16 :
        typeof(T) == typeof(long) ? SafetensorsType.I64 :
        typeof(T) == typeof(int) ? SafetensorsType.I32 :
        typeof(T) == typeof(short) ? SafetensorsType.I16 :
        typeof(T) == typeof(sbyte) ? SafetensorsType.I8 :
        typeof(T) == typeof(ulong) ? SafetensorsType.U64 :
        typeof(T) == typeof(uint) ? SafetensorsType.U32 :
        typeof(T) == typeof(ushort) ? SafetensorsType.U16 :
        typeof(T) == typeof(byte) ? SafetensorsType.U8 :
        typeof(T) == typeof(bool) ? SafetensorsType.Bool :
        throw new ArgumentException($"A safetensors file cannot hold {typeof(T).Name}.");
}
