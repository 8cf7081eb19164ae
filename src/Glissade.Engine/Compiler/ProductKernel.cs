namespace Glissade.Compiler;

/// <summary>An operand of a product: [batch, rows, columns] by strides in elements.</summary>
internal sealed record Panel(int Buffer, long Offset, long[] BatchStrides, long RowStride, long ColumnStride);

/// <summary>
/// A matrix product; see <see cref="Operations.MatrixProduct"/> for its order.
/// </summary>
/// <param name="type">float32 or float64.</param>
/// <param name="batch">The extents of the batch axes.</param>
/// <param name="rows">Rows of the result.</param>
/// <param name="columns">Columns of the result.</param>
/// <param name="inner">Terms of each sum.</param>
/// <param name="cut">Terms summed in one go.</param>
/// <param name="lanes">Whether one column is summed in 16 lanes.</param>
/// <param name="left">[batch, rows, inner].</param>
/// <param name="right">[batch, inner, columns].</param>
/// <param name="output">The buffer of the plain product, contiguous.</param>
/// <param name="epilogue">A map over [batch·rows, columns] ([batch, rows] where there is one column), or null.</param>
internal sealed class ProductKernel(
    DType type, long[] batch, long rows, long columns, long inner, long cut, bool lanes, Panel left, Panel right, int output, LoopKernel? epilogue) : EpilogueKernel
{
    public DType Type { get; } = type;

    public long[] BatchExtents { get; } = batch;

    public long Batch { get; } = batch.Aggregate(1L, (a, b) => a * b);

    public long Rows { get; } = rows;

    public long Columns { get; } = columns;

    public long Inner { get; } = inner;

    public long Cut { get; } = cut;

    public bool Lanes { get; } = lanes;

    public Panel Left { get; } = left;

    public Panel Right { get; } = right;

    public int Output { get; } = output;

    public override int Plain => Output;

    public override IEnumerable<int> Operands => [Left.Buffer, Right.Buffer];

    public override LoopKernel? Epilogue { get; } = epilogue;

    /// <summary>The plain product goes on from what lies in its buffer, in place of 0.</summary>
    public bool Continues { get; init; }

    /// <summary>Nobody but the epilogue reads the plain product: it needs no memory beyond what a device has at hand.</summary>
    public bool Passing { get; init; }

    public override IEnumerable<int> Reads => [.. Operands, .. Continues ? [Output] : Array.Empty<int>(), .. Epilogue?.Reads.Where(i => i != Output) ?? []];

    public override IEnumerable<int> Writes => Passing ? Epilogue!.Writes : [Output, .. Epilogue?.Writes ?? []];

    public override long Operations => 2 * Batch * Rows * Columns * Inner + (Epilogue?.Operations ?? 0);

    /// <summary>The same with a <see cref="Passing"/> result.</summary>
    public ProductKernel ThatPasses() =>
        new(Type, BatchExtents, Rows, Columns, Inner, Cut, Lanes, Left, Right, Output, Epilogue) { Passing = true, Provenances = Provenances };

    public override string Describe(IReadOnlyList<BufferSpec> buffers)
    {
        string batch = Batch > 1 ? $"{Batch}×" : "";
        string product = $"{buffers[Output]} {(Continues ? "+=" : "=")} {Operand(Left)} · {Operand(Right)}   {batch}[{Rows}, {Inner}]·[{Inner}, {Columns}]";
        string Operand(Panel panel) => $"{buffers[panel.Buffer]}{(panel.RowStride == 1 && panel.ColumnStride != 1 ? "ᵀ" : "")}";
        return Epilogue is null ? product : $"{product}\n  then {Epilogue.Describe(buffers)}";
    }
}
