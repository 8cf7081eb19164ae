using System.Numerics;
using Glissade.Operations;

namespace Glissade.Devices.Reference;

/// <summary>
/// The oracle of bits: plain scalar code in each node's own type, every sum in the order that its row declares. Whatever a fast device does, its bits are these.
/// </summary>
internal sealed class OrderedDevice : ReferenceDevice
{
    public override string Name => "ordered";

    public override ReferenceArithmetic Arithmetic => OrderedArithmetic.Instance;
}

/// <summary>float32 in float, float64 in double, int32 in int, bool and uint8 in byte.</summary>
internal sealed class OrderedArithmetic : ReferenceArithmetic
{
    public static readonly OrderedArithmetic Instance = new();

    public override Array Load(Storage storage, long count, DType type) => type switch
    {
        DType.Float32 => storage.Span<float>()[..(int)count].ToArray(),
        DType.Float64 => storage.Span<double>()[..(int)count].ToArray(),
        DType.Int32 => storage.Span<int>()[..(int)count].ToArray(),
        _ => storage.Span<byte>()[..(int)count].ToArray(),
    };

    public override void Save(Array values, DType type, Storage target)
    {
        switch (values)
        {
            case float[] floats: floats.CopyTo(target.Span<float>()); break;
            case double[] doubles: doubles.CopyTo(target.Span<double>()); break;
            case int[] integers: integers.CopyTo(target.Span<int>()); break;
            case byte[] bytes: bytes.CopyTo(target.Span<byte>()); break;
        }
    }

    public override Array Room(long count, DType type) => type switch
    {
        DType.Float32 => new float[count],
        DType.Float64 => new double[count],
        DType.Int32 => new int[count],
        _ => new byte[count],
    };

    public override int IndexAt(Array values, int place) => ((int[])values)[place];

    public override Array Compute(Tensor node, Array[] inputs)
    {
        switch (node.Operation)
        {
            case Elementwise row: return OrderedElementwise.Compute(row, node, inputs);
            case Cast cast: return OrderedElementwise.Cast(cast.To, inputs[0]);
            case Iota iota: return OrderedSources.Iota(iota, node);
            case RandomBits random: return OrderedSources.RandomBits(random, node, inputs);
            default: break;
        }

        // The type that the work is done in: an arg-max gives int32 but compares what it reads.
        return inputs[node.Operation is ScatterAdd ? 1 : 0] switch
        {
            float[] => OfFloats<float>(node, inputs),
            double[] => OfFloats<double>(node, inputs),
            int[] => OrderedNumbers.Compute<int>(node, inputs),
            _ => OrderedNumbers.Compute<byte>(node, inputs),
        };
    }

    private static Array OfFloats<T>(Tensor node, Array[] inputs) where T : struct, IFloatingPointIeee754<T>, IMinMaxValue<T> => node.Operation switch
    {
        MatrixProduct product => OrderedProducts.Matrix(product, node, (T[])inputs[0], (T[])inputs[1], inputs.Length > 2 ? (T[])inputs[2] : null),
        Convolution convolution => OrderedConvolution.Forward(convolution, node, (T[])inputs[0], (T[])inputs[1]),
        ConvolutionInputGradient gradient => OrderedConvolution.InputGradient(gradient, node, (T[])inputs[0], (T[])inputs[1]),
        ConvolutionWeightGradient gradient => OrderedConvolution.WeightGradient(gradient, node, (T[])inputs[0], (T[])inputs[1], inputs.Length > 2 ? (T[])inputs[2] : null),
        _ => OrderedNumbers.Compute<T>(node, inputs),
    };
}
