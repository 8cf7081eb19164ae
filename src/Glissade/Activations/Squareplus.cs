using System.Globalization;

namespace Glissade;

/// <summary>(x + √(x² + b))/2: like softplus, but without exponentials (Barron 2021).</summary>
public sealed class Squareplus : Activation
{
    /// <summary>With this b.</summary>
    /// <param name="b">b: how round the bend is; above 0, 4 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Squareplus(double b = 4)
    {
        if (!(b > 0 && double.IsFinite(b))) throw new ArgumentOutOfRangeException(nameof(b), b, "Squareplus needs a number above 0.");
        B = b;
    }

    /// <summary>b: how round the bend is; above 0, 4 by default.</summary>
    public double B { get; }

    /// <inheritdoc/>
    public override string Formula => string.Create(CultureInfo.InvariantCulture, $"(x + √(x² + {B})) / 2");

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new Squareplus(arguments.Positive("b", B));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Squareplus({B})");

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x)
    {
        // Below 0 the sum would cancel; (√(x² + b) − |x|)/2 is b/2 over the sum of both, and far out b/4 over |x|.
        Tensor negative = x.IsLess(0), size = Tensor.Select(negative, -x, x), far = size.IsGreater(1e8 * Math.Sqrt(B)), inner = Tensor.Select(far, 0, size);
        Tensor bend = Tensor.Select(far, B / 4 / Tensor.Select(far, size, 1), B / 2 / ((inner * inner + B).SquareRoot() + inner));
        return Tensor.Select(negative, 0, x) + bend;
    }
}
