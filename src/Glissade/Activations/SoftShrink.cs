using System.Globalization;

namespace Glissade;

/// <summary>x moved towards 0 by λ, and 0 where that would pass it: what the L1 penalty does to a weight.</summary>
public sealed class SoftShrink : Activation
{
    /// <summary>With this λ.</summary>
    /// <param name="lambda">λ: how far x is moved; 0 or more, 0.5 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public SoftShrink(double lambda = 0.5)
    {
        if (!(lambda >= 0 && double.IsFinite(lambda))) throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "SoftShrink needs a number of 0 or more.");
        Bound = lambda;
    }

    /// <summary>λ: how far x is moved; 0 or more, 0.5 by default.</summary>
    public double Bound { get; }

    /// <inheritdoc/>
    public override string Formula => string.Create(CultureInfo.InvariantCulture, $"sign(x)·max(0, |x| − {Bound})");

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new SoftShrink(arguments.NonNegative("lambda", Bound));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"SoftShrink({Bound})");

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x) => Tensor.Select(x.Absolute().IsLessOrEqual(Bound), 0, Tensor.Select(x.IsLess(0), x + Bound, x - Bound));
}
