namespace Glissade;

/// <summary>
/// The numbers of the last axis with mean 0 and variance 1, then scaled and shifted, each example for itself (Ba, Kiros and Hinton 2016). PyTorch's epsilon is 1e-5, Keras' 1e-3.
/// </summary>
public sealed class LayerNorm : Layer
{
    private readonly int _width;
    private readonly DType _type;

    /// <summary>A normalization of the last axis.</summary>
    /// <param name="inputs">How many numbers it has; 1 or more.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    /// <param name="affine">Whether γ and β are trained.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public LayerNorm(int inputs, double epsilon = 1e-5, bool affine = true, DType type = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        if (!(epsilon > 0 && double.IsFinite(epsilon))) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "LayerNorm needs an epsilon above 0.");
        (_width, Epsilon, _type) = (inputs, epsilon, type);
        if (affine) Weight = AddParameter("weight", new Shape(inputs), new OnesInitializer(), type: type);
        if (affine) Bias = AddParameter("bias", new Shape(inputs), new ZerosInitializer(), type: type);
    }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>γ; null if it is not affine.</summary>
    public Parameter? Weight { get; }

    /// <summary>β; null if it is not affine.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    public override string Formula => Weight is null ? "(x − mean) / √(variance + ε)" : "γ·(x − mean) / √(variance + ε) + β";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank < 2 || x.Shape[-1] != _width) throw new ShapeException($"it takes {_width} numbers in the last axis of [examples, …, {_width}].");
        Tensor normal = x.LayerNorm(Epsilon);
        return Weight is null || Bias is null ? normal : normal * Weight + Bias;
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new LayerNorm(arguments.Width("inputs", _width), arguments.Positive("epsilon", Epsilon), arguments.Boolean("affine", Weight is not null), arguments.Float("dtype", _type));
    }

    /// <inheritdoc/>
    public override string ToString() => $"LayerNorm({_width})";
}
