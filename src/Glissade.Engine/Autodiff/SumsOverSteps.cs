using Glissade.Operations;

namespace Glissade;

/// <summary>
/// What every step of a scan sums over its rows, and what is then added up over the steps, is one sum over rows and steps: the gradient of a weight that is multiplied with in every step is one product
/// over all steps, taken after the scan. The rows come first, each with all of its steps in order: what belongs to one example stays together, and a batch that comes in parts adds up to the same bits.
/// </summary>
internal static class SumsOverSteps
{
    /// <summary>Whether a step's gradient is made of such sums alone.</summary>
    public static bool Holds(Tensor gradient) => gradient.Operation switch
    {
        Elementwise { Code: LoopCode.Add } => Holds(gradient.Inputs[0]) && Holds(gradient.Inputs[1]),
        Reshape => Unshaped(gradient).Operation is Sum { Axis: 0 },
        Sum { Axis: 0 } => true,
        MatrixProduct { TransposeLeft: true, TransposeRight: false, Lanes: false } => gradient.Rank == 2 && gradient.Inputs.Length == 2,
        _ => false,
    };

    /// <summary>The sum over all steps.</summary>
    /// <param name="gradient">A step's.</param>
    /// <param name="stacked">The values of all steps, along a new first axis, of what a step computes.</param>
    public static Tensor Of(Tensor gradient, Func<Tensor, Tensor> stacked)
    {
        switch (gradient.Operation)
        {
            case Elementwise:
                return Of(gradient.Inputs[0], stacked) + Of(gradient.Inputs[1], stacked);
            case MatrixProduct product:
                Tensor left = Rows(gradient.Inputs[0]), right = Rows(gradient.Inputs[1]);
                return MatrixProduct.Of(left, right, true, false, Cut(product.Cut, gradient.Inputs[0]));
            default:
                var sum = (Sum)Unshaped(gradient).Operation;
                Tensor terms = Unshaped(gradient).Inputs[0];
                return Tensor.Apply(new Sum(0, Cut(sum.Cut, terms)), Rows(terms)).Reshape(gradient.Shape);
        }

        Tensor Rows(Tensor value)
        {
            Tensor all = stacked(value);
            int[] axes = [1, 0, .. Enumerable.Range(2, value.Rank - 1)];
            return all.Permute(axes).Reshape(new Shape([checked(all.Shape[0] * all.Shape[1]), .. value.Shape.Extents[1..]]));
        }

        // As many whole examples as before, or half as many, and so on, until the steps of all of them fit.
        int Cut(int cut, Tensor value)
        {
            long all = (long)cut * stacked(value).Shape[0];
            while (all > SummationOrder.Block && all % 2 == 0) all /= 2;
            return checked((int)Math.Max(1, all));
        }
    }

    private static Tensor Unshaped(Tensor tensor)
    {
        while (tensor.Operation is Reshape) tensor = tensor.Inputs[0];
        return tensor;
    }
}
