using System.Runtime.CompilerServices;

namespace Glissade.Devices.Cpu.Products;

/// <summary>A matrix times one column, each row a dot product in 16 lanes. What does not lie side by side is copied, a chunk at a time.</summary>
internal readonly unsafe struct LaneJob<T, V, W, TEpilogue>(ProductLayout layout, Operand<T> a, Operand<T> b, Target<T> c, TEpilogue epilogue, byte* workers)
    : IJob
    where T : unmanaged
    where V : struct
    where W : IWidth<V>
    where TEpilogue : struct, IProductEpilogue
{
    private readonly ProductLayout _layout = layout;
    private readonly TEpilogue _epilogue = epilogue;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int task, int worker)
    {
        ref readonly ProductShape shape = ref _layout.Shape;
        (long batchBlock, long rowBlock) = Math.DivRem(task, _layout.RowBlocks);
        (long batch, long lastBatch) = ProductLayout.Part(shape.Batch, 1, _layout.BatchBlocks, batchBlock);
        (long row, long lastRow) = ProductLayout.Part(shape.Rows, _layout.RowUnit, _layout.RowBlocks, rowBlock);
        byte* scratch = workers + (worker * _layout.WorkerBytes);
        for (; batch < lastBatch; batch++)
        {
            if (a.ColumnStride == 1 && b.RowStride == 1 && shape.Inner <= shape.Cut && lastRow - row >= LaneKernel<T, V, W>.Rows)
            {
                RunPlain(batch, row, lastRow, (T*)(scratch + _layout.EdgeOffset));
            }
            else
            {
                for (long group = row; group < lastRow; group += LaneKernel<T, V, W>.Rows)
                    RunGroup(batch, group, Math.Min(LaneKernel<T, V, W>.Rows, lastRow - group), scratch);
            }

            _epilogue.Run(batch, row, lastRow - row, 0, 1, worker, null);
        }
    }

    /// <summary>One partial sum, all terms side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunPlain(long batch, long row, long lastRow, T* lanes)
    {
        T* rows = a.Matrix(batch) + (row * a.RowStride);
        T* column = b.Matrix(batch);
        T* totals = c.Data + (batch * c.BatchStride) + (row * c.RowStride);
        LaneKernel<T, V, W>.RunGroups(rows, a.RowStride, lastRow - row, column, _layout.Shape.Inner, totals, c.RowStride, lanes);
    }

    /// <summary>Fewer rows than a group come one at a time, each repeated to fill the group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunGroup(long batch, long row, long rows, byte* scratch)
    {
        bool full = rows == LaneKernel<T, V, W>.Rows;
        long calls = full ? 1 : rows;
        for (long call = 0; call < calls; call++)
        {
            T* rowsOfA = a.Matrix(batch) + ((row + call) * a.RowStride);
            T* total = c.Data + (batch * c.BatchStride) + ((row + call) * c.RowStride);
            RunRows(rowsOfA, full ? a.RowStride : 0, full ? rows : 1, b.Matrix(batch), total, scratch);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunRows(T* rowsOfA, long rowStride, long rows, T* column, T* total, byte* scratch)
    {
        T* copyOfA = (T*)scratch;
        T* copyOfB = copyOfA + (_layout.RowUnit * Blocking.LaneChunk);
        T* lanes = (T*)(scratch + _layout.EdgeOffset);
        long chunk = a.ColumnStride == 1 && b.RowStride == 1 ? _layout.Shape.Cut : Blocking.LaneChunk;
        long cutEnd = 0;
        long inner = _layout.Shape.Inner;
        do
        {
            long from = cutEnd;
            cutEnd += Math.Min(_layout.Shape.Cut, inner - from);
            if (inner == 0)
                new Span<T>(lanes, LaneKernel<T, V, W>.Lanes * LaneKernel<T, V, W>.Rows).Clear();

            for (long k = from; k < cutEnd; k += chunk)
            {
                long length = Math.Min(chunk, cutEnd - k);
                T* nowA = rowsOfA + (k * a.ColumnStride);
                T* nowB = column + (k * b.RowStride);
                long nowStride = rowStride;
                if (b.RowStride != 1)
                {
                    Packing<T, V, W>.Block(nowB, 0, b.RowStride, 1, length, copyOfB, 0);
                    nowB = copyOfB;
                }

                if (a.ColumnStride != 1)
                {
                    Packing<T, V, W>.Block(nowA, rowStride, a.ColumnStride, rows, length, copyOfA, Blocking.LaneChunk);
                    nowA = copyOfA;
                    nowStride = rows == 1 ? 0 : Blocking.LaneChunk;
                }

                LaneKernel<T, V, W>.Run(nowA, nowStride, nowB, length, lanes, k == from);
            }

            for (long r = 0; r < rows; r++)
            {
                T partial = LaneKernel<T, V, W>.Sum(lanes + (r * LaneKernel<T, V, W>.Lanes));
                T* sum = total + (r * c.RowStride);
                *sum = from == 0 ? partial : Scalars.Add(*sum, partial);
            }
        }
        while (cutEnd < inner);
    }
}
