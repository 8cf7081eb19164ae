using System.Globalization;

namespace Glissade;

/// <summary>
/// Every numeric feature by how far it has come through each of its bins, then weights of its own and a ReLU: ReLU(e·W + b), e = (x − lower)/(upper − lower), cut to 0 … 1 but for what lies below the first bin and above the last
/// (Gorishniy et al. 2022, eq. 1): [examples, …, features] → [examples, …, features·width]. Waves instead of bins has <see cref="NumericEmbedding"/>. PyTorch and Keras have none.
/// </summary>
public sealed class PiecewiseLinearEmbedding : FeatureEmbedding
{
    private readonly double[] _bounds;

    /// <summary>An embedding of so many features.</summary>
    /// <param name="features">The extent of the last axis of the input; 1 or more.</param>
    /// <param name="width">How many numbers stand for each; 1 or more.</param>
    /// <param name="bounds">
    /// The bounds of the bins, such as <see cref="QuantileBounds.Of"/> finds: those of the first feature first and as many for each, in ascending order; two or more. A feature with fewer bins says its last bound again: a bin without extent gives 0.
    /// </param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentException">The bounds are no such list, or a number is out of range.</exception>
    public PiecewiseLinearEmbedding(int features, int width, ReadOnlySpan<double> bounds, DType type = DType.Float32) : base(features, Bins(features, bounds), width, type) => _bounds = bounds.ToArray();

    /// <summary>The bounds of the bins, those of the first feature first.</summary>
    public IReadOnlyList<double> Bounds => _bounds;

    /// <inheritdoc/>
    public override string Formula => "max(0, e·W + b), e = (x − lower) / (upper − lower), cut to 0 … 1";

    private protected override Tensor Terms(Tensor x)
    {
        int bins = Weight.Shape[1], each = bins + 1;
        Tensor Each(Func<double[], int, double> number) => Tensor.From([.. _bounds.Chunk(each).SelectMany(bounds => Enumerable.Range(0, bins).Select(bin => number(bounds, bin)))], new Shape(Features, bins)).Cast(x.Type);
        static bool IsEmpty(double[] bounds, int bin) => bounds[bin] == bounds[bin + 1];
        Tensor lower = Each((bounds, bin) => bounds[bin]), extent = Each((bounds, bin) => IsEmpty(bounds, bin) ? 1 : bounds[bin + 1] - bounds[bin]);
        Tensor least = Each((bounds, bin) => bin == 0 ? double.NegativeInfinity : 0);
        Tensor most = Each((bounds, bin) => IsEmpty(bounds, bin) ? 0 : bin == bins - 1 || IsEmpty(bounds, bin + 1) ? double.PositiveInfinity : 1);
        return Tensor.Minimum(Tensor.Maximum((x - lower) / extent, least), most);
    }

    private static int Bins(int features, ReadOnlySpan<double> bounds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        int each = bounds.Length / features;
        if (each < 2 || bounds.Length % features != 0)
            throw new ArgumentException($"{bounds.Length} bounds are not two or more, and as many, for each of {features} features; give all bounds of the first feature, then those of the next, and repeat the last one where a feature has fewer.");
        for (int i = 0; i < bounds.Length; i++)
        {
            int place = i % each;
            // The first bin of a feature has an extent, and empty ones stand behind all others.
            bool rises = place == 0 || bounds[i] > bounds[i - 1] || place > 1 && bounds[i] == bounds[i - 1];
            bool resumes = place > 2 && bounds[i] != bounds[i - 1] && bounds[i - 1] == bounds[i - 2];
            if (!double.IsFinite(bounds[i]) || !rises || resumes)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The bounds of feature {i / each} do not rise: {string.Join(", ", bounds[(i - place)..(i - place + each)].ToArray())}. Sort them, and leave out equal ones but for the last."));
        }

        return each - 1;
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new PiecewiseLinearEmbedding(arguments.Width("features", Features), arguments.Extent("width", Width), [.. arguments.RequiredNumbers("bounds", _bounds)], arguments.Float("dtype", Weight.Type));
    }

    /// <inheritdoc/>
    public override string ToString() => $"PiecewiseLinearEmbedding({Features}, {Width}, bounds: {string.Join(' ', _bounds.Select(bound => bound.ToString(CultureInfo.InvariantCulture)))})";
}
