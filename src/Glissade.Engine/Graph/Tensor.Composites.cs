namespace Glissade;

// The bodies are written to be computed as they stand: no stabilising rule looks into them.
public abstract partial class Tensor
{
    /// <summary>1 / (1 + e⁻ˣ), written so that no sign of x overflows.</summary>
    public Tensor Sigmoid()
    {
        using var exact = ExactScope.Open();
        Tensor small = ExpOfMinusAbsolute(), once = 1 + small;
        // e/(1 + e) as e − e·(e/(1 + e)), whose roundings are smaller.
        Tensor value = Select(IsLess(0), FusedMultiplyAdd(-small, small / once, small), 1 / once);
        Tensor slope = small / FusedMultiplyAdd(small, small + 2, Like(1, this));
        return Composite.Define(nameof(Sigmoid), [this], Sloped(value, slope));
    }

    /// <summary>log(sigmoid(x)) = min(x, 0) − log(1 + e^−|x|)</summary>
    public Tensor LogSigmoid()
    {
        using var exact = ExactScope.Open();
        Tensor value = Select(IsLess(0), this, 0) - ExpOfMinusAbsolute().Log1p();
        return Composite.Define(nameof(LogSigmoid), [this], Sloped(value, (-this).Sigmoid()));
    }

    /// <summary>log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|)</summary>
    public Tensor Softplus()
    {
        using var exact = ExactScope.Open();
        Tensor value = Select(IsLess(0), 0, this) + ExpOfMinusAbsolute().Log1p();
        return Composite.Define(nameof(Softplus), [this], Sloped(value, Sigmoid()));
    }

    /// <summary>log(x), at least −100, with a slope of at most 10¹²: the logarithm inside the binary cross entropy of probabilities, as PyTorch has it.</summary>
    public Tensor ClampedLog()
    {
        using var exact = ExactScope.Open();
        return Composite.Define(nameof(ClampedLog), [this], Sloped(Maximum(Log(), Like(-100, this)), 1 / Maximum(this, Like(1e-12, this))));
    }

    /// <summary>
    /// log(part), at least −100, of one of two parts that make 1, with the slope (1 − part) / max(part·(1 − part), 10⁻¹²): the two terms of the binary cross entropy then have together the slope that PyTorch
    /// gives it, which is 0 where a prediction is certain and right.
    /// </summary>
    /// <param name="part">From 0 to 1.</param>
    /// <param name="rest">1 − part, as accurately as it is known.</param>
    internal static Tensor ClampedLogOfPart(Tensor part, Tensor rest)
    {
        using var exact = ExactScope.Open();
        // PyTorch's bound is the float32 nearest to 10⁻¹², in float64 too.
        Tensor value = Maximum(part.Log(), Like(-100, part)), slope = rest / Maximum(part * rest, Like(1e-12f, part));
        return Composite.Define(nameof(ClampedLogOfPart), [part, rest], part.Sloped(value, slope));
    }

    /// <summary>(x − mean) / √(variance + ε) along the last axis, the variance divided by n (Ba, Kiros and Hinton 2016).</summary>
    /// <param name="epsilon">Added to the variance; at least 0.</param>
    public Tensor LayerNorm(double epsilon = 1e-5)
    {
        using var exact = ExactScope.Open();
        (Tensor still, Tensor moved) = Mean(-1, keepDimensions: true).HeldStill();
        Tensor centred = this - still;
        Tensor factor = 1 / (centred.Square().Mean(-1, keepDimensions: true) - moved.Square() + epsilon).SquareRoot();
        Tensor body = FusedMultiplyAdd(centred, factor.BroadcastTo(Shape), (-(moved * factor)).BroadcastTo(Shape));
        return Composite.Define(nameof(LayerNorm), [this], body, Rank - 1);
    }

    /// <summary>
    /// A mean m as a number that stands still, s, and as how far it is from there, which is 0 and has the gradient. x − m is (x − s) − (m − s), and the mean of (x − m)² is the one of (x − s)² less
    /// (m − s)²: what has the gradient is then numbers of a row, and the way back takes two sums over it, Σg and Σg·(x − m), and none of what is 0 on paper, Σ(x − m).
    /// </summary>
    internal (Tensor Still, Tensor Moved) HeldStill()
    {
        Tensor still = Detach();
        return (still, this - still);
    }

    /// <summary>x·Φ(x) = x/2·(1 + erf(x/√2)) (Hendrycks and Gimpel 2016), accurate in the tail too.</summary>
    public Tensor Gelu()
    {
        using var exact = ExactScope.Open();
        return Composite.Define(nameof(Gelu), [this], this * NormalShare());
    }

    /// <summary>max(x, 0); NaN stays NaN, and the slope at 0 is 0.</summary>
    public Tensor Relu()
    {
        using var exact = ExactScope.Open();
        return Composite.Define(nameof(Relu), [this], Select(IsLessOrEqual(0), 0, this));
    }

    /// <summary>The angle whose tangent is x, between −π/2 and π/2; infinities have these as their angles.</summary>
    public Tensor Arctangent()
    {
        using var exact = ExactScope.Open();
        // Beyond 1 the angle of 1/x is what is missing to a right angle; half an angle, three times, leaves a tangent below a tenth, whose series is short.
        Tensor large = Absolute().IsGreater(1), t = Select(large, 1 / this, this);
        for (int halves = 0; halves < 3; halves++) t /= 1 + (1 + t.Square()).SquareRoot();
        Tensor square = t.Square(), series = Like(1.0 / 17, this);
        for (int power = 15; power >= 3; power -= 2) series = Like(1.0 / power, this) - square * series;
        Tensor angle = 8 * (t - t * square * series);
        Tensor value = Select(large, Select(IsLess(0), -Math.PI / 2, Like(Math.PI / 2, this)) - angle, angle);
        return Composite.Define(nameof(Arctangent), [this], Sloped(value, 1 / (1 + Square())));
    }

    // |x| has slope 0 at 0, which would halve or lose the slope of what is built on it; two branches, each smooth, have the right one (of every order).
    private Tensor ExpOfMinusAbsolute() => Select(IsLess(0), this, -this).Exp();

    /// <summary>A value of this tensor with a derivative of its own: one that no body would give as accurately, or with as little kept for it.</summary>
    internal Tensor Sloped(Tensor value, Tensor slope) => Apply(Operations.Sloped.Instance, value, this, slope);
}
