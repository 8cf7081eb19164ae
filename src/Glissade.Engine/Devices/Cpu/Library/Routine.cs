using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Glissade.Compiler;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>
/// A primitive that is neither a loop nest nor a product, ready to run: everything that depends on shapes is worked out once, so that a run
/// allocates nothing. Immutable; the memory of a run is its buffers and its scratch.
/// </summary>
internal abstract unsafe class Routine
{
    /// <summary>The routine of a library call.</summary>
    /// <param name="kernel">The call.</param>
    /// <param name="packed">Where it may ask for its weights in another form.</param>
    public static Routine For(LibraryKernel kernel, PackedPlaces packed) => kernel.Operation switch
    {
        Convolution or ConvolutionInputGradient or ConvolutionWeightGradient => kernel.Output.Type == DType.Float32 ? ConvolutionRoutine.For<float>(kernel, packed) : ConvolutionRoutine.For<double>(kernel, packed),
        ArgMax or ArgSort or WindowArgMax or WindowMax => ByValue(kernel, kernel.Inputs[0].Type),
        CumulativeSum or ScatterAdd or WindowSum or WindowSumGradient or WindowMaxGradient => ByValue(kernel, kernel.Output.Type),
        Gather or Pad => kernel.Output.Type.Size() switch
        {
            8 => BySize<ulong>(kernel),
            4 => BySize<uint>(kernel),
            _ => BySize<byte>(kernel),
        },
        Concatenate => new ConcatenateRoutine(kernel),
        RandomBits random => new RandomBitsRoutine(kernel, random),
        Iota iota => new IotaRoutine(kernel, iota),
        _ => throw Missing(kernel),
    };

    /// <summary>Computes the output.</summary>
    /// <param name="buffers">The address of every buffer of the program.</param>
    /// <param name="scratch">Memory of this run, 64-byte aligned, as large as <see cref="ScratchBytes"/> says for the pool's threads.</param>
    /// <param name="pool">Who shares the work.</param>
    public abstract void Run(byte** buffers, byte* scratch, WorkerPool pool);

    /// <summary>Bytes of scratch that a run with so many threads needs.</summary>
    public virtual long ScratchBytes(int workers) => 0;

    private static Routine ByValue(LibraryKernel kernel, DType type) => type switch
    {
        DType.Float32 => Float<float>(kernel) ?? Number<float>(kernel) ?? Ordered<float>(kernel),
        DType.Float64 => Float<double>(kernel) ?? Number<double>(kernel) ?? Ordered<double>(kernel),
        DType.Int32 => Number<int>(kernel) ?? Ordered<int>(kernel),
        _ => Ordered<byte>(kernel),
    };

    private static Routine Ordered<T>(LibraryKernel kernel) where T : unmanaged, INumber<T> => kernel.Operation switch
    {
        ArgMax row => new ArgMaxRoutine<T>(kernel, row),
        ArgSort row => new ArgSortRoutine<T>(kernel, row),
        WindowArgMax row => new WindowArgMaxRoutine<T>(kernel, row),
        WindowMax row => kernel.Places < 0 ? new WindowFoldRoutine<T, WindowLargest<T>>(kernel, row.Window) : new PlacedMaxRoutine<T>(kernel, row),
        _ => throw Missing(kernel),
    };

    private static Routine? Number<T>(LibraryKernel kernel) where T : unmanaged, INumber<T> => kernel.Operation switch
    {
        CumulativeSum row => new CumulativeSumRoutine<T>(kernel, row),
        ScatterAdd row => new ScatterAddRoutine<T>(kernel, row),
        _ => null,
    };

    private static Routine? Float<T>(LibraryKernel kernel) where T : unmanaged, INumber<T> => kernel.Operation switch
    {
        WindowSum row => new WindowFoldRoutine<T, WindowTotal<T>>(kernel, row.Window),
        WindowSumGradient row => new WindowSumGradientRoutine<T>(kernel, row),
        WindowMaxGradient row => new WindowMaxGradientRoutine<T>(kernel, row),
        _ => null,
    };

    private static Routine BySize<T>(LibraryKernel kernel) where T : unmanaged => kernel.Operation switch
    {
        Gather row => new GatherRoutine<T>(kernel, row),
        Pad row => new PadRoutine<T>(kernel, row),
        _ => throw Missing(kernel),
    };

    private static NotSupportedException Missing(LibraryKernel kernel) =>
        new($"The CPU has no library routine for {kernel.Operation.Name} of {string.Join(", ", kernel.Inputs.Select(input => input.Type.Name()))}.");

    /// <summary>Ends a run whose indices leave their axis. Looks for the first of them in order, so that the message does not depend on threads.</summary>
    [DoesNotReturn]
    internal static void ThrowIndex(LibraryKernel kernel, Shape shape, int* indices, int extent)
    {
        long at = 0;
        while ((uint)indices[at] < (uint)extent) at++;
        throw IndexRefusal.Of(kernel.Operation.Name, kernel.Provenances, shape, at, indices[at], extent);
    }
}
