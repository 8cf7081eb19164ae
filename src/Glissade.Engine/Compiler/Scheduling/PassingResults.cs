namespace Glissade.Compiler;

/// <summary>
/// Finds the products, and the sums of rows by index, whose plain result only their own epilogue reads: a weight's gradient that its update takes up at once above all. Such a result needs
/// no buffer: half of what the kernel would write, and all of what it would read back, never leaves the nearest caches.
/// </summary>
internal static class PassingResults
{
    /// <summary>Smaller results stay in a cache by themselves.</summary>
    private const long LeastBytes = 64 << 10;

    /// <summary>Longer sums are many operations for each byte of the result.</summary>
    private const long MostTerms = 1024;

    public static List<Kernel> Mark(IReadOnlyList<Kernel> kernels, IReadOnlyList<BufferSpec> buffers)
    {
        var users = new int[buffers.Count];
        foreach (Kernel kernel in kernels)
            foreach (int buffer in kernel.Reads.Concat(kernel.Writes).Distinct()) users[buffer]++;
        return [.. kernels.Select(kernel => kernel switch
        {
            ProductKernel product when IsWorthIt(product, buffers[product.Output]) && MayPass(product, buffers[product.Output], users[product.Output]) => product.ThatPasses(),
            ScatterKernel scatter when MayPass(scatter, buffers[scatter.Plain], users[scatter.Plain]) => scatter.ThatPasses(),
            _ => kernel,
        })];
    }

    private static bool IsWorthIt(ProductKernel product, BufferSpec plain) => product is { Continues: false, Columns: > 1, Inner: <= MostTerms } && plain.Bytes >= LeastBytes;

    private static bool MayPass(EpilogueKernel kernel, BufferSpec plain, int users) =>
        kernel.Epilogue is { Kind: LoopKind.Map } epilogue && plain.Kind == BufferKind.Temporary && users == 1 && !epilogue.Writes.Contains(plain.Index) && !kernel.Operands.Contains(plain.Index);
}
