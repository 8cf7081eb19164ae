using Glissade.Devices.Cpu.Products;

namespace Glissade.Devices.Cpu;

/// <summary>Sums over channels and taps for a grid of places, in one of the ways to add them up.</summary>
internal abstract unsafe class GridPass<T, V, W>
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    /// <summary>The weights of those terms that places see, and how they lie.</summary>
    public abstract WeightTiles<T, V, W> Weights { get; }

    /// <summary>Whether a task finishes all planes of an example.</summary>
    public abstract bool FinishesPlanes { get; }

    public abstract long ScratchBytes(int workers);

    public abstract void Run(T* source, T* weights, byte* scratch, WorkerPool pool, ConvolutionFinish finish);

    protected static long Aligned(long bytes) => (bytes + 63) / 64 * 64;
}
