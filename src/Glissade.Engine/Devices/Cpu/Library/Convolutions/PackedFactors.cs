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
    // Made once, as a step allocates nothing; not a part of what makes two forms equal.
    private readonly WinogradWeights<T, V, W> _weights = new(new ConvolutionExtents(1, 1, Channels, Filters), isBack: false);

    // A tile laid out for each worker. Whoever makes a copy is alone with its form.
    private Storage? _rooms;

    public override string Name => $"factors of {W.TileRows} filters";

    public override long Bytes => _weights.Factors.Size * sizeof(T);

    public override void Make(byte* values, byte* to, WorkerPool pool)
    {
        long bytes = pool.Threads * _weights.Room * sizeof(T);
        if (_rooms is null || _rooms.Bytes < bytes) _rooms = new Storage(bytes);
        Job job = new(_weights, (T*)values, (T*)to, (T*)_rooms.Pointer);
        pool.Run(ref job, job.Cut.Tasks);
        GC.KeepAlive(this);
    }

    public bool Equals(PackedFactors<T, V, W>? other) => other is not null && (Filters, Channels) == (other.Filters, other.Channels);

    public override int GetHashCode() => HashCode.Combine(Filters, Channels);

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
