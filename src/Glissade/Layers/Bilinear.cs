namespace Glissade;

/// <summary>
/// Every output a weighted sum of all products of a number of x₁ and one of x₂: yₖ = x₁·Wₖ·x₂ + bₖ. Both come in one row: x₁ first, then x₂. PyTorch's Bilinear takes them apart; its weights
/// are the same, [outputs, left, right].
/// </summary>
public sealed class Bilinear : Layer
{
    /// <summary>A layer over <paramref name="left"/> and <paramref name="right"/> numbers in a row.</summary>
    /// <param name="left">Numbers of x₁; 1 or more.</param>
    /// <param name="right">Numbers of x₂; 1 or more.</param>
    /// <param name="outputs">1 or more.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A width is below 1.</exception>
    public Bilinear(int left, int right, int outputs, bool bias = true, DType type = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(left, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(right, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        // PyTorch's bound is 1/√left.
        var fan = new Fan(left, outputs);
        Weight = AddParameter("weight", new Shape(outputs, left, right), new TorchInitializer(), fan, type);
        if (bias) Bias = AddParameter("bias", new Shape(outputs), new TorchInitializer(), fan, type);
    }

    /// <summary>W, [outputs, left, right].</summary>
    public Parameter Weight { get; }

    /// <summary>b, [outputs]; null if there is none.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override string Formula => Bias is null ? "x₁·W·x₂" : "x₁·W·x₂ + b";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        (int outputs, int left, int right) = (Weight.Shape[0], Weight.Shape[1], Weight.Shape[2]);
        if (x.Rank < 2 || x.Shape[-1] != left + right) throw new ShapeException($"it takes {left} and {right} inputs, {left + right} in the last axis of [examples, …, {left + right}]; {x.RemedyFor(-1, left + right, "left+right")}.");
        Tensor halfway = x.Narrow(-1, 0, left).MatMul(Weight.Permute(1, 0, 2).Reshape(left, outputs * right)).Reshape([.. x.Shape.Extents[..^1], outputs, right]);
        Tensor sum = (halfway * x.Narrow(-1, left, right).ExpandDimension(-2)).Sum(-1);
        return Bias is null ? sum : sum + Bias;
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new Bilinear(arguments.Extent("left", Weight.Shape[1]), arguments.Extent("right", Weight.Shape[2]), arguments.Extent("outputs", Weight.Shape[0]),
            arguments.Boolean("bias", Bias is not null), arguments.Float("dtype", Weight.Type));
    }

    /// <inheritdoc/>
    public override string ToString() => $"Bilinear({Weight.Shape[1]}, {Weight.Shape[2]}, {Weight.Shape[0]}{(Bias is null ? ", bias: false" : "")})";
}
