using Glissade.Compiler;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>The arrays that a product's epilogue reads beside it, row by row as the product has them: worth fetching while it is multiplied.</summary>
internal sealed unsafe class RowsAhead
{
    private readonly Access[] _accesses;
    private readonly int _size;

    private RowsAhead(Access[] accesses, int size) => (_accesses, _size) = (accesses, size);

    /// <summary>None where there is nothing of the kind, or so little that it lies in a near cache.</summary>
    public static RowsAhead? Of(ProductKernel kernel)
    {
        if (kernel.Epilogue is not { Kind: LoopKind.Map, Extents.Length: 2 } epilogue) return null;
        int size = kernel.Type.Size();
        Access[] accesses = [.. epilogue.Body.Where(instruction => instruction.Op == LoopOp.Load).Select(instruction => epilogue.Accesses[instruction.Access])
            .Where(access => access.Buffer != kernel.Output && access.Type.Size() == size && access.Strides[1] == 1 && access.Strides[0] == kernel.Columns)
            .DistinctBy(access => access.Buffer).Take(FetchedRows.MostArrays)];
        return accesses.Length * kernel.Rows * kernel.Columns * size < Blocking.FetchedBytes ? null : new RowsAhead(accesses, size);
    }

    public FetchedRows From(byte** buffers, long row, long column)
    {
        FetchedRows rows = default;
        rows.Arrays = _accesses.Length;
        rows.RowBytes = _accesses[0].Strides[0] * _size;
        rows.First = Address(0);
        if (rows.Arrays > 1) rows.Second = Address(1);
        if (rows.Arrays > 2) rows.Third = Address(2);
        return rows;

        byte* Address(int i) => buffers[_accesses[i].Buffer] + (_accesses[i].Offset + row * _accesses[i].Strides[0] + column) * _size;
    }
}
