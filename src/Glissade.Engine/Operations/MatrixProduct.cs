namespace Glissade.Operations;

/// <summary>
/// The product of matrices in the last two axes, either of them read transposed; the axes before are a batch of equal extents.
/// Each element: c = 0, c = fma(a_k, b_k, c) with k ascending, restarted every <paramref name="Cut"/> terms, partial sums added in order. With
/// <paramref name="Lanes"/> (one column, k contiguous) each cut is taken by 16 lanes (k mod 16) that are folded in halves. A third operand, shaped as the result, is what the
/// first cut begins with in place of 0: a sum over a batch goes on where an earlier part of the batch left it.
/// </summary>
/// <param name="TransposeLeft">Read the left operand as [k, rows].</param>
/// <param name="TransposeRight">Read the right operand as [columns, k].</param>
/// <param name="Lanes">Sum each cut in 16 lanes: decided from the formula as written, once, so that no rewrite can change it.</param>
/// <param name="Cut">Terms summed in one go.</param>
/// <param name="RowsOfExample">How many rows of the left operand belong to one example of the batch; the weight's gradient is cut after whole examples.</param>
internal sealed record MatrixProduct(bool TransposeLeft, bool TransposeRight, bool Lanes, int Cut = SummationOrder.Block, int RowsOfExample = 1) : Operation
{
    public override string Name => "MatrixProduct";

    public override string? OnnxName => "MatMul";

    public override string Order => "fma from 0 or the third operand, k ascending, cut; one column: 16 lanes";

    /// <summary>The product of two tensors with the order that their shapes call for.</summary>
    public static Tensor Of(Tensor left, Tensor right, bool transposeLeft, bool transposeRight, int cut = SummationOrder.Block, int rowsOfExample = 1)
    {
        bool column = right.Rank >= 2 && right.Shape[transposeRight ? -2 : -1] == 1;
        return Tensor.Apply(new MatrixProduct(transposeLeft, transposeRight, column && !transposeLeft, cut, rowsOfExample), left, right);
    }

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Shape a = inputs[0].Shape, b = inputs[1].Shape;
        string got = $"{a}{(TransposeLeft ? " transposed" : "")} and {b}{(TransposeRight ? " transposed" : "")}";
        Require(a.Rank >= 2 && a.Rank == b.Rank, $"A matrix product takes two tensors of equal rank, 2 or more; got {got}.");
        Require(inputs[0].Type.IsFloat() && inputs[0].Type == inputs[1].Type,
            $"A matrix product takes two floats of one type; got {inputs[0].Type.Name()} and {inputs[1].Type.Name()}.");
        var extents = new int[a.Rank];
        for (int axis = 0; axis < a.Rank - 2; axis++)
        {
            Require(a[axis] == b[axis], $"The batch axes of a matrix product must be equal; got {got}.");
            extents[axis] = a[axis];
        }

        Require(a[TransposeLeft ? -2 : -1] == b[TransposeRight ? -1 : -2], $"The inner extents of a matrix product must be equal; got {got}.");
        extents[^2] = a[TransposeLeft ? -1 : -2];
        extents[^1] = b[TransposeRight ? -2 : -1];
        var result = new Shape(extents);
        if (inputs.Length > 2) Require(!Lanes && inputs[2].Shape.Equals(result) && inputs[2].Type == inputs[0].Type, $"What a matrix product of {got} begins with must be {inputs[0].Type.Name()} {result}, and not summed in lanes; got {inputs[2].Type.Name()} {inputs[2].Shape}.");
        return (result, inputs[0].Type);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream)
    {
        Tensor a = node.Inputs[0], b = node.Inputs[1];
        int overRows = SummationOrder.CutOverBatch(RowsOfExample);
        Tensor da = TransposeLeft
            ? Of(b, upstream, TransposeRight, true)
            : Of(upstream, b, false, !TransposeRight, rowsOfExample: RowsOfExample);
        Tensor db = TransposeRight
            ? Of(upstream, a, true, TransposeLeft, overRows)
            : Of(a, upstream, !TransposeLeft, false, overRows);
        return node.Inputs.Length > 2 ? [da, db, upstream] : [da, db];
    }

    public override double[] Evaluate(Tensor node, double[][] inputs)
    {
        int rows = node.Shape[-2], columns = node.Shape[-1], inner = node.Inputs[0].Shape[TransposeLeft ? -2 : -1];
        var result = new double[node.Count];
        for (int i = 0; i < result.Length; i++)
        {
            int column = i % columns, row = i / columns % rows, batch = i / columns / rows;
            double sum = inputs.Length > 2 ? inputs[2][i] : 0;
            for (int k = 0; k < inner; k++)
            {
                int left = TransposeLeft ? k * rows + row : row * inner + k, right = TransposeRight ? column * inner + k : k * columns + column;
                sum += inputs[0][batch * rows * inner + left] * inputs[1][batch * inner * columns + right];
            }

            result[i] = sum;
        }

        return result;
    }
}
