using Glissade.Operations;

namespace Glissade.Compiler;

/// <summary>A whole tensor in contiguous memory.</summary>
internal sealed record Whole(int Buffer, Shape Shape, DType Type);

/// <summary>One primitive done by a device's own routine, from contiguous tensors to a contiguous tensor: what is no loop nest and no product.</summary>
internal sealed class LibraryKernel(Operation operation, Whole[] inputs, Whole output) : Kernel
{
    public Operation Operation { get; } = operation;

    public Whole[] Inputs { get; } = inputs;

    public Whole Output { get; } = output;

    /// <summary>
    /// A buffer of places, one for each window and of the windows' type: which element of its window is the first largest. A <see cref="WindowMax"/> leaves them there, and of a
    /// <see cref="WindowMaxGradient"/> they are the first input. −1 for none.
    /// </summary>
    public int Places { get; private init; } = -1;

    public override IEnumerable<int> Reads => Inputs.Select(input => input.Buffer);

    public override IEnumerable<int> Writes => Places >= 0 && Operation is WindowMax ? [Output.Buffer, Places] : [Output.Buffer];

    /// <summary>As the formulas have them, in whatever way a device adds them up.</summary>
    public override long Operations => Operation switch
    {
        Convolution => 2 * Output.Shape.Count * Inputs[1].Shape.Count / Math.Max(1, Inputs[1].Shape[0]),
        ConvolutionInputGradient => 2 * Inputs[0].Shape.Count * Inputs[1].Shape.Count / Math.Max(1, Inputs[1].Shape[0]),
        ConvolutionWeightGradient => 2 * Inputs[1].Shape.Count * Output.Shape.Count / Math.Max(1, Output.Shape[0]),
        WindowSum sum => Output.Shape.Count * sum.Window.Extent.Count,
        WindowSumGradient sum => Inputs[0].Shape.Count * sum.Window.Extent.Count,
        WindowArgMax max => Output.Shape.Count * max.Window.Extent.Count,
        WindowMax max => Output.Shape.Count * max.Window.Extent.Count,
        WindowMaxGradient max => Inputs[1].Shape.Count * (max.Window.Extent.Count + 1),
        ScatterAdd => Inputs[1].Shape.Count,
        CumulativeSum => Output.Shape.Count,
        _ => 0,
    };

    /// <summary>The same with places.</summary>
    public LibraryKernel With(BufferSpec places) =>
        new(Operation, Operation is WindowMaxGradient ? [Inputs[1] with { Buffer = places.Index }, Inputs[1]] : Inputs, Output) { Places = places.Index, Provenances = Provenances };

    public override string Describe(IReadOnlyList<BufferSpec> buffers) =>
        $"{buffers[Output.Buffer]}{Output.Shape} = {Operation.Name}({string.Join(", ", Inputs.Select(input => $"{buffers[input.Buffer]}{input.Shape}"))}){(Places < 0 ? "" : $", places {buffers[Places]}")}";
}
