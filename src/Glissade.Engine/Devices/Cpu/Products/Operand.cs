namespace Glissade.Devices.Cpu.Products;

/// <summary>A stack of matrices to read. Strides are in elements and may be anything: 0 repeats, a negative one runs backwards.</summary>
internal readonly unsafe struct Operand<T>(T* data, long rowStride, long columnStride, Stack stack = default)
    where T : unmanaged
{
    public readonly T* Data = data;
    public readonly long RowStride = rowStride;
    public readonly long ColumnStride = columnStride;
    private readonly Stack _stack = stack;

    /// <summary>Whether all of them are one matrix.</summary>
    public bool IsOneMatrix => _stack.Stride == 0 && _stack.GroupStride == 0;

    /// <summary>Where a matrix begins.</summary>
    public T* Matrix(long batch) => Data + _stack.Offset(batch);
}

/// <summary>
/// Elements from matrix to matrix, and from group to group where they lie in groups of so many: the heads of one sequence lie beside each other, those of the next far behind. 0 for one group.
/// </summary>
internal readonly record struct Stack(long Stride, long Group = 0, long GroupStride = 0)
{
    public long Offset(long batch)
    {
        if (Group == 0) return batch * Stride;
        (long group, long member) = Math.DivRem(batch, Group);
        return (group * GroupStride) + (member * Stride);
    }
}

/// <summary>A stack of matrices to write. The columns of a row lie side by side.</summary>
internal readonly unsafe struct Target<T>(T* data, long rowStride, long batchStride = 0)
    where T : unmanaged
{
    public readonly T* Data = data;
    public readonly long RowStride = rowStride;
    public readonly long BatchStride = batchStride;
}

/// <summary>Elements from row to row, and from column to column, of an operand.</summary>
internal readonly record struct Strides(long Row, long Column);
