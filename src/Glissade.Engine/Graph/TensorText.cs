using System.Globalization;
using System.Text;
using Glissade.Operations;

namespace Glissade;

public abstract partial class Tensor
{
    /// <summary>
    /// Type, shape and values, the middle of long axes left out; a formula where the values depend on an <see cref="Input"/>. Printing computes, and changes nothing.
    /// </summary>
    public override string ToString()
    {
        string head = $"{Type.Name()} {(Rank == 0 ? "scalar" : Shape.ToString())}";
        bool open = GraphWalk.Topological([this], GraphWalk.InputsAndBody).Any(node => node is Input);
        return open ? $"{head} = {TensorText.Formula(this)}" : $"{head}\n{TensorText.Values(this)}";
    }
}

/// <summary>Tensors for people.</summary>
internal static class TensorText
{
    private const int LongestAxis = 10;
    private const int ShownAtEnds = 4;
    private const int DeepestFormula = 8;

    public static string Values(Tensor tensor)
    {
        string[] elements = tensor.Type switch
        {
            DType.Float32 => [.. tensor.ToArray<float>().Select(x => x.ToString("G6", CultureInfo.InvariantCulture))],
            DType.Float64 => [.. tensor.ToArray<double>().Select(x => x.ToString("G10", CultureInfo.InvariantCulture))],
            DType.Int32 => [.. tensor.ToArray<int>().Select(x => x.ToString(CultureInfo.InvariantCulture))],
            DType.Bool => [.. tensor.ToArray<bool>().Select(x => x ? "true" : "false")],
            _ => [.. tensor.ToArray<byte>().Select(x => x.ToString(CultureInfo.InvariantCulture))],
        };
        var text = new StringBuilder();
        int at = 0;
        Append(text, elements, tensor.Shape, 0, ref at);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string[] elements, Shape shape, int axis, ref int at)
    {
        if (axis == shape.Rank)
        {
            text.Append(elements[at++]);
            return;
        }

        int extent = shape[axis], inner = (int)new Shape(shape.Extents[(axis + 1)..]).Count;
        text.Append('[');
        for (int i = 0; i < extent; i++)
        {
            if (i > 0) text.Append(axis == shape.Rank - 1 ? ", " : ",\n" + new string(' ', axis + 1));
            if (extent > LongestAxis && i == ShownAtEnds)
            {
                text.Append('…');
                int skipped = extent - 2 * ShownAtEnds;
                at += skipped * inner;
                i += skipped - 1;
                continue;
            }

            Append(text, elements, shape, axis + 1, ref at);
        }

        text.Append(']');
    }

    public static string Formula(Tensor tensor, int depth = 0)
    {
        if (depth == DeepestFormula) return "…";
        string Of(int input) => Formula(tensor.Inputs[input], depth + 1);
        string Call() => $"{tensor.Operation.Name}({string.Join(", ", Enumerable.Range(0, tensor.Inputs.Length).Select(Of))})";
        return tensor switch
        {
            State state => state.Name,
            Input input => input.Name,
            Constant { Number: { } number } => number.ToString("G6", CultureInfo.InvariantCulture),
            Constant => $"constant{tensor.Shape}",
            _ => tensor.Operation switch
            {
                // Where elements stand is seen from the shapes; the formula is about what is computed.
                Broadcast or Reshape => Formula(tensor.Inputs[0], depth),
                Elementwise { Code: LoopCode.Add } => $"({Of(0)} + {Of(1)})",
                Elementwise { Code: LoopCode.Subtract } => $"({Of(0)} - {Of(1)})",
                Elementwise { Code: LoopCode.Multiply } => $"{Of(0)}·{Of(1)}",
                Elementwise { Code: LoopCode.Divide } => $"({Of(0)} / {Of(1)})",
                Elementwise { Code: LoopCode.Negate } => $"-{Of(0)}",
                MatrixProduct product => $"{(tensor.Inputs.Length > 2 ? $"{Of(2)} + " : "")}{Of(0)}{(product.TransposeLeft ? "ᵀ" : "")} × {Of(1)}{(product.TransposeRight ? "ᵀ" : "")}",
                _ => Call(),
            },
        };
    }
}
