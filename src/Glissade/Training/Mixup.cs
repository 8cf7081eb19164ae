namespace Glissade;

/// <summary>
/// Examples mixed with their neighbours in the batch, targets with them (Zhang et al. 2018): the network sees λ·x + (1 − λ)·x′, the cost is λ·L(p, y) + (1 − λ)·L(p, y′), numerators and denominators alike. For a cross entropy this is
/// the cost of mixed class probabilities; for class indices and any other loss it is what the paper's authors' code does. λ comes from Beta(α, α), one a step, a function of (seed, step). As the batches of an epoch are in random order,
/// the next example in the batch is a random one; the last one's is the first.
/// </summary>
internal sealed class Mixup
{
    // Each draw of a gamma number is accepted with more than 95 of 100; that none of so many is, happens less than once in 10²⁰.
    private const int Draws = 16;

    private readonly Tensor _share;

    /// <param name="alpha">α: above 0; the smaller, the less is mixed.</param>
    /// <param name="seed">The run's seed, an int32 scalar.</param>
    /// <param name="step">The number of the step, an int32 scalar.</param>
    public Mixup(double alpha, Tensor seed, Tensor step)
    {
        using Provenance.Scope scope = Provenance.Enter("mixup", "λ·x + (1 − λ)·x′");
        _share = Share(alpha, seed, step);
    }

    /// <summary>Whatever belongs to the examples, mixed with that of the next ones.</summary>
    public Tensor Mixed(Tensor x)
    {
        using Provenance.Scope scope = Provenance.Enter("mixup", "λ·x + (1 − λ)·x′");
        return Between(x, Next(x));
    }

    /// <summary>Numerator and denominator of the cost of mixed examples.</summary>
    public (Tensor Numerator, Tensor Denominator) Sums(Loss loss, Tensor prediction, Tensor target, Tensor? weights)
    {
        (Tensor numerator, Tensor denominator) = loss.Sums(prediction, target, weights);
        (Tensor ofNext, Tensor weightOfNext) = loss.Sums(prediction, Next(target), weights is null ? null : Next(weights));
        return (Between(numerator, ofNext), Between(denominator, weightOfNext));
    }

    /// <summary>λ of a step, in float64: Beta(α, α) as the share of two gamma numbers.</summary>
    internal static Tensor Share(double alpha, Tensor seed, Tensor step)
    {
        // By their logarithms: gamma numbers of a small α are too near to 0 for float64.
        Tensor logarithms = LogGamma(alpha, seed, step);
        return (logarithms.At(0) - logarithms.At(1)).Sigmoid();
    }

    // Two logarithms of gamma numbers: Marsaglia and Tsang's method for α + 1 (2000), of which a power of a uniform number leads to α.
    private static Tensor LogGamma(double alpha, Tensor seed, Tensor step)
    {
        Tensor Uniform(string name, Shape shape) => 1 - Tensor.RandomUniform(shape, $"mixup/{name}", seed, step, Tensor.Scalar(0, DType.Int32), DType.Float64);
        var draws = new Shape(2, Draws);
        double d = alpha + 2.0 / 3;
        Tensor normal = (Uniform("radius", draws).Log() * -2).SquareRoot() * (Uniform("angle", draws) * (2 * Math.PI)).Cos();
        Tensor root = normal / Math.Sqrt(9 * d) + 1, cube = Tensor.Select(root.IsGreater(0), root * root.Square(), 1);
        Tensor accepted = root.IsGreater(0) & Uniform("chance", draws).Log().IsLess(normal.Square() * 0.5 + d * (1 - cube + cube.Log()));
        Tensor first = accepted.Cast(DType.Float64).ArgMax(1, keepDimensions: true);
        return cube.TakeAlong(first, 1).Squeeze(1).Log() + Uniform("power", new Shape(2)).Log() / alpha;
    }

    private Tensor Between(Tensor own, Tensor next)
    {
        Tensor share = _share.Cast(own.Type);
        return own * share + next * (1 - share);
    }

    private static Tensor Next(Tensor x) => Tensor.Concatenate(0, x.Narrow(0, 1, x.Shape[0] - 1), x.Narrow(0, 0, 1));
}
