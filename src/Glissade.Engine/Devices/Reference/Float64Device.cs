namespace Glissade.Devices.Reference;

/// <summary>
/// The oracle of accuracy: every node by its row's plain formula in float64, whatever its type. Values of int32, bool and uint8 are exact in it; nothing
/// is rounded to float32 before it is read.
/// </summary>
internal sealed class Float64Device : ReferenceDevice
{
    public override string Name => "float64";

    public override ReferenceArithmetic Arithmetic => Float64Arithmetic.Instance;
}

/// <summary>Every value a double.</summary>
internal sealed class Float64Arithmetic : ReferenceArithmetic
{
    public static readonly Float64Arithmetic Instance = new();

    public override Array Load(Storage storage, long count, DType type)
    {
        var values = new double[count];
        switch (type)
        {
            case DType.Float64: storage.Span<double>()[..values.Length].CopyTo(values); break;
            case DType.Float32: Widen(storage.Span<float>(), static value => value); break;
            case DType.Int32: Widen(storage.Span<int>(), static value => value); break;
            default: Widen(storage.Span<byte>(), static value => value); break;
        }

        return values;

        void Widen<T>(Span<T> from, Func<T, double> widen) where T : unmanaged
        {
            for (int i = 0; i < values.Length; i++) values[i] = widen(from[i]);
        }
    }

    public override void Save(Array values, DType type, Storage target)
    {
        double[] from = (double[])values;
        switch (type)
        {
            case DType.Float64: from.CopyTo(target.Span<double>()); break;
            case DType.Float32: Narrow(target.Span<float>(), static value => (float)value); break;
            case DType.Int32: Narrow(target.Span<int>(), static value => (int)value); break;
            default: Narrow(target.Span<byte>(), static value => (byte)value); break;
        }

        void Narrow<T>(Span<T> to, Func<double, T> narrow) where T : unmanaged
        {
            for (int i = 0; i < from.Length; i++) to[i] = narrow(from[i]);
        }
    }

    public override Array Room(long count, DType type) => new double[count];

    public override Array Compute(Tensor node, Array[] inputs) => node.Operation.Evaluate(node, [.. inputs.Select(input => (double[])input)]);

    public override int IndexAt(Array values, int place) => (int)((double[])values)[place];
}
