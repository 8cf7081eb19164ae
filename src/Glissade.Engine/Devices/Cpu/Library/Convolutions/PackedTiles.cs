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
    // Made once, as a step allocates nothing; not a part of what makes two forms equal.
    private readonly WeightTiles<T, V, W> _tiles = new(new ConvolutionExtents(1, Groups, 0, Rows), Terms, true);

    public override string Name => $"tiles of {W.TileRows} filters";

    public override long Bytes => _tiles.Size * sizeof(T);

    public override void Make(byte* values, byte* to, WorkerPool pool) => _tiles.LayOut((T*)values, (T*)to, pool);

    public bool Equals(PackedTiles<T, V, W>? other) => other is not null && (Groups, Rows, Terms) == (other.Groups, other.Rows, other.Terms);

    public override int GetHashCode() => HashCode.Combine(Groups, Rows, Terms);
}
