using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu;

/// <summary>Where the places of a grid lie in a plane, if not side by side: residue, residue + stride, … along each axis.</summary>
internal sealed unsafe class GridTarget(int[] extents, int[] strides, int[] residues, int[] places)
{
    /// <summary>Elements of the whole plane.</summary>
    public long Plane { get; } = extents.Aggregate(1L, (product, extent) => product * extent);

    /// <summary>Spreads places [<paramref name="first"/>, + <paramref name="count"/>) of the first axis.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Put<T>(T* from, T* plane, long first, long count) where T : unmanaged
    {
        int rank = extents.Length;
        if (rank == 1)
        {
            Line(from, count, plane + first * strides[0] + residues[0], strides[0]);
            return;
        }

        long lines = count, line = places[^1];
        for (int axis = 1; axis < rank - 1; axis++) lines *= places[axis];
        for (long l = 0; l < lines; l++, from += line)
        {
            long rest = l, at = residues[^1], step = extents[^1];
            for (int axis = rank - 2; axis > 0; axis--)
            {
                at += (rest % places[axis] * strides[axis] + residues[axis]) * step;
                rest /= places[axis];
                step *= extents[axis];
            }

            Line(from, line, plane + at + ((first + rest) * strides[0] + residues[0]) * step, strides[^1]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Line<T>(T* from, long count, T* to, long stride) where T : unmanaged
    {
        for (long i = 0; i < count; i++, to += stride) *to = from[i];
    }
}
