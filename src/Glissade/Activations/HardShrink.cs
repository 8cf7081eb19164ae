using System.Globalization;

namespace Glissade;

/// <summary>x where |x| is above λ, and 0 between.</summary>
public sealed class HardShrink : Activation
{
    /// <summary>With this λ.</summary>
    /// <param name="lambda">λ: how far from 0 nothing passes; 0 or more, 0.5 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public HardShrink(double lambda = 0.5)
    {
        if (!(lambda >= 0 && double.IsFinite(lambda))) throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "HardShrink needs a number of 0 or more.");
        Bound = lambda;
    }

    /// <summary>λ: how far from 0 nothing passes; 0 or more, 0.5 by default.</summary>
    public double Bound { get; }

    /// <inheritdoc/>
    public override string Formula => string.Create(CultureInfo.InvariantCulture, $"|x| > {Bound} ? x : 0");

    /// <inheritdoc/>
    public override Layer Map(Arguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return new HardShrink(arguments.NonNegative("lambda", Bound));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"HardShrink({Bound})");

    /// <inheritdoc/>
    protected override Tensor Of(Tensor x) => Tensor.Select(x.Absolute().IsLessOrEqual(Bound), 0, x);
}
