using Glissade.Compiler;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>
/// The plain result of a product that nobody but its epilogue reads: it has no buffer, but lies, a rectangle at a time, in the scratch of the worker that made it. The epilogue is the same
/// loop nest over the same rows and columns; only the address and the row stride of that one buffer are the rectangle's.
/// </summary>
internal sealed unsafe class PassingResult
{
    private readonly int _elementSize;
    private readonly long _rowStride;
    private readonly AddressTable _table;

    /// <param name="kernel">The product.</param>
    /// <param name="rowStride">Elements from row to row of a rectangle.</param>
    public PassingResult(ProductKernel kernel, long rowStride)
    {
        LoopKernel epilogue = kernel.Epilogue!;
        (_elementSize, _rowStride) = (kernel.Type.Size(), rowStride);
        _table = new AddressTable(epilogue.Accesses.Select(access => access.Buffer).Where(buffer => buffer >= 0), kernel.Output);

        // The contiguous result moves on by whole rows along every axis but the last.
        Access Over(Access access) => access.Buffer != kernel.Output ? access : access with { Strides = [.. access.Strides[..^1].Select(stride => stride / kernel.Columns * rowStride), access.Strides[^1]] };
        Epilogue = new LoopKernel(epilogue.Kind, epilogue.Extents, [.. epilogue.Accesses.Select(Over)], epilogue.Numbers, epilogue.Body) { Provenances = epilogue.Provenances };
    }

    /// <summary>The epilogue, reading rectangles.</summary>
    public LoopKernel Epilogue { get; }

    /// <summary>Bytes of a worker's table of addresses.</summary>
    public long TableBytes => _table.Bytes;

    /// <summary>A worker's own table of addresses, in which the result begins so that the rectangle lies where its row and column say.</summary>
    public byte** Table(byte** buffers, byte* memory, void* rectangle, long row, long column) =>
        _table.Write(buffers, memory, (byte*)rectangle - (row * _rowStride + column) * _elementSize);
}
