namespace Glissade.Operations;

/// <summary>
/// Rows (sub-tensors along an axis) chosen by number: x[…, indices, …]. Numbers are int32, from 0; one out of range ends the run with an error.
/// </summary>
internal sealed record Gather(int Axis) : Operation
{
    public override string Name => "Gather";

    public override string Order => "none";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Shape from = inputs[0].Shape;
        int axis = from.Axis(Axis);
        Require(inputs[1].Type == DType.Int32, $"Gather takes int32 indices; got {inputs[1].Type.Name()}.");
        return (new Shape([.. from.Extents[..axis], .. inputs[1].Shape.Extents, .. from.Extents[(axis + 1)..]]), inputs[0].Type);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) =>
        [Tensor.Apply(new ScatterAdd(Axis, node.Inputs[0].Shape[Axis]), node.Inputs[1], upstream), null];

    public override double[] Evaluate(Tensor node, double[][] inputs)
    {
        var result = new double[node.Count];
        IndexedRows.Visit(node.Inputs[0].Shape, Axis, inputs[1], (row, place) => result[place] = inputs[0][row]);
        return result;
    }
}

/// <summary>
/// Zeros of extent <paramref name="Extent"/> along an axis, to which rows of the second input are added at the places that the first (int32) names, in the order of the indices.
/// </summary>
internal sealed record ScatterAdd(int Axis, int Extent) : Operation
{
    public override string Name => "ScatterAdd";

    public override string? OnnxName => "ScatterND";

    public override string Order => "in the order of the indices, from +0";

    public override (Shape, DType) Infer(ReadOnlySpan<Tensor> inputs)
    {
        Shape indices = inputs[0].Shape, rows = inputs[1].Shape;
        Require(inputs[0].Type == DType.Int32, $"ScatterAdd takes int32 indices; got {inputs[0].Type.Name()}.");
        Require(inputs[1].Type.IsFloat() || inputs[1].Type == DType.Int32, $"ScatterAdd adds floats or int32; got {inputs[1].Type.Name()}.");
        int axis = Axis;
        Require(axis >= 0 && axis + indices.Rank <= rows.Rank && rows.Extents.Slice(axis, indices.Rank).SequenceEqual(indices.Extents),
            $"ScatterAdd along axis {axis} needs rows of shape […, {indices}, …]; got {rows}.");
        return (new Shape([.. rows.Extents[..axis], Extent, .. rows.Extents[(axis + indices.Rank)..]]), inputs[1].Type);
    }

    public override Tensor?[] Derivative(Tensor node, Tensor upstream) => [null, Tensor.Apply(new Gather(Axis), upstream, node.Inputs[0])];

    public override double[] Evaluate(Tensor node, double[][] inputs)
    {
        var result = new double[node.Count];
        IndexedRows.Visit(node.Shape, Axis, inputs[0],
            (row, place) => result[row] = node.Type == DType.Int32 ? unchecked((int)result[row] + (int)inputs[1][place]) : result[row] + inputs[1][place]);
        return result;
    }
}

internal static class IndexedRows
{
    /// <summary>Pairs of positions: in the tensor that rows are chosen from, and in the tensor of chosen rows.</summary>
    public static void Visit(Shape from, int axis, double[] indices, Action<int, int> pair)
    {
        axis = from.Axis(axis);
        int outer = 1, inner = 1, rows = from[axis];
        for (int i = 0; i < axis; i++) outer *= from[i];
        for (int i = axis + 1; i < from.Rank; i++) inner *= from[i];
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < indices.Length; i++)
            {
                int row = (int)indices[i];
                if (row < 0 || row >= rows) throw new IndexException($"Index {row} is outside the {rows} rows of {from}.");
                for (int j = 0; j < inner; j++) pair((o * rows + row) * inner + j, (o * indices.Length + i) * inner + j);
            }
        }
    }
}
