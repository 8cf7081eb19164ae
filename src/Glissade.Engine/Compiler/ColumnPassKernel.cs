namespace Glissade.Compiler;

/// <summary>
/// A matrix times a column, and the transposed matrix times what was made of the result: forward and backward through a layer of one output. Each row of the matrix is used for both while it is
/// in the nearest cache, so that a large matrix is read once.
/// </summary>
/// <param name="forward">X·w, a dot product a row, and what is done to it.</param>
/// <param name="backward">Xᵀ·g, where g is written by the epilogue of <paramref name="forward"/>.</param>
internal sealed class ColumnPassKernel(ProductKernel forward, ProductKernel backward) : Kernel
{
    public ProductKernel Forward { get; } = forward;

    public ProductKernel Backward { get; } = backward;

    public override long Operations => Forward.Operations + Backward.Operations;

    public override IEnumerable<int> Reads => Forward.Reads.Concat(Backward.Reads);

    public override IEnumerable<int> Writes => Forward.Writes.Concat(Backward.Writes);

    public override string Describe(IReadOnlyList<BufferSpec> buffers) => $"{Forward.Describe(buffers)}\n  and on the way\n  {Backward.Describe(buffers)}";
}
