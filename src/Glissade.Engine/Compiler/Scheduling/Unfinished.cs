using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>What is known of a kernel before its epilogue is complete.</summary>
internal abstract record Unfinished
{
    /// <summary>The buffer of the plain result.</summary>
    public abstract int Plain { get; }

    /// <summary>The buffers that the plain result is made of.</summary>
    public abstract IEnumerable<int> Operands { get; }

    /// <param name="epilogue">Null if there is nothing to do.</param>
    /// <param name="from">The layers and formulas of kernel and epilogue.</param>
    public abstract Kernel With(LoopKernel? epilogue, IReadOnlyList<Provenance> from);
}

internal sealed record UnfinishedProduct(Tensor Node, MatrixProduct Operation, Panel Left, Panel Right, BufferSpec Output) : Unfinished
{
    public override int Plain => Output.Index;

    public override IEnumerable<int> Operands => [Left.Buffer, Right.Buffer];

    public override Kernel With(LoopKernel? epilogue, IReadOnlyList<Provenance> from)
    {
        Shape shape = Node.Shape;
        return new ProductKernel(
            Node.Type,
            [.. shape.Extents[..^2].ToArray().Select(extent => (long)extent)],
            shape[-2],
            shape[-1],
            Node.Inputs[0].Shape[Operation.TransposeLeft ? -2 : -1],
            Operation.Cut,
            Operation.Lanes,
            Left,
            Right,
            Output.Index,
            epilogue)
        { Provenances = from, Continues = Node.Inputs.Length > 2 };
    }
}

internal sealed record UnfinishedConvolution(Operation Operation, Whole[] Inputs, Whole Output) : Unfinished
{
    public override int Plain => Output.Buffer;

    public override IEnumerable<int> Operands => Inputs.Select(input => input.Buffer);

    public override Kernel With(LoopKernel? epilogue, IReadOnlyList<Provenance> from)
    {
        var plain = new LibraryKernel(Operation, Inputs, Output) { Provenances = from };
        return epilogue is null ? plain : new ConvolutionKernel(plain, epilogue) { Provenances = from };
    }
}

internal sealed record UnfinishedScatter(Operation Operation, Whole[] Inputs, Whole Output) : Unfinished
{
    public override int Plain => Output.Buffer;

    public override IEnumerable<int> Operands => Inputs.Select(input => input.Buffer);

    public override Kernel With(LoopKernel? epilogue, IReadOnlyList<Provenance> from)
    {
        var plain = new LibraryKernel(Operation, Inputs, Output) { Provenances = from };
        return epilogue is null ? plain : new ScatterKernel(plain, epilogue) { Provenances = from };
    }
}
