namespace Glissade.Devices.Cpu.Products;

/// <summary>A stack of matrices to read. Strides are in elements and may be anything: 0 repeats, a negative one runs backwards.</summary>
internal readonly unsafe struct Operand<T>(T* data, long rowStride, long columnStride, long batchStride = 0)
    where T : unmanaged
{
    public readonly T* Data = data;
    public readonly long RowStride = rowStride;
    public readonly long ColumnStride = columnStride;
    public readonly long BatchStride = batchStride;
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
