using Glissade.Compiler;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>A matrix product and what is done to its finished rectangles.</summary>
internal sealed unsafe class ProductExecutor<T> : Executor
    where T : unmanaged
{
    private readonly ProductKernel _kernel;
    private readonly LoopRunner? _epilogue;
    private readonly ProductWidth _width;
    private readonly ProductShape _shape;
    private readonly long[] _outer;
    private readonly long _leftStride;
    private readonly long _rightStride;

    public ProductExecutor(ProductKernel kernel, CpuOptions options)
    {
        _kernel = kernel;
        _epilogue = kernel.Epilogue is null ? null : Loops.Runner(kernel.Epilogue, options);
        _width = options.Bits switch { 512 => ProductWidth.Vector512, 256 => ProductWidth.Vector256, _ => ProductWidth.Vector128 };

        // The last batch axes, as many as run on in both operands, are one stack; the others are gone through one by one.
        long[] extents = kernel.BatchExtents, left = kernel.Left.BatchStrides, right = kernel.Right.BatchStrides;
        int axis = extents.Length;
        long stack = 1;
        for (; axis > 0; axis--)
        {
            bool runsOn = stack == 1 || (left[axis - 1] == _leftStride * stack && right[axis - 1] == _rightStride * stack);
            if (extents[axis - 1] != 1 && !runsOn) break;
            if (extents[axis - 1] == 1) continue;
            if (stack == 1) (_leftStride, _rightStride) = (left[axis - 1], right[axis - 1]);
            stack *= extents[axis - 1];
        }

        _outer = extents[..axis];
        _shape = new ProductShape(stack, kernel.Rows, kernel.Columns, kernel.Inner, kernel.Cut, kernel.Lanes);
    }

    public override long ScratchBytes(int workers) =>
        Aligned(Product<T>.ScratchBytes(_shape, Left(null, 0), Right(null, 0), workers, _width)) + workers * EpilogueBytes;

    private long EpilogueBytes => _epilogue is null ? 0 : Aligned(_epilogue.ScratchBytes);

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        long stacks = 1;
        foreach (long extent in _outer) stacks *= extent;
        T* a = (T*)buffers[_kernel.Left.Buffer] + _kernel.Left.Offset, b = (T*)buffers[_kernel.Right.Buffer] + _kernel.Right.Offset, c = (T*)buffers[_kernel.Output];
        long rectangle = _kernel.Rows * _kernel.Columns;
        byte* product = scratch + pool.Threads * EpilogueBytes;
        for (long stack = 0; stack < stacks; stack++)
        {
            Operand<T> left = Left(a, Along(stack, _kernel.Left.BatchStrides)), right = Right(b, Along(stack, _kernel.Right.BatchStrides));
            var target = new Target<T>(c + stack * _shape.Batch * rectangle, _kernel.Columns, rectangle);
            if (_epilogue is null) Product<T>.Run(_shape, left, right, target, default(NoEpilogue), product, pool, _width);
            else Product<T>.Run(_shape, left, right, target, new Epilogue(_epilogue, buffers, scratch, EpilogueBytes, _kernel.Rows, _kernel.Columns == 1, stack * _shape.Batch), product, pool, _width);
        }
    }

    private Operand<T> Left(T* data, long offset) => new(data + offset, _kernel.Left.RowStride, _kernel.Left.ColumnStride, _leftStride);

    private Operand<T> Right(T* data, long offset) => new(data + offset, _kernel.Right.RowStride, _kernel.Right.ColumnStride, _rightStride);

    // Where a stack begins, by its number over the outer batch axes.
    private long Along(long stack, long[] strides)
    {
        long offset = 0;
        for (int axis = _outer.Length - 1; axis >= 0; axis--)
        {
            offset += stack % _outer[axis] * strides[axis];
            stack /= _outer[axis];
        }

        return offset;
    }

    private readonly struct Epilogue(LoopRunner runner, byte** buffers, byte* scratch, long scratchOfWorker, long rowsOfMatrix, bool isColumn, long firstBatch) : IProductEpilogue
    {
        public void Run(long batch, long row, long rows, long column, long columns, int worker)
        {
            if (isColumn)
            {
                // The lanes run along the rows.
                runner.Run(buffers, scratch + worker * scratchOfWorker, firstBatch + batch, firstBatch + batch + 1, row, row + rows);
                return;
            }

            long first = (firstBatch + batch) * rowsOfMatrix + row;
            runner.Run(buffers, scratch + worker * scratchOfWorker, first, first + rows, column, column + columns);
        }
    }
}
