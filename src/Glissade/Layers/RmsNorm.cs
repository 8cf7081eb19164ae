namespace Glissade;

/// <summary>The numbers of the last axis, or of the last few together, divided by the root of the mean of their squares, then scaled (Zhang and Sennrich 2019). Epsilon is 2⁻²³ at first, which is PyTorch's in float32.</summary>
public sealed class RmsNorm : Layer
{
    private readonly PerAxis _inputs;
    private readonly Shape _shape;
    private readonly DType _type;

    /// <summary>A normalization of the last axis, or of the last few together.</summary>
    /// <param name="inputs">How many numbers it has: <c>8</c>, or <c>[3, 8]</c> for the last two axes (PyTorch's normalized_shape); each 1 or more.</param>
    /// <param name="epsilon">Added to the mean of the squares; above 0.</param>
    /// <param name="affine">Whether γ is trained.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public RmsNorm(PerAxis inputs, double epsilon = 1.0 / (1 << 23), bool affine = true, DType type = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count == 0) throw new ArgumentOutOfRangeException(nameof(inputs), "RmsNorm needs to know how many numbers the last axis has, or the last few axes.");
        _shape = new Shape([.. inputs.AtLeast(1, nameof(inputs))]);
        if (!(epsilon > 0 && double.IsFinite(epsilon))) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "RmsNorm needs an epsilon above 0.");
        (_inputs, Epsilon, _type) = (inputs, epsilon, type);
        if (affine) Weight = AddParameter("weight", _shape, new OnesInitializer(), type: type);
    }

    /// <summary>Added to the mean of the squares.</summary>
    public double Epsilon { get; }

    /// <summary>γ; null if it is not affine.</summary>
    public Parameter? Weight { get; }

    /// <inheritdoc/>
    public override string Formula => Weight is null ? "x / √(mean x² + ε)" : "γ·x / √(mean x² + ε)";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor rows = x.LastAxesAsOne(_shape);
        Tensor normal = (rows * (1 / (rows.Square().Mean(-1, keepDimensions: true) + Epsilon).SquareRoot())).Reshape(x.Shape);
        return Weight is null ? normal : normal * Weight;
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new RmsNorm(arguments.Widths("inputs", _inputs), arguments.Positive("epsilon", Epsilon), arguments.Boolean("affine", Weight is not null), arguments.Float("dtype", _type));
    }

    /// <inheritdoc/>
    public override string ToString() => $"RmsNorm({_inputs})";
}
