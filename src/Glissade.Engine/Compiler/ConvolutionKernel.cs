namespace Glissade.Compiler;

/// <summary>A convolution, or its input gradient, with an epilogue; a convolution may be followed by a pooling of what the epilogue leaves.</summary>
/// <param name="plain">The plain convolution.</param>
/// <param name="epilogue">
/// A map whose last axis is all places of a channel, or as many of the last axes of places as run on in everything that it reads and writes; null if there is only a pooling.
/// </param>
internal sealed class ConvolutionKernel(LibraryKernel plain, LoopKernel? epilogue) : EpilogueKernel
{
    public LibraryKernel Convolution { get; } = plain;

    public override int Plain => Convolution.Output.Buffer;

    public override IEnumerable<int> Operands => Convolution.Reads;

    public override LoopKernel? Epilogue { get; } = epilogue;

    /// <summary>A pooling of the planes that convolution and epilogue finish; null if there is none.</summary>
    public LibraryKernel? Pooling { get; private init; }

    /// <summary>Nobody but the pooling reads the planes, which then have no buffer.</summary>
    public bool Passing { get; private init; }

    public override IEnumerable<int> Reads => [.. Operands, .. Epilogue?.Reads.Where(i => i != Plain) ?? []];

    public override IEnumerable<int> Writes => [.. Passing ? [] : new[] { Plain }.Concat(Epilogue?.Writes ?? []), .. Pooling?.Writes ?? []];

    public override long Operations => Convolution.Operations + (Epilogue?.Operations ?? 0) + (Pooling?.Operations ?? 0);

    /// <summary>The same, followed by a pooling.</summary>
    public ConvolutionKernel ThatPools(LibraryKernel pooling, bool passing) =>
        new(Convolution, Epilogue) { Pooling = pooling, Passing = passing, Provenances = [.. Provenances.Concat(pooling.Provenances).Distinct()] };

    public override string Describe(IReadOnlyList<BufferSpec> buffers) =>
        string.Join("\n  then ", new Kernel?[] { Convolution, Epilogue, Pooling }.OfType<Kernel>().Select(kernel => kernel.Describe(buffers)));
}
