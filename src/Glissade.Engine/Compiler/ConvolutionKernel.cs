namespace Glissade.Compiler;

/// <summary>A convolution, or its input gradient, with an epilogue.</summary>
/// <param name="plain">The plain convolution.</param>
/// <param name="epilogue">A map whose last axis is all places of a channel, or as many of the last axes of places as run on in everything that it reads and writes.</param>
internal sealed class ConvolutionKernel(LibraryKernel plain, LoopKernel epilogue) : EpilogueKernel
{
    public LibraryKernel Convolution { get; } = plain;

    public override int Plain => Convolution.Output.Buffer;

    public override IEnumerable<int> Operands => Convolution.Reads;

    public override LoopKernel Epilogue { get; } = epilogue;

    public override IEnumerable<int> Reads => [.. Operands, .. Epilogue.Reads.Where(i => i != Plain)];

    public override IEnumerable<int> Writes => [Plain, .. Epilogue.Writes];

    public override long Operations => Convolution.Operations + Epilogue.Operations;

    public override string Describe(IReadOnlyList<BufferSpec> buffers) => $"{Convolution.Describe(buffers)}\n  then {Epilogue.Describe(buffers)}";
}
