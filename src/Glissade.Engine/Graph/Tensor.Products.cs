using Glissade.Operations;

namespace Glissade;

public abstract partial class Tensor
{
    /// <summary>
    /// The matrix product over the last two axes, as NumPy's matmul: batch axes broadcast, a vector on the left is a row and on the right a column, whose axis is then dropped.
    /// </summary>
    /// <exception cref="ShapeException">Inner extents differ; both shapes are named.</exception>
    public Tensor MatMul(Tensor right)
    {
        if (Rank == 0 || right.Rank == 0) throw new ShapeException($"MatMul takes vectors or matrices; got {Shape} and {right.Shape}.");
        if (Rank == 1) return ExpandDimension(0).MatMul(right).Squeeze(right.Rank == 1 ? 0 : -2);
        if (right.Rank == 1) return MatMul(right.ExpandDimension(1)).Squeeze(-1);

        (Tensor a, bool transposeLeft) = Untransposed(this);
        (Tensor b, bool transposeRight) = Untransposed(right);
        if (b.Rank == 2 && a.Rank > 2 && !transposeLeft)
        {
            // One matrix for the whole batch: all rows of all examples in one product.
            long rows = a.Count / Math.Max(1, a.Shape[-1]);
            if (a.Shape[-1] == 0) rows = new Shape(a.Shape.Extents[..^1]).Count;
            int ofExample = a.Shape[0] == 0 ? 1 : (int)(rows / a.Shape[0]);
            Tensor flat = a.Reshape(new Shape(checked((int)rows), a.Shape[-1]));
            Tensor product = MatrixProduct.Of(flat, b, false, transposeRight, rowsOfExample: Math.Max(1, ofExample));
            return product.Reshape(new Shape([.. a.Shape.Extents[..^1], product.Shape[-1]]));
        }

        Shape batch = Shape.Broadcast(new Shape(a.Shape.Extents[..^2]), new Shape(b.Shape.Extents[..^2]));
        return MatrixProduct.Of(
            a.BroadcastTo(new Shape([.. batch.Extents, .. a.Shape.Extents[^2..]])),
            b.BroadcastTo(new Shape([.. batch.Extents, .. b.Shape.Extents[^2..]])),
            transposeLeft, transposeRight);
    }

    /// <summary>
    /// Convolution (cross-correlation) of this [batch, channels, spatial…] with [filters, channels / groups, window…] over one to three spatial axes.
    /// </summary>
    /// <param name="weights">The filters.</param>
    /// <param name="stride">Steps between windows, one a spatial axis; 1 where empty.</param>
    /// <param name="before">Zeros put before, one number a spatial axis; 0 where empty.</param>
    /// <param name="after">Zeros put after; as <paramref name="before"/> where empty.</param>
    /// <param name="dilation">Steps between the taps of a window; 1 where empty.</param>
    /// <param name="groups">Channels and filters are parted into so many groups that see only each other.</param>
    public Tensor Convolve(
        Tensor weights, ReadOnlySpan<int> stride = default, ReadOnlySpan<int> before = default, ReadOnlySpan<int> after = default, ReadOnlySpan<int> dilation = default, int groups = 1)
    {
        if (weights.Rank < 3) throw new ShapeException($"The weights of a convolution are [filters, channels / groups, window…]; got {weights.Shape}.");
        return Apply(new Convolution(Window(weights.Shape.Extents[2..], stride, before, after, dilation), groups), this, weights);
    }

    /// <summary>
    /// The transposed convolution: what <see cref="Convolve"/> does to gradients. Every element of this [batch, filters, spatial…] adds its multiple of a window of
    /// [filters, channels / groups, window…] to [batch, channels, <paramref name="outputs"/>…].
    /// </summary>
    /// <param name="weights">The filters, as of the convolution that is transposed.</param>
    /// <param name="outputs">The spatial extents of the result, of which the convolution would make those of this.</param>
    /// <param name="stride">Steps between windows, one a spatial axis; 1 where empty.</param>
    /// <param name="before">What is cut off before, one number a spatial axis; 0 where empty.</param>
    /// <param name="after">What is cut off after; as <paramref name="before"/> where empty.</param>
    /// <param name="dilation">Steps between the taps of a window; 1 where empty.</param>
    /// <param name="groups">Channels and filters are parted into so many groups that see only each other.</param>
    public Tensor ConvolveTransposed(Tensor weights, ReadOnlySpan<int> outputs, ReadOnlySpan<int> stride = default, ReadOnlySpan<int> before = default, ReadOnlySpan<int> after = default,
        ReadOnlySpan<int> dilation = default, int groups = 1)
    {
        if (weights.Rank < 3 || Rank != weights.Rank || outputs.Length != Rank - 2 || Shape[1] != weights.Shape[0])
            throw new ShapeException($"A transposed convolution takes [batch, filters, spatial…] and weights [filters, channels / groups, window…]; got {Shape} and {weights.Shape}.");
        var forward = new Convolution(Window(weights.Shape.Extents[2..], stride, before, after, dilation), groups);
        return Apply(new ConvolutionInputGradient(forward, new Shape([Shape[0], weights.Shape[1] * groups, .. outputs])), this, weights);
    }

    /// <summary>Sums over windows of the last axes.</summary>
    public Tensor WindowSum(
        ReadOnlySpan<int> extent, ReadOnlySpan<int> stride = default, ReadOnlySpan<int> before = default, ReadOnlySpan<int> after = default, ReadOnlySpan<int> dilation = default) =>
        Apply(new WindowSum(Window(extent, stride, before, after, dilation)), this);

    /// <summary>The largest of every window of the last axes; padding is never chosen.</summary>
    public Tensor WindowMax(
        ReadOnlySpan<int> extent, ReadOnlySpan<int> stride = default, ReadOnlySpan<int> before = default, ReadOnlySpan<int> after = default, ReadOnlySpan<int> dilation = default) =>
        Apply(new WindowMax(Window(extent, stride, before, after, dilation)), this);

    private static Window Window(ReadOnlySpan<int> extent, ReadOnlySpan<int> stride, ReadOnlySpan<int> before, ReadOnlySpan<int> after, ReadOnlySpan<int> dilation)
    {
        int rank = extent.Length;
        return new Window(new Shape(extent), Or(stride, 1), Or(before, 0), after.IsEmpty ? Or(before, 0) : new Shape(after), Or(dilation, 1));

        Shape Or(ReadOnlySpan<int> given, int value) => given.IsEmpty ? new Shape([.. Enumerable.Repeat(value, rank)]) : new Shape(given);
    }

    // A transposed operand is read transposed instead of being moved; which sums are taken in lanes depends on it, so it is decided here, once.
    private static (Tensor, bool) Untransposed(Tensor operand)
    {
        if (operand.Operation is not Permute permute) return (operand, false);
        int rank = operand.Rank;
        for (int axis = 0; axis < rank - 2; axis++)
            if (permute.Axes[axis] != axis) return (operand, false);
        return permute.Axes[rank - 1] == rank - 2 ? (operand.Inputs[0], true) : (operand, false);
    }
}
