using System.Globalization;

namespace Glissade;

/// <summary>
/// Every numeric feature as waves of trained frequencies, then weights of its own and a ReLU: ReLU([cos 2πcx, sin 2πcx]·W + b), the paper's PLR (Gorishniy et al. 2022): [examples, …, features] → [examples, …, features·width].
/// Bounds instead of waves has <see cref="PiecewiseLinearEmbedding"/>. PyTorch and Keras have none.
/// </summary>
public sealed class NumericEmbedding : FeatureEmbedding
{
    private readonly double _sigma;

    /// <summary>An embedding of so many features.</summary>
    /// <param name="features">The extent of the last axis of the input; 1 or more.</param>
    /// <param name="width">How many numbers stand for each; 1 or more.</param>
    /// <param name="frequencies">Waves of each feature, a cosine and a sine each; 1 or more.</param>
    /// <param name="sigma">The deviation of the frequencies at first, the argument that counts most; above 0. Features are best standardized.</param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public NumericEmbedding(int features, int width, int frequencies = 48, double sigma = 0.01, DType type = DType.Float32) : base(features, checked(2 * frequencies), width, type)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frequencies, 1);
        if (!(sigma > 0 && double.IsFinite(sigma))) throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "NumericEmbedding needs a sigma above 0.");
        _sigma = sigma;
        Frequencies = AddParameter("frequencies", new Shape(features, frequencies), new NormalInitializer { Deviation = sigma }, type: type);
    }

    /// <summary>c, [features, frequencies].</summary>
    public Parameter Frequencies { get; }

    /// <inheritdoc/>
    public override string Formula => "max(0, [cos 2πcx, sin 2πcx]·W + b)";

    private protected override Tensor Terms(Tensor x)
    {
        Tensor angles = x * Frequencies * (2 * Math.PI);
        return Tensor.Concatenate(2, angles.Cos(), angles.Sin());
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new NumericEmbedding(arguments.Width("features", Features), arguments.Extent("width", Width), arguments.Integer("frequencies", Frequencies.Shape[1], 1, 1 << 16),
            arguments.Positive("sigma", _sigma), arguments.Float("dtype", Weight.Type));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"NumericEmbedding({Features}, {Width}, frequencies: {Frequencies.Shape[1]}, sigma: {_sigma})");
}
