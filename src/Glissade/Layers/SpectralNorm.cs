using System.Globalization;

namespace Glissade;

/// <summary>
/// A layer whose weight is divided by the largest factor by which it stretches anything, W / σ (Miyato et al. 2018). σ = u·W·v, with vectors u and v that a step of training brings nearer to the true ones by power iteration and that
/// predicting leaves alone; no gradient goes through them. As PyTorch's parametrizations.spectral_norm; the vectors begin after 15 iterations, too. Of weights that are all 0 nothing is divided, where PyTorch has NaN.
/// </summary>
public sealed class SpectralNorm : ReparametrizedLayer
{
    private const int FirstIterations = 15;

    /// <summary>This layer, of normalized weight.</summary>
    /// <param name="inner">The layer.</param>
    /// <param name="parameter">Which of its parameters; <c>weight</c> by default.</param>
    /// <param name="iterations">Power iterations a step; 1 or more.</param>
    /// <param name="epsilon">The least length that a vector is divided by; above 0.</param>
    /// <param name="axis">The axis of units, from 0; −1, by default, for the layer's own.</param>
    /// <exception cref="ArgumentException">The layer has no such parameter or axis, or a number is out of range.</exception>
    public SpectralNorm(Layer inner, string parameter = "weight", int iterations = 1, double epsilon = 1e-12, int axis = -1) : base(inner, parameter, axis, transposedByOutputs: true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        if (!(epsilon > 0 && double.IsFinite(epsilon))) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "SpectralNorm needs an epsilon above 0.");
        (Iterations, Epsilon) = (iterations, epsilon);
        int others = checked((int)(Weight.Count / Units));
        Left = AddBuffer("u", new Shape(Units), new DerivedInitializer(random => Iterated(Rows(random.FirstOf(Weight)), Normalized(random.Normal(new Shape(others))), FirstIterations).Left), Weight.Type);
        Right = AddBuffer("v", new Shape(others), new DerivedInitializer(random => Normalized((Rows(random.FirstOf(Weight)) * random.FirstOf(Left!).ExpandDimension(1)).Sum(0))), Weight.Type);
    }

    /// <summary>Power iterations a step.</summary>
    public int Iterations { get; }

    /// <summary>The least length that a vector is divided by.</summary>
    public double Epsilon { get; }

    /// <summary>u, [units].</summary>
    public Buffer Left { get; }

    /// <summary>v, [numbers of a unit].</summary>
    public Buffer Right { get; }

    /// <inheritdoc/>
    public override string Formula => "f(x), W / (u·W·v)";

    private protected override Tensor Effective(Pass pass)
    {
        Tensor rows = Rows(Weight);
        (Tensor left, Tensor right) = (Left, Right);
        // Used a second time in a step, the layer has the vectors of the first.
        if (pass.Updated(Left) is { } newLeft && pass.Updated(Right) is { } newRight) (left, right) = (newLeft, newRight);
        else if (pass.Training)
        {
            (left, right) = Iterated(rows.Detach(), right, Iterations);
            pass.Update(Left, left);
            pass.Update(Right, right);
        }

        Tensor sigma = (left * (rows * right).Sum(1)).Sum();
        return Weight / Tensor.Select(sigma.IsEqual(0), 1, sigma);
    }

    private (Tensor Left, Tensor Right) Iterated(Tensor rows, Tensor right, int iterations)
    {
        Tensor left = right;
        for (int i = 0; i < iterations; i++)
        {
            left = Normalized((rows * right).Sum(1));
            right = Normalized((rows * left.ExpandDimension(1)).Sum(0));
        }

        return (left, right);
    }

    private Tensor Normalized(Tensor vector)
    {
        Tensor length = vector.Norm(0, keepDimensions: true);
        return vector / Tensor.Maximum(length, Tensor.Like(Epsilon, length));
    }

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new SpectralNorm(arguments.Inner("inner", Inner), arguments.Pattern("parameter", ParameterPath), arguments.Integer("iterations", Iterations, 1, 100), arguments.Positive("epsilon", Epsilon),
            arguments.Integer("axis", GivenAxis, -1));
    }

    /// <inheritdoc/>
    public override string ToString() => Described(string.Create(CultureInfo.InvariantCulture, $"{(Iterations == 1 ? "" : $", iterations: {Iterations}")}{(Epsilon == 1e-12 ? "" : $", epsilon: {Epsilon}")}"));
}
