namespace Glissade.Compiler;

/// <summary>
/// Finds the products whose plain result only their own epilogue reads, a weight's gradient that its update takes up at once above all. Such a result needs no buffer: half of what the
/// kernel would write, and all of what it would read back, never leaves the nearest caches.
/// </summary>
internal static class PassingProducts
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
        return [.. kernels.Select(kernel => kernel is ProductKernel product && MayPass(product, buffers[product.Output], users[product.Output]) ? product.ThatPasses() : kernel)];
    }

    private static bool MayPass(ProductKernel product, BufferSpec plain, int users) =>
        product is { Continues: false, Epilogue: { Kind: LoopKind.Map } epilogue, Columns: > 1, Inner: <= MostTerms } && plain.Kind == BufferKind.Temporary && plain.Bytes >= LeastBytes
        && users == 1 && !epilogue.Writes.Contains(plain.Index) && product.Left.Buffer != plain.Index && product.Right.Buffer != plain.Index;
}
