namespace Glissade.Devices.Cpu.Products;

/// <summary>
/// A width of vector, so that a kernel is written once. Each is a struct for one type of element: a generic one would have to see every vector as one of floats or doubles first, and
/// kernels take twice as long to compile for it.
/// </summary>
internal unsafe interface IWidth<V>
    where V : struct
{
    /// <summary>Elements in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Rows of a tile two vectors wide: as many as leave registers for a row of B and an element of A.</summary>
    static abstract int TileRows { get; }

    static abstract V Load(void* from);
    static abstract void Store(V value, void* to);
    static abstract V Broadcast(void* from);
    static abstract V Add(V a, V b);

    /// <summary>All bits set in the first lanes, none in the others. Any number counts: too few are none, too many all.</summary>
    static abstract V First(long lanes);

    /// <summary>Lanes that the mask has from memory, the others from <paramref name="otherwise"/>. Memory beyond the mask is not touched.</summary>
    static abstract V LoadMasked(void* from, V mask, V otherwise);

    /// <summary>a·b + c rounded once, also on a machine that has no instruction for it.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);
}
