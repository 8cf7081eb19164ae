using System.Runtime.Intrinsics;
using Glissade.Compiler;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>
/// Goes over the rows of a matrix in blocks that stay in the nearest cache: their dot products, what is made of them, and at once their part of the way back. A task is one cut of the
/// rows, whose partial sums are added in order at the end. With more threads than cuts the two products run one after the other instead, each parted finer.
/// </summary>
internal sealed unsafe class ColumnPassExecutor<T> : Executor
    where T : unmanaged
{
    /// <summary>Comes from the second-level cache the second time; smaller blocks would cost more in calls.</summary>
    private const long BlockBytes = 64 << 10;

    private const long MostBlockRows = 1024;

    private static readonly WorkerPool s_alone = new(1);

    private readonly ColumnPassKernel _kernel;
    private readonly ProductExecutor<T> _forward;
    private readonly ProductExecutor<T> _backward;
    private readonly LoopRunner _between;
    private readonly LoopRunner? _after;
    private readonly ProductLayout _block;
    private readonly long _blockRows;
    private readonly long _cut;
    private readonly int _cuts;
    private readonly long _workerBytes;
    private readonly long _productBytes;
    private readonly long _partialBytes;

    public ColumnPassExecutor(ColumnPassKernel kernel, CpuOptions options)
    {
        _kernel = kernel;
        _forward = new ProductExecutor<T>(kernel.Forward, options);
        _backward = new ProductExecutor<T>(kernel.Backward, options);
        _between = _forward.Epilogue!;
        _after = _backward.Epilogue;
        _blockRows = 8;
        while (_blockRows < MostBlockRows && 2 * _blockRows * Columns * sizeof(T) <= BlockBytes) _blockRows *= 2;
        _cut = Math.Min(kernel.Backward.Cut, Math.Max(1, Rows));
        _cuts = (int)((Rows + _cut - 1) / _cut);
        _block = Product<T>.Layout(new ProductShape(1, _blockRows, 1, Columns, kernel.Forward.Cut, true), Matrix(null), Column(null), _forward.Width);
        _productBytes = Aligned(_block.ScratchBytes(1));
        _partialBytes = Aligned(sizeof(T) * _forward.Width switch
        {
            ProductWidth.Vector512 => new RowSums<T, Vector512<T>, Width512<T>>(Columns).Length,
            ProductWidth.Vector256 => new RowSums<T, Vector256<T>, Width256<T>>(Columns).Length,
            _ => new RowSums<T, Vector128<T>, Width128<T>>(Columns).Length,
        });
        _workerBytes = _productBytes + Aligned(_between.ScratchBytes) + Aligned(_after?.ScratchBytes ?? 0);
    }

    private long Rows => _kernel.Forward.Rows;

    private long Columns => _kernel.Forward.Inner;

    public override long ScratchBytes(int workers) =>
        IsTogether(workers) ? _cuts * _partialBytes + workers * _workerBytes : Math.Max(_forward.ScratchBytes(workers), _backward.ScratchBytes(workers));

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        if (!IsTogether(pool.Threads))
        {
            _forward.Run(buffers, scratch, pool);
            _backward.Run(buffers, scratch, pool);
            return;
        }

        var job = new Job(this, buffers, scratch);
        if (_cuts == 1) job.Run(0, 0);
        else pool.Run(ref job, _cuts);
        T* total = (T*)buffers[_kernel.Backward.Output];
        for (int cut = 0; cut < _cuts; cut++)
        {
            T* sums = (T*)(scratch + cut * _partialBytes);
            switch (_forward.Width)
            {
                case ProductWidth.Vector512:
                    new RowSums<T, Vector512<T>, Width512<T>>(Columns).AddTo(total, sums, cut == 0);
                    break;
                case ProductWidth.Vector256:
                    new RowSums<T, Vector256<T>, Width256<T>>(Columns).AddTo(total, sums, cut == 0);
                    break;
                default:
                    new RowSums<T, Vector128<T>, Width128<T>>(Columns).AddTo(total, sums, cut == 0);
                    break;
            }
        }

        _after?.Run(buffers, scratch + _cuts * _partialBytes + _productBytes + Aligned(_between.ScratchBytes), 0, 1, 0, Columns);
    }

    // Few rows are not worth a second thread either way.
    private bool IsTogether(int threads) => Rows > 0 && Columns > 0 && (_cuts >= threads || Rows * Columns <= Blocking.TaskTerms);

    private Operand<T> Matrix(T* from) => new(from, _kernel.Forward.Left.RowStride, 1);

    private Operand<T> Column(T* from) => new(from, _kernel.Forward.Right.RowStride, _kernel.Forward.Right.ColumnStride);

    private void RunCut(byte** buffers, byte* scratch, int cut, int worker)
    {
        byte* own = scratch + _cuts * _partialBytes + worker * _workerBytes;
        ProductKernel forward = _kernel.Forward;
        T* matrix = (T*)buffers[forward.Left.Buffer] + forward.Left.Offset, column = (T*)buffers[forward.Right.Buffer] + forward.Right.Offset;
        T* products = (T*)buffers[forward.Output], weights = (T*)buffers[_kernel.Backward.Right.Buffer], sums = (T*)(scratch + cut * _partialBytes);
        long begin = cut * _cut, end = Math.Min(Rows, begin + _cut);
        for (long row = begin; row < end; row += _blockRows)
        {
            long rows = Math.Min(_blockRows, end - row);
            T* block = matrix + row * forward.Left.RowStride;
            var target = new Target<T>(products + row, 1);
            if (rows == _blockRows) Product<T>.Run(_block, Matrix(block), Column(column), target, default(LoopEpilogue), own, s_alone);
            else Product<T>.Run(new ProductShape(1, rows, 1, Columns, forward.Cut, true), Matrix(block), Column(column), target, default(LoopEpilogue), own, s_alone, _forward.Width);
            _between.Run(buffers, own + _productBytes, 0, 1, row, row + rows);
            Continue(weights + row, block, rows, sums, row == begin);
        }
    }

    private void Continue(T* weights, T* block, long rows, T* sums, bool begin)
    {
        long stride = _kernel.Forward.Left.RowStride;
        switch (_forward.Width)
        {
            case ProductWidth.Vector512:
                new RowSums<T, Vector512<T>, Width512<T>>(Columns).Add(weights, block, stride, rows, sums, begin);
                break;
            case ProductWidth.Vector256:
                new RowSums<T, Vector256<T>, Width256<T>>(Columns).Add(weights, block, stride, rows, sums, begin);
                break;
            default:
                new RowSums<T, Vector128<T>, Width128<T>>(Columns).Add(weights, block, stride, rows, sums, begin);
                break;
        }
    }

    private readonly struct Job(ColumnPassExecutor<T> pass, byte** buffers, byte* scratch) : IJob
    {
        public void Run(int task, int worker) => pass.RunCut(buffers, scratch, task, worker);
    }
}
