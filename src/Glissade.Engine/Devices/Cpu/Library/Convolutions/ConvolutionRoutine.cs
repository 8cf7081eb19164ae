using System.Runtime.Intrinsics;
using Glissade.Compiler;
using Glissade.Devices.Cpu.Products;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>Convolution and its two gradients, for the widest vectors of this machine.</summary>
internal static class ConvolutionRoutine
{
    public static Routine For<T>(LibraryKernel kernel, PackedPlaces packed) where T : unmanaged => typeof(T) == typeof(float)
        ? Vector512.IsHardwareAccelerated ? Of<T, Vector512<float>, Single512>(kernel, packed)
        : Vector256.IsHardwareAccelerated ? Of<T, Vector256<float>, Single256>(kernel, packed)
        : Of<T, Vector128<float>, Single128>(kernel, packed)
        : Vector512.IsHardwareAccelerated ? Of<T, Vector512<double>, Double512>(kernel, packed)
        : Vector256.IsHardwareAccelerated ? Of<T, Vector256<double>, Double256>(kernel, packed)
        : Of<T, Vector128<double>, Double128>(kernel, packed);

    private static Routine Of<T, V, W>(LibraryKernel kernel, PackedPlaces packed)
        where T : unmanaged
        where V : struct
        where W : IWidth<V> =>
        kernel.Operation switch
        {
            Convolution row => new ForwardConvolution<T, V, W>(kernel, row, packed),
            ConvolutionInputGradient row => new InputGradient<T, V, W>(kernel, row),
            ConvolutionWeightGradient row when GroupedWeightGradient<T, V, W>.Suits(kernel, row) => new GroupedWeightGradient<T, V, W>(kernel, row),
            ConvolutionWeightGradient row when Winograd.Suits(row.Forward, kernel.Output.Shape, kernel.Inputs[1].Shape.Extents[2..]) => new WinogradWeightGradient<T, V, W>(kernel, row),
            ConvolutionWeightGradient row => new WeightGradient<T, V, W>(kernel, row),
            _ => throw new InvalidOperationException($"{kernel.Operation.Name} is no convolution."),
        };
}
