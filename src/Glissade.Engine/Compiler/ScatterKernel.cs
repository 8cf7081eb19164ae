namespace Glissade.Compiler;

/// <summary>Rows added up at the places that indices name, with an epilogue over the places: the update of an embedding above all, whose gradient then needs no memory.</summary>
/// <param name="plain">The sums, along the first axis.</param>
/// <param name="epilogue">A map whose last axis is all of a place, or as many of its last axes as run on in everything that it reads and writes.</param>
internal sealed class ScatterKernel(LibraryKernel plain, LoopKernel epilogue) : EpilogueKernel
{
    public LibraryKernel Scatter { get; } = plain;

    public override int Plain => Scatter.Output.Buffer;

    public override IEnumerable<int> Operands => Scatter.Reads;

    public override LoopKernel Epilogue { get; } = epilogue;

    /// <summary>Nobody but the epilogue reads the sums.</summary>
    public bool Passing { get; private init; }

    public override IEnumerable<int> Reads => [.. Operands, .. Epilogue.Reads.Where(i => i != Plain)];

    public override IEnumerable<int> Writes => [.. Passing ? Array.Empty<int>() : [Plain], .. Epilogue.Writes];

    public override long Operations => Scatter.Operations + Epilogue.Operations;

    /// <summary>The same with sums that pass.</summary>
    public ScatterKernel ThatPasses() => new(Scatter, Epilogue) { Passing = true, Provenances = Provenances };

    public override string Describe(IReadOnlyList<BufferSpec> buffers) => $"{Scatter.Describe(buffers)}\n  then {Epilogue.Describe(buffers)}";
}
