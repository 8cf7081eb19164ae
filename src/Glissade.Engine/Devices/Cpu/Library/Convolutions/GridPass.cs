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

    /// <summary>The form in which weights may be given instead, if they are filters, row after row, which stay the same from run to run.</summary>
    public abstract PackedForm Packed { get; }

    /// <summary>Computes all places.</summary>
    /// <param name="source">What the places see.</param>
    /// <param name="weights">As <see cref="Weights"/> says, or <see cref="Packed"/>.</param>
    /// <param name="isPacked">Which of the two.</param>
    /// <param name="scratch">As large as <see cref="ScratchBytes"/> says.</param>
    /// <param name="pool">Who shares the work.</param>
    /// <param name="finish">What is done to each finished band.</param>
    public abstract void Run(T* source, T* weights, bool isPacked, byte* scratch, WorkerPool pool, ConvolutionFinish finish);

    protected static long Aligned(long bytes) => (bytes + 63) / 64 * 64;
}
