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
    /// The bounds of the bins, those of the first feature first and as many for each, in ascending order; two or more. A feature with fewer bins says its last bound again: a bin without extent gives 0.
    /// </param>
    /// <param name="type">float32 or float64.</param>
    /// <exception cref="ArgumentException">The bounds are no such list, or a number is out of range.</exception>
    public PiecewiseLinearEmbedding(int features, int width, ReadOnlySpan<double> bounds, DType type = DType.Float32) : base(features, Bins(features, bounds), width, type) => _bounds = bounds.ToArray();

    /// <summary>The bounds of the bins, those of the first feature first.</summary>
    public IReadOnlyList<double> Bounds => _bounds;

    /// <inheritdoc/>
    public override string Formula => "max(0, e·W + b), e = (x − lower) / (upper − lower), cut to 0 … 1";

    /// <summary>Bounds for a constructor, from data: for each feature the quantiles 0, 1/n, …, 1 of its values (the paper's bins for any task), equal ones once, and the last one again where that leaves fewer.</summary>
    /// <param name="data">The rows to learn from; those to validate on would tell of themselves.</param>
    /// <param name="bins">n: how many bins a feature has at most; 1 or more.</param>
    /// <exception cref="ArgumentException">An example is no list of numbers, a number is not finite, or a feature has one value alone.</exception>
    public static double[] Quantiles(Dataset data, int bins)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (data.InputShape.Rank != 1 || data.Count == 0) throw new ArgumentException($"Bins are found in lists of numbers; there are {data.Count} examples of {data.InputShape}.");
        var bounds = new List<double>();
        for (int feature = 0; feature < data.InputShape[0]; feature++)
        {
            double[] sorted = [.. Enumerable.Range(0, data.Count).Select(example => data.Inputs.Number(example, feature)).Order()];
            if (!double.IsFinite(sorted[0]) || !double.IsFinite(sorted[^1])) throw new ArgumentException($"Feature {feature} has a number that is not finite; fill the gaps first.");
            double[] own = [.. Enumerable.Range(0, bins + 1).Select(i => Quantile(sorted, (double)i / bins)).Distinct()];
            if (own.Length < 2) throw new ArgumentException($"Feature {feature} is {sorted[0].ToString(CultureInfo.InvariantCulture)} in all examples, so it has no bins; leave it out.");
            bounds.AddRange(own);
            bounds.AddRange(Enumerable.Repeat(own[^1], bins + 1 - own.Length));
        }

        return [.. bounds];
    }

    // Between two values, in a line.
    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = Math.Min((int)place, sorted.Length - 1), above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }

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
