using Glissade.Devices.Cpu.Products;

namespace Glissade.Devices.Cpu;

/// <summary>Filters as <see cref="WeightTiles{T, V, W}"/>.</summary>
/// <param name="Groups">Groups of filters.</param>
/// <param name="Rows">Filters of a group.</param>
/// <param name="Terms">Weights of a filter.</param>
internal sealed unsafe record PackedTiles<T, V, W>(long Groups, long Rows, long Terms) : PackedForm
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
{
    private WeightTiles<T, V, W> Tiles => new(new ConvolutionExtents(1, Groups, 0, Rows), Terms, true);

    public override string Name => $"tiles of {W.TileRows} filters";

    public override long Bytes => Tiles.Size * sizeof(T);

    public override void Make(byte* values, byte* to, WorkerPool pool) => Tiles.LayOut((T*)values, (T*)to, pool);
}
