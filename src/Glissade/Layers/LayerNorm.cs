namespace Glissade;

/// <summary>
/// The numbers of the last axis, or of the last few together, with mean 0 and variance 1, then scaled and shifted, each example for itself (Ba, Kiros and Hinton 2016). PyTorch's epsilon is 1e-5, Keras' 1e-3.
/// </summary>
public sealed class LayerNorm : Layer
{
    private readonly PerAxis _inputs;
    private readonly Shape _shape;
    private readonly DType _type;

    /// <summary>A normalization of the last axis, or of the last few together.</summary>
    /// <param name="inputs">How many numbers it has: <c>8</c>, or <c>[3, 8]</c> for the last two axes (PyTorch's normalized_shape); each 1 or more.</param>
    /// <param name="epsilon">Added to the variance; above 0.</param>
    /// <param name="affine">Whether γ and β are trained.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public LayerNorm(PerAxis inputs, double epsilon = 1e-5, bool affine = true, DType type = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count == 0) throw new ArgumentOutOfRangeException(nameof(inputs), "LayerNorm needs to know how many numbers the last axis has, or the last few axes.");
        _shape = new Shape([.. inputs.AtLeast(1, nameof(inputs))]);
        if (!(epsilon > 0 && double.IsFinite(epsilon))) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "LayerNorm needs an epsilon above 0.");
        (_inputs, Epsilon, _type) = (inputs, epsilon, type);
        if (affine) Weight = AddParameter("weight", _shape, new OnesInitializer(), type: type);
        if (affine) Bias = AddParameter("bias", _shape, new ZerosInitializer(), type: type);
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
        Tensor rows = x.LastAxesAsOne(_shape);
        Tensor normal = rows.LayerNorm(Epsilon).Reshape(x.Shape);
        return Weight is null || Bias is null ? normal : normal * Weight + Bias;
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new LayerNorm(arguments.Widths("inputs", _inputs), arguments.Positive("epsilon", Epsilon), arguments.Boolean("affine", Weight is not null), arguments.Float("dtype", _type));
    }

    /// <inheritdoc/>
    public override string ToString() => $"LayerNorm({_inputs})";
}
