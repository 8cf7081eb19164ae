using Glissade.Devices.Cpu.Products;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>
/// Passes finished rectangles to a loop nest. One type for all products and convolutions, with a loop or without: each further one would have every job compiled again.
/// </summary>
internal readonly unsafe struct LoopEpilogue(
    LoopRunner? runner, PassingResult? result, byte** buffers, byte* scratch, long scratchOfWorker, long rowsOfMatrix, bool isColumn, bool turned, long firstBatch, RowsAhead? ahead = null) : IProductEpilogue
{
    /// <summary>The extent that the loop's lanes run along; 0 if there is no loop.</summary>
    public long Lanes => runner?.Kernel.Inner ?? 0;

    /// <summary>All rows of the loop.</summary>
    public long Rows => runner?.Kernel.Rows ?? 0;

    /// <summary>The same with other addresses.</summary>
    public LoopEpilogue Over(byte** table) => new(runner, result, table, scratch, scratchOfWorker, rowsOfMatrix, isColumn, turned, firstBatch);

    public FetchedRows Reads(long batch, long row, long column) => ahead is null ? default : ahead.From(buffers, (firstBatch + batch) * rowsOfMatrix + row, column);

    public void Run(long batch, long row, long rows, long column, long columns, int worker, void* passing)
    {
        if (runner is null) return;
        byte* own = scratch + worker * scratchOfWorker;
        if (passing != null)
        {
            long start = (firstBatch + batch) * rowsOfMatrix + row;
            runner.Run(result!.Table(buffers, own, passing, start, column), own + result.TableBytes, start, start + rows, column, column + columns);
            return;
        }

        long first = (firstBatch + batch) * rowsOfMatrix + row, end = first + rows;
        if (isColumn)
        {
            // The lanes run along the rows, which are the columns of a product that was turned.
            (first, end) = (firstBatch + batch, firstBatch + batch + 1);
            if (!turned) (column, columns) = (row, rows);
        }

        runner.Run(buffers, own, first, end, column, column + columns);
    }
}
