using Glissade.Compiler;
using Glissade.Devices.Cpu.Products;

namespace Glissade.Devices.Cpu.Execution;

/// <summary>A matrix product and what is done to its finished rectangles.</summary>
internal sealed unsafe class ProductExecutor<T> : Executor
    where T : unmanaged
{
    private readonly ProductKernel _kernel;
    private readonly LoopRunner? _epilogue;
    private readonly PassingResult? _passing;
    private readonly RowsAhead? _ahead;
    private readonly ProductShape _shape;
    private readonly ProductLayout _layout;
    private readonly long[] _outer;
    private readonly long _stacks;
    private readonly Stack _leftStack;
    private readonly Stack _rightStack;

    // One column whose terms do not lie side by side, but whose rows do, is one row times the matrix: the same sums, read from end to end.
    private readonly bool _turned;

    // The right operand's weights as panels, where they lie in some runs: their place in the table of addresses.
    private readonly PackedPanels<T>? _panels;
    private readonly ProductLayout _packedLayout;
    private readonly int _packed;

    public ProductExecutor(ProductKernel kernel, CpuOptions options, PackedPlaces packed)
    {
        _kernel = kernel;
        Width = options.Bits switch { 512 => ProductWidth.Vector512, 256 => ProductWidth.Vector256, _ => ProductWidth.Vector128 };

        // The last batch axes, as many as run on in both operands, are a group, and those before it groups of groups; the others are gone through one by one.
        int axis = kernel.BatchExtents.Length;
        Level member = Level.Take(kernel, ref axis), group = Level.Take(kernel, ref axis);
        long size = group.Count == 1 ? 0 : member.Count;
        (_leftStack, _rightStack) = (new Stack(member.Left, size, group.Left), new Stack(member.Right, size, group.Right));
        _outer = kernel.BatchExtents[..axis];
        _stacks = _outer.Aggregate(1L, (all, extent) => all * extent);
        _turned = kernel.Columns == 1 && !kernel.Lanes && kernel.Left.RowStride == 1;
        _shape = new ProductShape(member.Count * group.Count, _turned ? 1 : kernel.Rows, _turned ? kernel.Rows : kernel.Columns, kernel.Inner, kernel.Cut, kernel.Lanes, kernel.Passing, kernel.Continues);
        if (!IsEmpty) _layout = Product<T>.Layout(_shape, First(null, null), Second(null, null), Width);
        if (Packs && packed.IsSteady(kernel.Right.Buffer))
        {
            _panels = new PackedPanels<T>(_layout.Width, kernel.Right.Offset, kernel.Inner, kernel.Columns, new Strides(kernel.Right.RowStride, kernel.Right.ColumnStride));
            _packedLayout = Product<T>.Layout(_shape, First(null, null), Second(null, null), Width, packed: true);

            // The epilogue is one for both.
            if (_packedLayout.PassingStride != _layout.PassingStride) throw new InvalidOperationException($"A passing result of {_shape} lies otherwise with packed weights.");
            _packed = packed.Add(kernel.Right.Buffer, _panels);
        }

        if (kernel.Epilogue is null) return;
        _ahead = _stacks * _shape.Batch == 1 && kernel.Columns > 1 && !_turned ? RowsAhead.Of(kernel) : null;
        if (kernel.Passing) _passing = new PassingResult(kernel, _layout.PassingStride);
        _epilogue = Loops.Runner(_passing?.Epilogue ?? kernel.Epilogue, options);
    }

    /// <summary>The loop that finished rectangles are passed to.</summary>
    public LoopRunner? Epilogue => _epilogue;

    public ProductWidth Width { get; }

    private bool IsEmpty => _stacks == 0 || _shape.Batch == 0 || _shape.Rows == 0 || _shape.Columns == 0;

    // Weights in panels pay for one matrix and not too many rows; for a single row if it is large.
    private bool Packs => !IsEmpty && !_layout.Small && _shape.Batch * _stacks == 1 && _kernel.Columns > 1 && _kernel.Rows <= Blocking.MostPackedRows
        && (_kernel.Rows > 1 || (_kernel.Inner >= Blocking.LeastPackedTerms && _kernel.Inner * _kernel.Columns * sizeof(T) >= Blocking.LeastPackedBytes));

    private long EpilogueBytes => _epilogue is null ? 0 : Aligned(_epilogue.ScratchBytes) + (_passing?.TableBytes ?? 0);

    public override long ScratchBytes(int workers) => IsEmpty ? 0 : Aligned(ProductBytes(workers)) + workers * EpilogueBytes;

    private long ProductBytes(int workers) => Math.Max(_layout.ScratchBytes(workers), _panels is null ? 0 : _packedLayout.ScratchBytes(workers));

    public override void Run(byte** buffers, byte* scratch, WorkerPool pool)
    {
        if (IsEmpty) return;
        T* a = (T*)buffers[_kernel.Left.Buffer] + _kernel.Left.Offset, b = (T*)buffers[_kernel.Right.Buffer] + _kernel.Right.Offset, c = (T*)buffers[_kernel.Output];
        long rectangle = _kernel.Rows * _kernel.Columns, epilogueBytes = EpilogueBytes;
        byte* product = scratch + pool.Threads * epilogueBytes;
        for (long stack = 0; stack < _stacks; stack++)
        {
            T* left = a + Along(stack, _kernel.Left.BatchStrides), right = b + Along(stack, _kernel.Right.BatchStrides);
            var target = new Target<T>(c + stack * _shape.Batch * rectangle, _shape.Columns, rectangle);
            var epilogue = new LoopEpilogue(_epilogue, _passing, buffers, scratch, epilogueBytes, _kernel.Rows, _kernel.Columns == 1, _turned, stack * _shape.Batch, _ahead);
            if (_panels is not null && buffers[_packed] != null) Product<T>.Run(_packedLayout, First(left, right), _panels.Operand(buffers[_packed]), target, epilogue, product, pool);
            else Product<T>.Run(_layout, First(left, right), Second(left, right), target, epilogue, product, pool);
        }
    }

    private Operand<T> First(T* left, T* right) => _turned
        ? new(right, _kernel.Right.ColumnStride, _kernel.Right.RowStride, _rightStack)
        : new(left, _kernel.Left.RowStride, _kernel.Left.ColumnStride, _leftStack);

    private Operand<T> Second(T* left, T* right) => _turned
        ? new(left, _kernel.Left.ColumnStride, _kernel.Left.RowStride, _leftStack)
        : new(right, _kernel.Right.RowStride, _kernel.Right.ColumnStride, _rightStack);

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

    /// <summary>Batch axes that run on in both operands, as one.</summary>
    private readonly record struct Level(long Count, long Left, long Right)
    {
        /// <summary>Takes as many as there are, from the last on.</summary>
        public static Level Take(ProductKernel kernel, ref int axis)
        {
            Level level = new(1, 0, 0);
            for (; axis > 0; axis--)
            {
                (long extent, long left, long right) = (kernel.BatchExtents[axis - 1], kernel.Left.BatchStrides[axis - 1], kernel.Right.BatchStrides[axis - 1]);
                if (extent == 1) continue;
                if (level.Count == 1) level = new Level(extent, left, right);
                else if (left == level.Left * level.Count && right == level.Right * level.Count) level = level with { Count = level.Count * extent };
                else break;
            }

            return level;
        }
    }
}
