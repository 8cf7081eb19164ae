using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>
/// Joins a convolution and the pooling that follows it: the planes of an example are pooled while they are in the nearest caches. Where nobody else reads them, as in a
/// prediction, they have no buffer at all.
/// </summary>
internal static class PooledConvolutions
{
    public static List<Kernel> Join(IReadOnlyList<Kernel> kernels, IReadOnlyList<BufferSpec> buffers)
    {
        var joined = new List<Kernel>(kernels);
        for (int i = 0; i < joined.Count; i++)
        {
            ConvolutionKernel? convolution = joined[i] as ConvolutionKernel ?? (joined[i] is LibraryKernel plain ? new ConvolutionKernel(plain, null) { Provenances = plain.Provenances } : null);
            if (convolution?.Convolution.Operation is not Convolution row) continue;
            int at = joined.FindIndex(i + 1, kernel => kernel is LibraryKernel pooling && WindowOf(pooling)?.Rank == row.Window.Rank && Finishes(convolution, pooling.Inputs[0]));
            if (at < 0 || !MayComeForward(joined, i, at, buffers)) continue;
            var pooling = (LibraryKernel)joined[at];
            joined[i] = convolution.ThatPools(pooling, MayPass(convolution, pooling.Inputs[0].Buffer, joined, buffers));
            joined.RemoveAt(at);
        }

        return joined;
    }

    private static Window? WindowOf(LibraryKernel kernel) => kernel.Operation switch { WindowMax row => row.Window, WindowSum row => row.Window, _ => null };

    // The planes lie as the convolution goes through them.
    private static bool Finishes(ConvolutionKernel convolution, Whole planes)
    {
        Whole output = convolution.Convolution.Output;
        if (planes.Type != output.Type || !planes.Shape.Equals(output.Shape)) return false;
        if (convolution.Epilogue is not { } loop) return planes.Buffer == output.Buffer;
        Access[] writes = [.. loop.Body.Where(i => i.Op == LoopOp.Store && !i.Reduced && loop.Accesses[i.Access].Buffer == planes.Buffer).Select(i => loop.Accesses[i.Access])];
        return writes is [{ Offset: 0 } write] && write.Strides.AsSpan().SequenceEqual(Contiguous(loop.Extents));
    }

    private static long[] Contiguous(IReadOnlyList<long> extents)
    {
        var strides = new long[extents.Count];
        long stride = 1;
        for (int axis = strides.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= extents[axis];
        }

        return strides;
    }

    // What it reads must be as the convolution left it, and what it writes nobody's before.
    private static bool MayComeForward(List<Kernel> kernels, int first, int second, IReadOnlyList<BufferSpec> buffers)
    {
        var pooling = (LibraryKernel)kernels[second];
        (int read, int written) = (pooling.Inputs[0].Buffer, pooling.Output.Buffer);
        return buffers[written].Kind is BufferKind.Temporary or BufferKind.Output
            && kernels.Skip(first).Take(second - first).All(kernel => !kernel.Writes.Contains(written) && !kernel.Reads.Contains(written) && (kernel == kernels[first] || !kernel.Writes.Contains(read)));
    }

    private static bool MayPass(ConvolutionKernel convolution, int planes, List<Kernel> kernels, IReadOnlyList<BufferSpec> buffers)
    {
        int[] passing = [.. new[] { convolution.Plain, planes }.Distinct()];
        bool alone = convolution.Epilogue is not { } loop || loop.Writes.All(passing.Contains);
        return alone && !convolution.Operands.Any(passing.Contains) && passing.All(buffer => buffers[buffer].Kind == BufferKind.Temporary
            && kernels.Count(kernel => kernel.Reads.Contains(buffer) || kernel.Writes.Contains(buffer)) == (buffer == planes ? 2 : 1));
    }
}
