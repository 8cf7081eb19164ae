using Glissade.Compiler;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>
/// Goes over the rows of a matrix in blocks that stay in the nearest cache: their dot products, what is made of them, and at once their part of the way back. The rows have partial sums cut by cut,
/// which are added in order at the end. With more threads than cuts the two products run one after the other instead, each parted finer.
/// </summary>
/// <remarks>
/// Every thread has as many rows. Where its rows end within a cut, the next thread goes on with the partial sums; so that nobody waits for them, the end of a thread's rows comes first and their
/// beginning last.
/// </remarks>
internal sealed unsafe class ColumnPassExecutor<T> : Executor
    where T : unmanaged
{
    /// <summary>Half of a nearest cache: the block that comes next is fetched while this one is used for the second time.</summary>
    private const long BlockBytes = 16 << 10;

    private const long MostBlockRows = 1024;

    /// <summary>A flag has its cache lines to itself.</summary>
    private const int FlagBytes = 128;

    private readonly ColumnPassKernel _kernel;
    private readonly ProductExecutor<T> _forward;
    private readonly ProductExecutor<T> _backward;
    private readonly LoopRunner _between;
    private readonly LoopRunner? _after;
    private readonly RowSums<T> _sums;
    private readonly RowDots<T> _dots;
    private readonly long _blockRows;
    private readonly long _cut;
    private readonly int _cuts;
    private readonly long _workerBytes;
    private readonly long _partialBytes;

    public ColumnPassExecutor(ColumnPassKernel kernel, CpuOptions options, PackedPlaces packed)
    {
        _kernel = kernel;
        _forward = new ProductExecutor<T>(kernel.Forward, options, packed);
        _backward = new ProductExecutor<T>(kernel.Backward, options, packed);
        _between = _forward.Epilogue!;
        _after = _backward.Epilogue;
        _cut = Math.Min(kernel.Backward.Cut, Math.Max(1, Rows));
        _cuts = (int)((Rows + _cut - 1) / _cut);
        _blockRows = 8;
        while (_blockRows < MostBlockRows && 2 * _blockRows * Columns * sizeof(T) <= BlockBytes) _blockRows *= 2;
        _blockRows = Math.Min(_blockRows, _cut);
        _dots = RowDots<T>.Of(Width);
        _sums = RowSums<T>.Of(Columns, Width);
        _partialBytes = Aligned(_sums.Length * sizeof(T));
        _workerBytes = Aligned(_between.ScratchBytes) + Aligned(_after?.ScratchBytes ?? 0);
    }

    private ProductWidth Width => _forward.Width;

    private long Rows => _kernel.Forward.Rows;

    private long Columns => _kernel.Forward.Inner;

    public override long ScratchBytes(int workers) =>
        IsTogether(workers) ? _cuts * _partialBytes + workers * (_workerBytes + FlagBytes) : Math.Max(_forward.ScratchBytes(workers), _backward.ScratchBytes(workers));

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        if (!IsTogether(pool.Threads))
        {
            _forward.Run(buffers, scratch, pool);
            _backward.Run(buffers, scratch, pool);
            return;
        }

        int tasks = _cuts == 1 ? 1 : pool.Threads;
        byte* own = scratch + _cuts * _partialBytes;
        var job = new Job(this, buffers, scratch, own + pool.Threads * _workerBytes, tasks);
        new Span<byte>(own + pool.Threads * _workerBytes, tasks * FlagBytes).Clear();
        if (tasks == 1) job.Run(0, 0);
        else pool.Run(ref job, tasks);
        T* total = (T*)buffers[_kernel.Backward.Output];
        for (int cut = 0; cut < _cuts; cut++) _sums.AddTo(total, (T*)(scratch + cut * _partialBytes), cut == 0);
        _after?.Run(buffers, own + Aligned(_between.ScratchBytes), 0, 1, 0, Columns);
    }

    // Few rows are not worth a second thread either way.
    private bool IsTogether(int threads) => Rows > 0 && Columns > 0 && (_cuts >= threads || Rows * Columns <= Blocking.TaskTerms);

    // Rows of one cut, going on with its partial sums unless they are the cut's first.
    private void RunRows(byte** buffers, byte* scratch, long begin, long end, int worker)
    {
        byte* own = scratch + _cuts * _partialBytes + worker * _workerBytes;
        ProductKernel forward = _kernel.Forward;
        T* matrix = (T*)buffers[forward.Left.Buffer] + forward.Left.Offset, column = (T*)buffers[forward.Right.Buffer] + forward.Right.Offset;
        T* products = (T*)buffers[forward.Output], weights = (T*)buffers[_kernel.Backward.Right.Buffer], sums = (T*)(scratch + begin / _cut * _partialBytes);
        for (long row = begin; row < end; row += _blockRows)
        {
            long rows = Math.Min(_blockRows, end - row);
            T* block = matrix + row * forward.Left.RowStride;
            _dots.Run(block, forward.Left.RowStride, rows, column, Columns, products + row);
            _between.Run(buffers, own, 0, 1, row, row + rows);
            _sums.Add(weights + row, block, forward.Left.RowStride, rows, sums, row % _cut == 0);
        }
    }

    private readonly struct Job(ColumnPassExecutor<T> pass, byte** buffers, byte* scratch, byte* flags, int tasks) : IJob
    {
        public void Run(int task, int worker)
        {
            long begin = First(task), end = First(task + 1), cut = pass._cut;
            long first = Math.Min(end, (begin + cut - 1) / cut * cut), last = task + 1 == tasks ? end : Math.Max(first, end / cut * cut);
            try
            {
                if (last < end)
                {
                    pass.RunRows(buffers, scratch, last, end, worker);
                    Volatile.Write(ref Flag(task), 1);
                }

                for (long row = first; row < last; row += cut) pass.RunRows(buffers, scratch, row, Math.Min(row + cut, last), worker);
                if (begin == first) return;
                SpinWait wait = default;
                while (Volatile.Read(ref Flag(task - 1)) == 0) wait.SpinOnce();
                pass.RunRows(buffers, scratch, begin, first, worker);
            }
            finally
            {
                // Also where it fails: nobody shall wait for ever.
                Volatile.Write(ref Flag(task), 1);
            }
        }

        private ref int Flag(int task) => ref *(int*)(flags + task * FlagBytes);

        private long First(int task) => pass.Rows * task / tasks;
    }
}
