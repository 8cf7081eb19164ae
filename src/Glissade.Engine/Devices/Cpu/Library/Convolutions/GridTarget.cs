namespace Glissade.Devices.Cpu;

/// <summary>Where the places of a grid lie in a plane, if not side by side: residue, residue + stride, … along each axis.</summary>
internal sealed unsafe class GridTarget(int[] extents, int[] strides, int[] residues, int[] places)
{
    /// <summary>Elements of the whole plane.</summary>
    public long Plane { get; } = extents.Aggregate(1L, (product, extent) => product * extent);

    /// <summary>Spreads places [<paramref name="first"/>, + <paramref name="count"/>) of the first axis.</summary>
    public void Put<T>(T* from, T* plane, long first, long count) where T : unmanaged
    {
        int rank = extents.Length;
        long lines = count, line = rank == 1 ? 1 : places[^1];
        for (int axis = 1; axis < rank - 1; axis++) lines *= places[axis];
        for (long l = 0; l < lines; l++, from += line)
        {
            long rest = l, at = 0, step = rank == 1 ? 1 : extents[^1];
            for (int axis = rank - 2; axis > 0; axis--)
            {
                at += (rest % places[axis] * strides[axis] + residues[axis]) * step;
                rest /= places[axis];
                step *= extents[axis];
            }

            T* to = plane + at + ((first + rest) * strides[0] + residues[0]) * step;
            if (rank == 1) *to = *from;
            else for (long i = 0; i < line; i++) to[i * strides[^1] + residues[^1]] = from[i];
        }
    }
}
