using Glissade.Devices.Cpu.Products;
using Glissade.Operations;

namespace Glissade.Devices.Cpu;

/// <summary>Filters of 3 by 3 as the factors of <see cref="WinogradWeights{T, V, W}"/>.</summary>
/// <param name="Filters">How many.</param>
/// <param name="Channels">Channels that each sees.</param>
internal sealed unsafe record PackedFactors<T, V, W>(long Filters, long Channels) : PackedForm
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    private WinogradWeights<T, V, W> Weights => new(new ConvolutionExtents(1, 1, Channels, Filters), isBack: false);

    public override string Name => $"factors of {W.TileRows} filters";

    public override long Bytes => Weights.Factors.Size * sizeof(T);

    public override void Make(byte* values, byte* to, WorkerPool pool)
    {
        WinogradWeights<T, V, W> weights = Weights;
        var rooms = new Storage(pool.Threads * weights.Room * sizeof(T));
        Job job = new(weights, (T*)values, (T*)to, (T*)rooms.Pointer);
        pool.Run(ref job, job.Cut.Tasks);
        GC.KeepAlive(rooms);
    }

    private readonly struct Job(WinogradWeights<T, V, W> weights, T* values, T* to, T* rooms) : IJob
    {
        public TaskCut Cut => new(weights.Factors.Count, weights.Factors.TileStride * Winograd.Products);

        public void Run(int task, int worker)
        {
            long tile = Cut.Begin(task), step = weights.Factors.GroupStride;
            weights.Transform(values, to + tile * weights.Factors.TileStride, step, tile, Cut.End(task), rooms + worker * weights.Room);
        }
    }
}
